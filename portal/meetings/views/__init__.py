"""Pages of meetings, split by what one does on them."""

from portal.meetings.views import (
    agenda,
    calendar,
    decisions,
    documents,
    editing,
    minutes,
    packets,
    reading,
    registering,
    registrations,
)
from portal.meetings.views.blueprint import blueprint

__all__ = [
    "agenda",
    "blueprint",
    "calendar",
    "decisions",
    "documents",
    "editing",
    "minutes",
    "packets",
    "reading",
    "registering",
    "registrations",
]
