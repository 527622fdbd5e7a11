"""The letter for a visa: who is invited to what, where and when. As PDF where the extra is installed."""

from pathlib import Path
from typing import Any

from portal.access.actor import Actor
from portal.access.policy import require
from portal.foundation.errors import NotFound, Unavailable
from portal.meetings.models import Meeting
from portal.meetings.registration import queries
from portal.meetings.registration.models import PLACED, Registration


def open_letter(actor: Actor, registration_id: str) -> tuple[Registration, Meeting]:
    """Of a registration that has a place, where the organizers offer letters."""
    row, meeting = queries.find_registration(actor, registration_id)
    require(actor, "registration.read", meeting)
    desk = queries.find_desk(meeting.id)
    if desk is None or not desk.content.visa_letters or row.state not in PLACED or desk.cancelled_at is not None:
        raise NotFound
    return row, meeting


def can_print() -> bool:
    return _printer() is not None


def _printer() -> Any:
    """None where WeasyPrint, or the Pango library it stands on, is not there."""
    try:
        import weasyprint
    except (ImportError, OSError):
        return None
    return weasyprint


def write_pdf(html: str, stylesheet: Path) -> bytes:
    """The page fetches nothing: it holds words alone. The stylesheet is ours and fetches our own fonts."""
    printer = _printer()
    if printer is None:
        raise Unavailable
    fonts = printer.text.fonts.FontConfiguration()
    nothing, own = (printer.urls.URLFetcher(allowed_protocols=names) for names in ((), ("file",)))
    style = printer.CSS(filename=str(stylesheet), url_fetcher=own, font_config=fonts)
    document = printer.HTML(string=html, url_fetcher=nothing)
    made: bytes = document.write_pdf(stylesheets=[style], font_config=fonts)
    return made
