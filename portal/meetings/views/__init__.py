"""Pages of meetings, split by what one does on them."""

from portal.meetings.views import editing, reading
from portal.meetings.views.blueprint import blueprint

__all__ = ["blueprint", "editing", "reading"]
