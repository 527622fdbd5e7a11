"""iCalendar as RFC 5545 wants it, written by a library from meetings already read with somebody's rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from portal.meetings.times import wall

PRODUCT = "-//Practitioners' Network//Meetings//EN"
ALARM_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting in a calendar. With instants where its sessions are known, with whole days otherwise."""

    meeting_id: str
    title: str
    place: str
    time_zone: str
    first_day: date
    last_day: date
    url: str
    status: str
    sequence: int
    changed_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    video_link: str = ""
    mark: str = ""


def uid_of(meeting_id: str) -> str:
    """The same for ever and in every feed, so a calendar knows an update from a new meeting."""
    return f"meeting-{meeting_id}@practitioners-network"


def write_calendar(name: str, entries: Iterable[Entry]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", uid_of(entry.meeting_id))
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    event.add("summary", f"[TLP:{entry.mark}] {entry.title}" if entry.mark else entry.title)
    event.add("url", entry.url)
    if entry.place:
        event.add("location", entry.place)
    _add_times(event, entry)
    event.add("description", "\n".join(_words(entry)))
    if entry.video_link:
        event.add("conference", entry.video_link, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    if entry.status != "CANCELLED":
        event.add_component(_alarm(entry.title))
    return event


def _words(entry: Entry) -> list[str]:
    found = [entry.url]
    if entry.starts_at is not None:
        found.append(f"{wall(entry.starts_at, entry.time_zone):%Y-%m-%d %H:%M} {entry.time_zone}")
    return [*found, entry.video_link] if entry.video_link else found


def _add_times(event: Event, entry: Entry) -> None:
    """Instants are written in UTC: every reader shows them right, whatever it makes of a VTIMEZONE, of which readers
    were seen to get clock changes wrong by an hour. What clocks show at the place stands in the description.
    A day that ends is written as the first that is free again (RFC 5545 §3.6.1)."""
    if entry.starts_at is None or entry.ends_at is None:
        event.add("dtstart", entry.first_day)
        event.add("dtend", entry.last_day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
