"""What was decided, by whom it is done and by when; carried to the next meeting of the series until it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import bindparam, exists, func, or_, select

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.access.policy import may, require
from portal.foundation import audit, clock
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id
from portal.foundation.problems import read_record
from portal.foundation.records import PartialDate
from portal.foundation.refs import SYSTEM, Ref
from portal.foundation.texts import Line, Prose
from portal.meetings import queries
from portal.meetings.codes import DECISION_STATES
from portal.meetings.models import Decision, Meeting, MeetingAudience, Status
from portal.members.models import Member
from portal.members.queries import find_by_email

DECISIONS_MAX = 200
REMINDED_BEFORE = timedelta(days=7)


class DecisionInput(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Prose = ""
    assignee: Line = ""
    due: PartialDate = ""


@dataclass(frozen=True, slots=True)
class DecisionThing:
    """A decision as the policy sees it: organizers and whose task it is may close it."""

    owner_id: str
    writer_ids: frozenset[str]
    tokens: frozenset[str]
    review_regions: frozenset[str] = frozenset()

    def audience(self, layer: str) -> frozenset[str]:
        return self.tokens if layer == "abstract" else frozenset()


def thing_of(decision: Decision, meeting: Meeting) -> DecisionThing:
    own = {decision.assignee_id} if decision.assignee_id else set()
    return DecisionThing(meeting.owner_id, meeting.writer_ids | own, meeting.audience("minutes"))


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line. `carried` names the earlier meeting it comes from, whose mark it keeps; `mine` that this reader may
    close it."""

    id: str
    number: int
    text: str
    assignee_id: str
    assignee: str
    due: str
    state: str
    carried: str
    mark: Mark
    overdue: bool
    mine: bool


_held = MeetingAudience.token.in_(bindparam("tokens", expanding=True))
_READABLE = exists().where(MeetingAudience.meeting_id == Decision.meeting_id, MeetingAudience.layer == "minutes", _held)
_EARLIER = or_(
    (Meeting.series == bindparam("series"))
    & (bindparam("series") != "")
    & (Meeting.sort_date <= bindparam("sort_date")),
    Meeting.number == bindparam("earlier"),
)
_ROWS = (
    select(
        Decision.id,
        Decision.number,
        Decision.text,
        Decision.assignee_id,
        Member.name,
        Decision.due,
        Decision.state,
        Decision.meeting_id,
        Meeting.number.label("meeting_number"),
        Meeting.content,
    )
    .join(Meeting, Meeting.id == Decision.meeting_id)
    .outerjoin(Member, Member.id == Decision.assignee_id)
    .where(
        or_(Decision.meeting_id == bindparam("meeting"), (Decision.state == "open") & _EARLIER),
        _READABLE,
    )
    .order_by(Meeting.sort_date, Meeting.id, Decision.number)
)


def list_decisions(actor: Actor, meeting: Meeting) -> list[DecisionRow]:
    """Of this meeting, and open ones of earlier meetings of its series, as far as their minutes are open to him."""
    asked = {
        "meeting": meeting.id,
        "series": meeting.series,
        "sort_date": meeting.sort_date or "9999",
        "earlier": meeting.content.earlier,
        "tokens": sorted(actor.tokens),
    }
    today = clock.now().date().isoformat()
    writes = may(actor, "meeting.decide", meeting)
    return [
        DecisionRow(
            id=row.id,
            number=row.number,
            text=row.text,
            assignee_id=row.assignee_id or "",
            assignee=(row.name or "") if actor.is_member else "",
            due=row.due,
            state=row.state,
            carried="" if row.meeting_id == meeting.id else row.meeting_number or "",
            mark=row.content.mark_of_minutes or Mark.RED,
            overdue=row.state == "open" and bool(row.due) and row.due < today[: len(row.due)],
            mine=actor.is_member and (actor.id == row.assignee_id or (writes and row.meeting_id == meeting.id)),
        )
        for row in db.session.execute(_ROWS, asked)
    ]


def find_decision(actor: Actor, decision_id: str) -> tuple[Decision, Meeting]:
    """Raises NotFound also where its meeting or the minutes of it are not the actor's to read."""
    decision = db.session.get(Decision, decision_id) if is_id(decision_id) else None
    if decision is None:
        raise NotFound
    meeting = queries.find_meeting(actor, decision.meeting_id)
    if actor.tokens.isdisjoint(meeting.audience("minutes")):
        raise NotFound
    return decision, meeting


def add_decision(actor: Actor, reference: str, data: Mapping[str, Any]) -> Decision:
    meeting = queries.find_meeting(actor, reference)
    require(actor, "meeting.decide", meeting)
    last = db.session.scalar(select(func.max(Decision.number)).where(Decision.meeting_id == meeting.id)) or 0
    if last >= DECISIONS_MAX:
        words = lazy("There are %(limit)s decisions already. Please close some.", limit=DECISIONS_MAX)
        raise Invalid([Problem(("text",), words)])
    decision = Decision(meeting_id=meeting.id, number=last + 1)
    return _save(actor, meeting, decision, data, "decision.made")


def save_decision(actor: Actor, decision_id: str, data: Mapping[str, Any]) -> Decision:
    decision, meeting = find_decision(actor, decision_id)
    require(actor, "meeting.decide", meeting)
    return _save(actor, meeting, decision, data, "decision.saved")


def _save(actor: Actor, meeting: Meeting, decision: Decision, data: Mapping[str, Any], act: str) -> Decision:
    given = read_record(DecisionInput, data)
    if not given.text:
        raise Invalid([Problem(("text",), lazy("Write what was decided."))])
    assignee = _assignee(meeting, given.assignee)
    before = decision.assignee_id
    if (given.due, assignee) != (decision.due, decision.assignee_id):
        decision.reminded_at = None
    decision.text, decision.assignee_id, decision.due = given.text, assignee, given.due
    db.session.add(decision)
    db.session.flush()
    ref = Ref("decision", decision.id)
    audit.record(actor.ref, act, ref, meeting=meeting.id, assignee=assignee or "")
    if assignee and assignee != before:
        announce("decision.assigned", ref, actor.ref, to=[assignee])
    return decision


def _assignee(meeting: Meeting, email: str) -> str | None:
    """Whoever is to do it must be able to read it."""
    if not email:
        return None
    member = find_by_email(email)
    if member is None or not member.is_active:
        raise Invalid([Problem(("assignee",), lazy("There is no active member with this address."))])
    if meeting.status != Status.DRAFT and member.as_actor().tokens.isdisjoint(meeting.audience("minutes")):
        words = lazy("This member may not read the decisions of this meeting. Change its audience first.")
        raise Invalid([Problem(("assignee",), words)])
    return member.id


def close_decision(actor: Actor, decision_id: str, state: str) -> Decision:
    """Done, dropped, or open again."""
    decision, meeting = find_decision(actor, decision_id)
    require(actor, "decision.close", thing_of(decision, meeting))
    if state not in DECISION_STATES:
        raise Refused(lazy("A decision is open, done or dropped."))
    decision.state = state
    closed = state != "open"
    decision.closed_at, decision.closed_by = (clock.now(), actor.id) if closed else (None, None)
    audit.record(actor.ref, f"decision.{state}", Ref("decision", decision.id), meeting=meeting.id)
    return decision


def remind_due() -> int:
    """Tells owners of open decisions that fall due within a week, each once; how many. A step of the worker."""
    until = (clock.now() + REMINDED_BEFORE).date().isoformat()
    due = (
        select(Decision)
        .where(Decision.state == "open", Decision.due != "", Decision.due <= until)
        .where(Decision.reminded_at.is_(None), Decision.assignee_id.is_not(None))
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    with transaction():
        rows = db.session.scalars(due).all()
        for row in rows:
            row.reminded_at = clock.now()
            announce("decision.due", Ref("decision", row.id), SYSTEM, to=[str(row.assignee_id)])
        return len(rows)
