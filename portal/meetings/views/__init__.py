"""Pages of meetings, split by what one does on them."""

from portal.meetings.views import agenda, decisions, documents, editing, minutes, packets, reading
from portal.meetings.views.blueprint import blueprint

__all__ = ["agenda", "blueprint", "decisions", "documents", "editing", "minutes", "packets", "reading"]
