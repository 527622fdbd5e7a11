"""Clock times of a place and instants. Only instants are stored; the place's zone says what its clocks show."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.foundation.errors import Problem
from portal.foundation.i18n import lazy

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)", re.ASCII)


@lru_cache(maxsize=600)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def wall(moment: datetime, zone_name: str) -> datetime:
    """What the clocks of the zone show at this instant, without a zone."""
    return moment.astimezone(zone(zone_name)).replace(tzinfo=None)


def offset(moment: datetime, zone_name: str) -> timedelta | None:
    """How far the clocks of the zone are from UTC at this instant."""
    return moment.astimezone(zone(zone_name)).utcoffset()


def instant(shown: datetime, zone_name: str) -> datetime:
    """The instant at which the clocks of the zone show this; the first, where they show it twice."""
    return shown.replace(tzinfo=zone(zone_name), fold=0).astimezone(UTC)


def exists_there(shown: datetime, zone_name: str) -> bool:
    """False in the hour the clocks skip when they go forward."""
    return wall(instant(shown, zone_name), zone_name) == shown


def same_wall(moment: datetime, before: str, after: str) -> datetime:
    """The instant at which another zone's clocks show what the former zone's showed."""
    return instant(wall(moment, before), after)


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if _DAY.fullmatch(text.strip()) else None
    except ValueError:
        return None


def read_clock(text: str) -> time | None:
    """9:30, 09:30, 9.30 or 9h30."""
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to a later one."""

    starts_at: datetime
    ends_at: datetime


def read_span(day: str, begins: str, ends: str, zone_name: str) -> tuple[Span | None, list[Problem]]:
    """A day and two clock times of the place. An end that is not later than the beginning is meant for the next day."""
    on, first, last = read_day(day), read_clock(begins), read_clock(ends)
    problems = []
    if on is None or not 1900 <= on.year <= 2100:
        problems.append(Problem(("day",), lazy("This is no day. Please write year-month-day, such as 2018-12-11.")))
    for name, found in (("begins", first), ("ends", last)):
        if found is None:
            problems.append(Problem((name,), lazy("This is no time of day. Please write hour and minute: 09:30.")))
    if problems or on is None or first is None or last is None:
        return None, problems
    return _span(datetime.combine(on, first), datetime.combine(on, last), zone_name)


def _span(first: datetime, last: datetime, zone_name: str) -> tuple[Span | None, list[Problem]]:
    if last <= first:
        last = datetime.combine(date.fromordinal(last.toordinal() + 1), last.time())
    for name, shown in (("begins", first), ("ends", last)):
        if not exists_there(shown, zone_name):
            words = lazy("There is no such time on this day in %(zone)s: the clocks go forward.", zone=zone_name)
            return None, [Problem((name,), words)]
    span = Span(instant(first, zone_name), instant(last, zone_name))
    if span.ends_at <= span.starts_at:
        return None, [Problem(("ends",), lazy("This lies before the beginning: the clocks go back in between."))]
    return span, []
