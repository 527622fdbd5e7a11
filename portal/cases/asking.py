"""Ask the owner: a reader of the abstract asks for more, the owner lets him read it for some days, or does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.access.publication import Status
from portal.cases import queries, rules, service
from portal.cases.models import GRANTED, Case, CaseRequest
from portal.foundation import audit, clock
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import Lazy, lazy
from portal.foundation.ids import is_id
from portal.foundation.problems import prose_of, read_record
from portal.foundation.refs import SYSTEM, Described, Ref, describe_many
from portal.foundation.texts import Prose
from portal.members.models import Member

OPEN, HELD, DECLINED, ENDED = "open", "granted", "declined", "ended"
STATES: Mapping[str, Lazy] = {
    OPEN: lazy("open"),
    HELD: lazy("granted"),
    DECLINED: lazy("declined"),
    ENDED: lazy("ended"),
}
DAYS_MAX, LISTED = 365, 100
_CHOOSE = lazy("Please choose one of the values offered.")


class Asking(BaseModel):
    """What the form says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Prose = ""
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """`case` is what the reader may be shown of it; `asker` who asks, None while he wishes not to be named."""

    row: CaseRequest
    case: Described
    asker: Member | None
    profession: str
    country: str
    layers: Sequence[str] = ()


def ask_owner(actor: Actor, reference: str, data: dict[str, object]) -> CaseRequest:
    """One at a time for each reader and case. Raises Refused where there is nothing more, Invalid without a reason."""
    case = queries.find_case(actor, reference)
    require(actor, "case.ask", case)
    if case.status != Status.PUBLISHED or not queries.read_as(actor, case).locked:
        raise Refused(lazy("There is nothing more of this case to ask for."))
    wanted = read_record(Asking, data)
    if not wanted.reason:
        raise Invalid([Problem(("reason",), lazy("Say what you need it for, so that the owner can decide."))])
    own = select(CaseRequest).where(CaseRequest.case_id == case.id, CaseRequest.asker_id == actor.id)
    known = db.session.scalar(own.where(CaseRequest.state == OPEN))
    if known is not None:
        return known
    row = CaseRequest(case_id=case.id, asker_id=actor.id, state=OPEN, answer="", layer="", **wanted.model_dump())
    db.session.add(row)
    db.session.flush()
    audit.record(actor.ref, "access.asked", Ref("case", case.id), request=row.id)
    announce("access.asked", Ref("case", case.id), actor.ref, to=[case.owner_id])
    return row


def grant_access(actor: Actor, request_id: str, layer: str, days: int, answer: str) -> CaseRequest:
    """The owner's act alone: the asker reads this layer, and those above it, from now on for so many days."""
    row, case = _asked_of(actor, request_id)
    problems = []
    if layer not in grantable(case):
        problems.append(Problem(("layer",), _CHOOSE))
    if not 1 <= days <= DAYS_MAX:
        problems.append(Problem(("days",), lazy("Please give from 1 to %(most)s days.", most=DAYS_MAX)))
    if problems:
        raise Invalid(problems)
    row.layer, row.until = layer, clock.now() + timedelta(days=days)
    _decide(actor, row, HELD, prose_of(answer, "answer"))
    _open_to_granted(case)
    return row


def decline_access(actor: Actor, request_id: str, answer: str) -> CaseRequest:
    row, _ = _asked_of(actor, request_id)
    words = prose_of(answer, "answer")
    if not words:
        raise Invalid([Problem(("answer",), lazy("Say why, so that your colleague understands."))])
    _decide(actor, row, DECLINED, words)
    return row


def end_access(actor: Actor, request_id: str) -> CaseRequest:
    """The owner takes it back, or the asker needs it no more."""
    require(actor, "case.requests")
    row = db.session.get(CaseRequest, request_id) if is_id(request_id) else None
    case = db.session.get(Case, row.case_id) if row else None
    if row is None or case is None or actor.id not in (row.asker_id, case.owner_id):
        raise NotFound
    if row.state != HELD:
        raise Conflict
    _end(actor.ref, row, case)
    return row


def end_expired() -> int:
    """Those whose time is over; how many. A step of the worker."""
    due = select(CaseRequest).where(CaseRequest.state == HELD, CaseRequest.until <= clock.now()).limit(100)
    with transaction():
        rows = db.session.scalars(due.with_for_update(skip_locked=True)).all()
        for row in rows:
            _end(SYSTEM, row, db.session.get_one(Case, row.case_id))
        return len(rows)


def list_requests(actor: Actor) -> tuple[list[Asked], list[Asked]]:
    """Asked of the actor's own cases, and asked by him; newest first. A case he may not read any more is left out."""
    require(actor, "case.requests")
    latest = select(CaseRequest).order_by(CaseRequest.id.desc()).limit(LISTED)
    of_mine = latest.join(Case, Case.id == CaseRequest.case_id).where(Case.owner_id == actor.id)
    mine = latest.where(CaseRequest.asker_id == actor.id)
    return _shown(actor, db.session.scalars(of_mine).all()), _shown(actor, db.session.scalars(mine).all())


def grantable(case: Case) -> list[str]:
    """The layers there is something to grant of."""
    return ["summary", "annex"] if rules.has_annex(case.content) else ["summary"]


def _shown(actor: Actor, rows: Sequence[CaseRequest]) -> list[Asked]:
    found = describe_many(actor, {Ref("case", row.case_id) for row in rows})
    askers = select(Member).where(Member.id.in_({row.asker_id for row in rows}))
    members = {member.id: member for member in db.session.scalars(askers).unique()} if rows else {}
    cases = {
        case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_({row.case_id for row in rows})))
    }
    return [
        Asked(
            row,
            found[Ref("case", row.case_id)],
            members[row.asker_id] if _is_named(actor, row) else None,
            members[row.asker_id].profession,
            members[row.asker_id].country,
            grantable(cases[row.case_id]),
        )
        for row in rows
        if Ref("case", row.case_id) in found
    ]


def _is_named(actor: Actor, row: CaseRequest) -> bool:
    """A layer was given to whom was granted something: from then on the owner knows him."""
    return not row.unnamed or bool(row.layer) or row.asker_id == actor.id


def _asked_of(actor: Actor, request_id: str) -> tuple[CaseRequest, Case]:
    row = db.session.get(CaseRequest, request_id) if is_id(request_id) else None
    case = queries.find_case(actor, row.case_id) if row else None
    if row is None or case is None or case.owner_id != actor.id:
        raise NotFound
    require(actor, "case.audience", case)
    if row.state != OPEN or case.status != Status.PUBLISHED:
        raise Conflict
    return row, case


def _decide(actor: Actor, row: CaseRequest, state: str, answer: str) -> None:
    row.state, row.answer, row.decided_at = state, answer, clock.now()
    db.session.flush()
    case = Ref("case", row.case_id)
    audit.record(actor.ref, f"access.{state}", case, request=row.id, layer=row.layer)
    announce(f"access.{state}", case, actor.ref, to=[row.asker_id])


def _end(actor: Ref, row: CaseRequest, case: Case) -> None:
    row.state, row.until = ENDED, clock.now()
    db.session.flush()
    _open_to_granted(case)
    audit.record(actor, "access.ended", Ref("case", case.id), request=row.id)
    announce("access.ended", Ref("case", case.id), actor, to=[row.asker_id])


def grants() -> dict[str, list[str]]:
    """Case → `layer:member` of each grant that holds."""
    return _granted(select(CaseRequest).where(CaseRequest.state == HELD))


def _granted(held: Select[CaseRequest]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for row in db.session.scalars(held):
        found.setdefault(row.case_id, set()).add(f"{row.layer}:{row.asker_id}")
    return {case_id: sorted(entries) for case_id, entries in found.items()}


def _open_to_granted(case: Case) -> None:
    held = select(CaseRequest).where(CaseRequest.state == HELD, CaseRequest.case_id == case.id)
    case.opened = {**case.opened, GRANTED: _granted(held).get(case.id, [])}
    service.open_layers(case)
    db.session.flush()
