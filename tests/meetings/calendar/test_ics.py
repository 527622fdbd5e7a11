"""Calendars written by one library are read by another, and say the right hour on both sides of a clock change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from portal.meetings.calendar.rules import Entry, uid_of, write_calendar

KEY = "0" * 32


def _entry(**changes: Any) -> Entry:
    given: dict[str, Any] = {
        "meeting_id": KEY,
        "title": "Prosecutors, investigators; and a “quote”",
        "place": "Dakar, salle 2",
        "time_zone": "Africa/Dakar",
        "first_day": date(2031, 3, 4),
        "last_day": date(2031, 3, 5),
        "url": "https://portal.example/meetings/M-2031-001",
        "status": "CONFIRMED",
        "sequence": 3,
        "changed_at": datetime(2031, 1, 1, tzinfo=UTC),
        "mark": "GREEN",
    }
    return Entry(**{**given, **changes})


def _read(*entries: Entry) -> Any:
    return vobject.readOne(write_calendar("Meetings", entries).decode())


def test_what_one_library_writes_another_reads() -> None:
    event = _read(_entry()).vevent
    assert event.summary.value == "[TLP:GREEN] Prosecutors, investigators; and a “quote”"
    assert event.location.value == "Dakar, salle 2"
    assert event.uid.value == uid_of(KEY)
    assert event.sequence.value == "3" and event.status.value == "CONFIRMED"
    assert (event.dtstart.value, event.dtend.value) == (date(2031, 3, 4), date(2031, 3, 6))
    assert event.valarm.trigger.value == timedelta(days=-1) and event.valarm.action.value == "DISPLAY"


@pytest.mark.parametrize(
    ("zone", "starts", "ends"),
    [
        # the clocks of Vienna go forward on 2031-03-30 at 02:00 and back on 2031-10-26 at 03:00
        ("Europe/Vienna", datetime(2031, 3, 29, 8, tzinfo=UTC), datetime(2031, 3, 31, 15, tzinfo=UTC)),
        ("Europe/Vienna", datetime(2031, 10, 25, 7, tzinfo=UTC), datetime(2031, 10, 27, 16, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2031, 3, 3, 19, tzinfo=UTC), datetime(2031, 3, 4, 3, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2031, 3, 5, 5, tzinfo=UTC), datetime(2031, 3, 5, 11, tzinfo=UTC)),
        ("UTC", datetime(2031, 3, 4, 9, tzinfo=UTC), datetime(2031, 3, 4, 10, tzinfo=UTC)),
    ],
)
def test_instants_survive_clock_changes_and_the_date_line(zone: str, starts: datetime, ends: datetime) -> None:
    calendar = _read(_entry(time_zone=zone, starts_at=starts, ends_at=ends))
    assert calendar.vevent.dtstart.value.astimezone(UTC) == starts
    assert calendar.vevent.dtend.value.astimezone(UTC) == ends
    shown = f"{starts.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
    assert shown in calendar.vevent.description.value, "what the clocks show at the place"


def test_a_cancelled_meeting_says_so_and_rings_no_more() -> None:
    event = _read(_entry(status="CANCELLED")).vevent
    assert event.status.value == "CANCELLED" and "valarm" not in event.contents


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_wants() -> None:
    content = write_calendar("Meetings", [_entry(title="Ж" * 300)])
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75 and b"\n" not in b"".join(lines)
    assert _read(_entry(title="Ж" * 300)).vevent.summary.value.endswith("Ж" * 300)


def test_a_text_cannot_break_out_of_its_line() -> None:
    event = _read(_entry(title="a\r\nATTENDEE:mailto:x@y\nb", place="x\\;,\ny")).vevent
    assert "attendee" not in event.contents
