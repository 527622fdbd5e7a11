"""iCalendar as RFC 5545 wants it, written by a library from meetings already read with somebody's rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from portal.meetings.times import zone

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
    calendar.add_missing_timezones()
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
    if entry.video_link:
        event.add("conference", entry.video_link, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
        event.add("description", f"{entry.url}\n{entry.video_link}")
    else:
        event.add("description", entry.url)
    if entry.status != "CANCELLED":
        event.add_component(_alarm(event["summary"]))
    return event


def _add_times(event: Event, entry: Entry) -> None:
    """Clock times carry the zone of the place: what its clocks show stays right when they change. An end day is the
    first day that is free again (RFC 5545 §3.6.1)."""
    if entry.starts_at is None or entry.ends_at is None:
        event.add("dtstart", entry.first_day)
        event.add("dtend", entry.last_day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    place = UTC if entry.time_zone == "UTC" else zone(entry.time_zone)
    event.add("dtstart", entry.starts_at.astimezone(place))
    event.add("dtend", entry.ends_at.astimezone(place))


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
