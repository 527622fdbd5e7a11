"""Minutes in Markdown: every revision kept, two writers told of one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, TypeAdapter, ValidationError
from sqlalchemy import bindparam, delete, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.problems import problems_of
from portal.foundation.refs import Ref
from portal.foundation.texts import at_most, clean
from portal.meetings import queries
from portal.meetings.models import Meeting, MinutesEditing, MinutesRevision, Status
from portal.members.models import Member

MINUTES_MAX = 200_000
STAYS = timedelta(minutes=3)
"""How long a writer counts as present after each sign of him."""


_minutes: TypeAdapter[str] = TypeAdapter(Annotated[str, AfterValidator(at_most(MINUTES_MAX)), AfterValidator(clean)])
"""The rules of every text, at another length: minutes of three days are long."""


@dataclass(frozen=True, slots=True)
class RevisionHead:
    number: int
    saved_by: str
    saved_at: datetime


def reads_minutes(actor: Actor, meeting: Meeting) -> bool:
    return not actor.tokens.isdisjoint(meeting.audience("minutes"))


def find_for_minutes(actor: Actor, reference: str) -> Meeting:
    """Raises NotFound where the minutes are not the actor's to read, whether there are any or not."""
    meeting = queries.find_meeting(actor, reference)
    if not reads_minutes(actor, meeting):
        raise NotFound
    return meeting


_NEWEST = (
    select(MinutesRevision)
    .where(MinutesRevision.meeting_id == bindparam("meeting"))
    .order_by(MinutesRevision.number.desc())
    .limit(1)
)
_NEWEST_HEAD = (
    select(MinutesRevision.number, MinutesRevision.saved_by, MinutesRevision.saved_at)
    .where(MinutesRevision.meeting_id == bindparam("meeting"))
    .order_by(MinutesRevision.number.desc())
    .limit(1)
)


def newest(meeting: Meeting) -> MinutesRevision | None:
    return db.session.scalar(_NEWEST, {"meeting": meeting.id})


def newest_head(meeting: Meeting) -> RevisionHead | None:
    row = db.session.execute(_NEWEST_HEAD, {"meeting": meeting.id}).first()
    return RevisionHead(*row) if row else None


def list_revisions(actor: Actor, meeting: Meeting) -> Sequence[MinutesRevision]:
    """Every revision, newest first: for who reads the minutes."""
    if not reads_minutes(actor, meeting):
        raise NotFound
    kept = select(MinutesRevision).where(MinutesRevision.meeting_id == meeting.id)
    return db.session.scalars(kept.order_by(MinutesRevision.number.desc())).all()


def save_minutes(actor: Actor, reference: str, number: int, text: str) -> MinutesRevision | None:
    """A new revision over the one of this number (0 for none yet). Raises Conflict when there is a newer one."""
    meeting = queries.find_meeting(actor, reference)
    require(actor, "meeting.minutes", meeting)
    checked = _checked(text)
    before = newest(meeting)
    if (before.number if before else 0) != number:
        raise Conflict
    if before is not None and before.text == checked:
        return before
    if before is None and not checked:
        raise Invalid([Problem(("text",), lazy("Write what was said before you save."))])
    row = MinutesRevision(meeting_id=meeting.id, number=number + 1, text=checked, saved_by=actor.id)
    db.session.add(row)
    db.session.flush()
    ref = Ref("meeting", meeting.id)
    audit.record(actor.ref, "meeting.minutes", ref, revision=row.number)
    if meeting.status != Status.DRAFT:
        announce("meeting.minutes", ref, actor.ref)
    return row


def _checked(text: str) -> str:
    try:
        return _minutes.validate_python(text)
    except ValidationError as error:
        raise Invalid([Problem(("text",), each.message) for each in problems_of(error)]) from None


def begin_editing(actor: Actor, reference: str) -> Meeting:
    """A sign that the actor has the minutes open; others are shown it for a short while."""
    meeting = queries.find_meeting(actor, reference)
    require(actor, "meeting.minutes", meeting)
    now = clock.now()
    row = db.session.get(MinutesEditing, (meeting.id, actor.id))
    if row is None:
        row = MinutesEditing(meeting_id=meeting.id, member_id=actor.id, since=now)
        db.session.add(row)
    elif row.until < now:
        row.since = now
    row.until = now + STAYS
    db.session.flush()
    return meeting


def end_editing(actor: Actor, meeting: Meeting) -> None:
    own = (MinutesEditing.meeting_id == meeting.id) & (MinutesEditing.member_id == actor.id)
    execute_bulk(delete(MinutesEditing).where(own))


def others_editing(actor: Actor, meeting: Meeting) -> list[tuple[str, datetime]]:
    """(name, since) of who else has them open now."""
    rows = db.session.execute(
        select(Member.name, MinutesEditing.since)
        .join(Member, Member.id == MinutesEditing.member_id)
        .where(MinutesEditing.meeting_id == meeting.id, MinutesEditing.until > clock.now())
        .where(MinutesEditing.member_id != actor.id)
        .order_by(MinutesEditing.since)
    )
    return [(row.name, row.since) for row in rows]
