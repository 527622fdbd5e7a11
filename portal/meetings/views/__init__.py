"""Pages of meetings, split by what one does on them."""

from portal.meetings.calendar import views as calendar
from portal.meetings.registration import views as registration
from portal.meetings.views import agenda, decisions, documents, editing, minutes, packets, reading
from portal.meetings.views.blueprint import blueprint

__all__ = ["agenda", "blueprint", "calendar", "decisions", "documents", "editing", "minutes", "packets", "reading"]
__all__ += ["registration"]
