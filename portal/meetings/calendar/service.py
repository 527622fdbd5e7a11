"""Making and revoking feed addresses, and noticing what calendars must be told again."""

from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.access.policy import require
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import NotFound, Refused
from portal.foundation.i18n import lazy
from portal.foundation.refs import Ref
from portal.meetings import queries as meetings
from portal.meetings.calendar.models import CalendarLink, MeetingSequence
from portal.meetings.content import MeetingContent
from portal.meetings.models import Meeting, MeetingSession
from portal.meetings.registration.models import RegistrationDesk
from portal.members.secrets import digest, new_token
from portal.regions.queries import REGIONS

LINKS_MAX = 50


def make_link(actor: Actor, kind: str, subject: str = "") -> str:
    """The token of a new feed: shown once, kept as SHA-256. Naming a meeting asks that he may read it."""
    require(actor, "calendar.link")
    held = select(CalendarLink).where(CalendarLink.member_id == actor.id, CalendarLink.revoked_at.is_(None))
    if len(db.session.scalars(held).all()) >= LINKS_MAX:
        raise Refused(lazy("You have %(limit)s addresses already. Please revoke some.", limit=LINKS_MAX))
    if kind == "meeting":
        subject = meetings.get_meeting(actor, subject).id
    elif kind == "region":
        if subject not in REGIONS:
            raise NotFound
    elif kind == "member":
        subject = ""
    else:
        raise NotFound
    token = new_token()
    link = CalendarLink(id=digest(token), member_id=actor.id, kind=kind, subject=subject)
    db.session.add(link)
    db.session.flush()
    audit.record(actor.ref, "calendar.link_made", Ref("calendar", link.handle), kind=kind, subject=subject)
    return token


def revoke_link(actor: Actor, handle: str) -> CalendarLink:
    require(actor, "calendar.link")
    own = select(CalendarLink).where(CalendarLink.handle == handle[:32], CalendarLink.member_id == actor.id)
    link = db.session.scalar(own.where(CalendarLink.revoked_at.is_(None)))
    if link is None:
        raise NotFound
    link.revoked_at = clock.now()
    audit.record(actor.ref, "calendar.link_revoked", Ref("calendar", link.handle))
    return link


def renew_link(actor: Actor, handle: str) -> str:
    """The old address ends at once; the token of a new one for the same feed."""
    link = revoke_link(actor, handle)
    db.session.flush()
    return make_link(actor, link.kind, link.subject)


_TIMES_AND_PLACE = ("title", "starts", "ends", "place", "country", "time_zone", "form", "mark")


def install_sequences(session_factory: Any) -> None:
    """Changes of time, place or state are counted on flush, where none can be forgotten."""
    event.listen(session_factory, "before_flush", _count_changes)


def _count_changes(session: Session, _context: object, _instances: object) -> None:
    rows = [*session.new, *session.dirty, *session.deleted]
    changed = {found for row in rows if (found := _meeting_shown_otherwise(row, row in session.dirty))}
    with session.no_autoflush:
        for key in changed:
            _count(session, key)


def _meeting_shown_otherwise(row: object, dirty: bool) -> str | None:
    """The id of the meeting a change of this row shows otherwise; a meeting just made is nowhere shown yet."""
    if isinstance(row, Meeting):
        return row.id if dirty and _shows_otherwise(row) else None
    if isinstance(row, MeetingSession):
        return row.meeting_id if not dirty or _has_changed(row, _SPAN) else None
    if isinstance(row, RegistrationDesk):
        return row.meeting_id if _has_changed(row, ("cancelled_at", "content")) else None
    return None


_SPAN = ("starts_at", "ends_at", "room")


def _has_changed(row: Any, names: tuple[str, ...]) -> bool:
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in names)


def _shows_otherwise(meeting: Meeting) -> bool:
    if _has_changed(meeting, ("status",)):
        return True
    before: list[MeetingContent] = list(inspect(meeting).attrs.content.history.deleted or ())
    after = meeting.content
    return any(getattr(held, name) != getattr(after, name) for held in before for name in _TIMES_AND_PLACE)


def _count(session: Session, meeting_id: str) -> None:
    row = session.get(MeetingSequence, meeting_id)
    if row is None:
        session.add(MeetingSequence(meeting_id=meeting_id, sequence=1))
        return
    row.sequence = MeetingSequence.sequence + 1
    row.changed_at = clock.now()
