"""The readable number, given once: `M-2018-004`."""

from portal.foundation.database.counting import count_up
from portal.meetings.models import MeetingNumber


def next_number(year: int) -> str:
    """The next of the year the meeting is in."""
    return f"M-{year}-{count_up(MeetingNumber, year=year):03d}"
