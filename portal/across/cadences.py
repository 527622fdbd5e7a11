"""When news goes by mail: at once, in the morning of a day, in the morning of Monday, or never."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.foundation.i18n import Lazy, lazy

NOW, DAILY, WEEKLY, OFF = "now", "daily", "weekly", "off"
CADENCES: Mapping[str, Lazy] = {
    NOW: lazy("At once"),
    DAILY: lazy("Once a day"),
    WEEKLY: lazy("Once a week"),
    OFF: lazy("No mail"),
}
"""Soonest first."""
GATHERED = timedelta(minutes=1)
"""What happens within it goes into one message, even at once."""
MONDAY, MORNING = 0, 7


def soonest(cadences: Collection[str]) -> str:
    return next((cadence for cadence in CADENCES if cadence in cadences), OFF)


def due_at(cadence: str, now: datetime, zone: str, hour: int) -> datetime | None:
    """The moment to send what happens now, in UTC; None for never. `hour` is one of the reader's own clock.

    An hour that clocks skip comes as they show it after the change (PEP 495).
    """
    if cadence == NOW:
        return now + GATHERED
    if cadence not in (DAILY, WEEKLY):
        return None
    there = now.astimezone(ZoneInfo(zone))
    next_one = there.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    if next_one <= there:
        next_one += timedelta(days=1)
    if cadence == WEEKLY:
        next_one += timedelta(days=(MONDAY - next_one.weekday()) % 7)
    return next_one.astimezone(UTC)
