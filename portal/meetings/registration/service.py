"""Use cases of registration: opening the desk, registering, deciding, moving up, checking in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.countries.content import CountryCode
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import Lazy, lazy
from portal.foundation.ids import new_id
from portal.foundation.outbox.queue import enqueue
from portal.foundation.problems import problems_of, read_record
from portal.foundation.refs import Ref
from portal.foundation.texts import Line
from portal.meetings import queries as meetings
from portal.meetings.models import Meeting
from portal.meetings.registration import queries, rules
from portal.meetings.registration.codes import ROLES
from portal.meetings.registration.content import Desk
from portal.meetings.registration.models import (
    PLACED,
    EvaluationSheet,
    Registration,
    RegistrationDesk,
    State,
)
from portal.members.models import Member
from portal.members.queries import active_ids

DELEGATES_MAX = 30


def save_desk(actor: Actor, reference: str, revision: int, data: Mapping[str, Any]) -> RegistrationDesk:
    """Opens the desk with revision 0. More places let the first of the waiting list move up at once."""
    meeting = meetings.find_meeting(actor, reference)
    require(actor, "registration.organize", meeting)
    content = read_record(Desk, data)
    desk = queries.find_desk(meeting.id, lock=True)
    if (desk.revision if desk else 0) != revision:
        raise Conflict
    _check_desk(desk, content)
    if desk is None:
        desk = RegistrationDesk(meeting_id=meeting.id)
        db.session.add(desk)
    if desk.retain_until != content.retain_until:
        desk.purged_at = None
    desk.content, desk.retain_until = content, content.retain_until
    db.session.flush()
    audit.record(actor.ref, "registration.desk_saved", Ref("meeting", meeting.id), places=content.places)
    _move_up(actor, meeting, desk)
    return desk


def _check_desk(desk: RegistrationDesk | None, content: Desk) -> None:
    problems = []
    if content.questions and not content.retain_until:
        words = lazy("Say until when answers are kept: they are deleted the day after.")
        problems.append(Problem(("retain_until",), words))
    if content.who == "places" and not (content.regions or content.countries):
        problems.append(Problem(("regions",), lazy("Name at least one region or country.")))
    if set(content.invited) - active_ids(set(content.invited)):
        problems.append(Problem(("invited",), lazy("There is no active member with this address.")))
    if desk is not None and desk.content.evaluation != content.evaluation and _has_sheets(desk.meeting_id):
        words = lazy("The questionnaire is answered already and can no longer change.")
        problems.append(Problem(("evaluation",), words))
    if desk is not None and desk.content.questions != content.questions and _has_answers(desk.meeting_id):
        words = lazy("These questions are answered already and can no longer change.")
        problems.append(Problem(("questions",), words))
    if problems:
        raise Invalid(problems)


def _has_sheets(meeting_id: str) -> bool:
    asked = select(EvaluationSheet.id).where(EvaluationSheet.meeting_id == meeting_id)
    return db.session.scalar(asked.limit(1)) is not None


def _has_answers(meeting_id: str) -> bool:
    rows = db.session.scalars(select(Registration.answers).where(Registration.meeting_id == meeting_id))
    return any(rows)


class PersonInput(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line = ""
    authority: Line = ""
    country: CountryCode | None = None
    role: str = "participant"
    language: str = ""
    consent: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """One registration as typed; `answers` by the places of the questions: q0, q1."""

    person: Mapping[str, Any]
    answers: Mapping[str, str] = field(default_factory=dict)


def register(actor: Actor, reference: str, wanted: Wanted) -> Registration:
    """Oneself. Sent twice it is one registration; one that was withdrawn goes to the end of the line."""
    meeting, desk = _entered(actor, reference)
    member = db.session.get_one(Member, actor.id)
    about = {"name": member.name, "authority": member.authority.name, "country": member.country}
    person = _judge(desk.content, Wanted({**wanted.person, **about}, wanted.answers))
    own = select(Registration).where(Registration.meeting_id == meeting.id, Registration.member_id == actor.id)
    row = db.session.scalar(own)
    if row is None:
        row = Registration(meeting_id=meeting.id, member_id=actor.id, registered_by=actor.id)
    elif row.state == State.DECLINED:
        raise Refused(lazy("The organizers have declined this registration. Please write to them."))
    elif row.state != State.WITHDRAWN:
        _fill(row, person, wanted.answers, keep_role=True)
        audit.record(actor.ref, "registration.saved", Ref("meeting", meeting.id), registration=row.id)
        return row
    _fill(row, person, wanted.answers)
    row.delegation = _delegation_of(actor, meeting)
    return _enter(actor, meeting, desk, row)


def _delegation_of(actor: Actor, meeting: Meeting) -> str:
    """The delegation of those he registered before; empty for none."""
    held = (Registration.meeting_id == meeting.id, Registration.registered_by == actor.id)
    found = select(Registration.delegation).where(*held, Registration.delegation != "")
    return db.session.scalar(found.limit(1)) or ""


def register_delegate(actor: Actor, reference: str, wanted: Wanted) -> Registration:
    """A colleague of the actor's own authority, who needs no account. One of a delegation is its head."""
    meeting, desk = _entered(actor, reference)
    member = db.session.get_one(Member, actor.id)
    about = {"authority": member.authority.name, "country": member.country}
    person = _judge(desk.content, Wanted({**wanted.person, **about}, wanted.answers))
    if not person.name:
        raise Invalid([Problem(("name",), lazy("Please write the name as it stands on the badge."))])
    held = (Registration.meeting_id == meeting.id, Registration.registered_by == actor.id)
    if (db.session.scalar(select(func.count()).select_from(Registration).where(*held)) or 0) >= DELEGATES_MAX:
        words = lazy("A delegation has at most %(limit)s people.", limit=DELEGATES_MAX)
        raise Invalid([Problem(("name",), words)])
    row = Registration(meeting_id=meeting.id, registered_by=actor.id)
    delegation = db.session.scalars(select(Registration).where(*held)).all()
    shared = next((each.delegation for each in delegation if each.delegation), "") or new_id()
    for each in delegation:
        each.delegation = shared
        each.head = each.head and not person.head
    row.delegation, row.head = shared, person.head
    _fill(row, person, wanted.answers)
    return _enter(actor, meeting, desk, row)


def _entered(actor: Actor, reference: str) -> tuple[Meeting, RegistrationDesk]:
    """The meeting and its desk, locked, where this actor may register now."""
    meeting = meetings.find_meeting(actor, reference)
    require(actor, "registration.apply", meeting)
    desk = queries.find_desk(meeting.id, lock=True)
    if desk is None:
        raise NotFound
    today = clock.now().date().isoformat()
    closed = rules.why_closed(meeting.status, desk.content, desk.cancelled_at is not None, today)
    if closed is not None:
        raise Refused(closed)
    if not rules.may_register(actor, desk.content):
        raise Refused(lazy("This meeting is open to others. Please write to its organizers."))
    return meeting, desk


def _judge(desk: Desk, wanted: Wanted) -> PersonInput:
    problems: list[Problem] = []
    person = PersonInput()
    try:
        person = PersonInput.model_validate(dict(wanted.person))
    except ValidationError as error:
        problems += problems_of(error)
    if person.role not in ROLES or (person.role == "observer" and not desk.observers):
        problems.append(Problem(("role",), lazy("Please choose one of the values offered.")))
    if person.language and person.language not in desk.languages:
        problems.append(Problem(("language",), lazy("Please choose one of the languages offered.")))
    problems += unclean(wanted.answers) or rules.problems_of_answers(desk.questions, wanted.answers)
    if problems:
        raise Invalid(problems)
    return person


class _Answer(BaseModel):
    text: Line


def unclean(answers: Mapping[str, str]) -> list[Problem]:
    """Answers are held to the rules of all texts."""
    found: list[Problem] = []
    for name, text in answers.items():
        try:
            _Answer(text=text)
        except ValidationError as error:
            found += [Problem((name,), problem.message) for problem in problems_of(error)]
    return found


def _fill(row: Registration, person: PersonInput, answers: Mapping[str, str], keep_role: bool = False) -> None:
    row.name, row.authority, row.country = person.name, person.authority, person.country or ""
    row.language, row.consent = person.language, person.consent
    row.role = row.role if keep_role else person.role
    row.answers = {name: [text] for name, text in answers.items() if text}


def _enter(
    actor: Actor,
    meeting: Meeting,
    desk: RegistrationDesk,
    row: Registration,
) -> Registration:
    """At a place or in the line, and told so. The desk is locked."""
    row.state = rules.first_state(desk.content, queries.places_taken(meeting.id), row.role, row.country)
    row.queued_at = clock.now()
    db.session.add(row)
    db.session.flush()
    _tell(actor, meeting, row)
    return row


def _tell(actor: Actor, meeting: Meeting, row: Registration) -> None:
    """Audit, event and mail of a state just entered."""
    ref = Ref("meeting", meeting.id)
    audit.record(actor.ref, f"registration.{row.state}", ref, registration=row.id)
    if row.contact_id != actor.id:
        announce(f"registration.{row.state}", ref, actor.ref, to=[row.contact_id])
    enqueue("mail", f"registration.{row.state}:{row.id}:{row.contact_id}")


def withdraw(actor: Actor, registration_id: str) -> Registration:
    """By whom it concerns, who registered him, or an organizer. A place that frees goes to the waiting list."""
    row, meeting = queries.find_registration(actor, registration_id)
    require(actor, "registration.withdraw", meeting)
    desk = _locked(meeting.id)
    db.session.refresh(row)
    if row.state in (State.ATTENDED, State.WITHDRAWN):
        raise Refused(lazy("This registration can no longer be withdrawn."))
    row.state = State.WITHDRAWN
    _tell(actor, meeting, row)
    db.session.flush()
    _move_up(actor, meeting, desk)
    return row


DECISIONS: Mapping[str, tuple[State, ...]] = {
    "approve": (State.APPLIED, State.WAITING, State.DECLINED),
    "decline": (State.APPLIED, State.WAITING, State.APPROVED),
    "attend": (State.APPROVED,),
    "undo": (State.ATTENDED,),
}
"""What an organizer does → the states from which it can be done."""


def decide(actor: Actor, registration_id: str, act: str) -> Registration:
    """Approves (or puts on the waiting list where there is no room), declines, checks in, or undoes that."""
    row, meeting = queries.find_registration(actor, registration_id)
    require(actor, "registration.organize", meeting)
    desk = _locked(meeting.id)
    db.session.refresh(row)
    if row.state not in DECISIONS.get(act, ()):
        raise Refused(lazy("This registration is in another state by now. Please look at it again."))
    if act in ("attend", "undo"):
        return _check_in(actor, meeting, row, act)
    if act == "decline":
        row.state = State.DECLINED
    else:
        taken = queries.places_taken(meeting.id)
        row.state = State.APPROVED if rules.has_room(desk.content, taken, row.role, row.country) else State.WAITING
    db.session.flush()
    _tell(actor, meeting, row)
    _move_up(actor, meeting, desk)
    return row


def _check_in(actor: Actor, meeting: Meeting, row: Registration, act: str) -> Registration:
    """Nobody is told: he stands there."""
    row.state = State.ATTENDED if act == "attend" else State.APPROVED
    row.attended_at = clock.now() if act == "attend" else None
    ref = Ref("meeting", meeting.id)
    audit.record(actor.ref, f"registration.{act}", ref, registration=row.id)
    return row


def _locked(meeting_id: str) -> RegistrationDesk:
    desk = queries.find_desk(meeting_id, lock=True)
    if desk is None:
        raise NotFound
    return desk


def _move_up(actor: Actor, meeting: Meeting, desk: RegistrationDesk) -> None:
    """As many of the waiting list as there is room for, in its order. The desk is locked."""
    if desk.cancelled_at is not None:
        return
    waiting = db.session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting.id, Registration.state == State.WAITING)
        .order_by(Registration.queued_at, Registration.id)
    ).all()
    if not waiting:
        return
    for row in rules.moving_up(desk.content, queries.places_taken(meeting.id), waiting):
        row.state = State.APPROVED
        _tell(actor, meeting, row)


def cancel_meeting(actor: Actor, reference: str) -> RegistrationDesk:
    """Everybody registered is told; calendars strike it out. It stays to be read."""
    meeting = meetings.find_meeting(actor, reference)
    require(actor, "registration.organize", meeting)
    desk = queries.find_desk(meeting.id, lock=True)
    if desk is None:
        desk = RegistrationDesk(meeting_id=meeting.id, content=Desk())
        db.session.add(desk)
    if desk.cancelled_at is not None:
        raise Refused(_ALREADY)
    desk.cancelled_at = clock.now()
    audit.record(actor.ref, "meeting.cancelled", Ref("meeting", meeting.id))
    _tell_registered(actor, meeting.id, "cancelled")
    return desk


def restore_meeting(actor: Actor, reference: str) -> None:
    """Takes a cancellation back; the same people are told, and calendars show the meeting again."""
    meeting = meetings.find_meeting(actor, reference)
    require(actor, "registration.organize", meeting)
    desk = queries.find_desk(meeting.id, lock=True)
    if desk is None or desk.cancelled_at is None:
        raise Refused(lazy("The meeting is not cancelled."))
    desk.cancelled_at = None
    audit.record(actor.ref, "meeting.restored", Ref("meeting", meeting.id))
    _tell_registered(actor, meeting.id, "restored")


def _tell_registered(actor: Actor, meeting_id: str, what: str) -> None:
    waiting = Registration.state.in_((*PLACED, State.APPLIED, State.WAITING))
    told = db.session.scalars(select(Registration).where(Registration.meeting_id == meeting_id, waiting))
    rows = {row.contact_id: row for row in told}
    announce(f"meeting.{what}", Ref("meeting", meeting_id), actor.ref, to=sorted(rows))
    for row in rows.values():
        enqueue("mail", f"registration.{what}:{row.id}:{row.contact_id}")


_ALREADY: Lazy = lazy("The meeting is cancelled already.")
