"""Reading registrations. Names go to organizers, to those they registered, and as far as each agreed to others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from portal.access.actor import Actor
from portal.access.policy import may, require
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.i18n import Lazy
from portal.foundation.ids import is_id
from portal.foundation.paging import Paged
from portal.meetings import queries as meetings
from portal.meetings.models import Meeting
from portal.meetings.registration import rules
from portal.meetings.registration.content import Desk
from portal.meetings.registration.models import PLACED, EvaluationGiven, Registration, RegistrationDesk, State

PER_PAGE = 100
OPEN_STATES = (State.APPLIED, State.APPROVED, State.WAITING, State.ATTENDED)


def find_desk(meeting_id: str, lock: bool = False) -> RegistrationDesk | None:
    """`lock`: nobody else takes or frees a place of this meeting until the transaction ends."""
    wanted = select(RegistrationDesk).where(RegistrationDesk.meeting_id == meeting_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(wanted)


def list_own(actor: Actor, meeting_id: str) -> Sequence[Registration]:
    """What the actor registered: himself first, then his delegation by name."""
    if not actor.is_member:
        return []
    own = or_(Registration.member_id == actor.id, Registration.registered_by == actor.id)
    rows = db.session.scalars(select(Registration).where(Registration.meeting_id == meeting_id, own)).all()
    return sorted(rows, key=lambda row: (row.member_id != actor.id, row.name, row.id))


def takes_part(actor: Actor, meeting_id: str) -> bool:
    """Approved or attended, as a participant or an observer."""
    if not actor.is_member:
        return False
    asked = select(Registration.id).where(
        Registration.meeting_id == meeting_id,
        Registration.member_id == actor.id,
        Registration.state.in_(PLACED),
    )
    return db.session.scalar(asked.limit(1)) is not None


def places_taken(meeting_id: str) -> rules.Taken:
    asked = (
        select(Registration.country, func.count())
        .where(Registration.meeting_id == meeting_id, Registration.state.in_(PLACED), Registration.role != "observer")
        .group_by(Registration.country)
    )
    taken = rules.Taken()
    for country, count in db.session.execute(asked):
        taken.countries[country] = count
        taken.total += count
    return taken


def find_registration(actor: Actor, registration_id: str) -> tuple[Registration, Meeting]:
    """By whom it concerns or an organizer; unknown to everybody else."""
    row = db.session.get(Registration, registration_id) if is_id(registration_id) else None
    if row is None or not actor.is_member:
        raise NotFound
    meeting = meetings.find_meeting(actor, row.meeting_id)
    if actor.id not in {row.member_id, row.registered_by} | meeting.writer_ids:
        raise NotFound
    return row, meeting


@dataclass(frozen=True, slots=True)
class Panel:
    """Registration on the meeting's page, as this reader may see it."""

    desk: Desk
    cancelled: bool
    closed: Lazy | None
    eligible: bool
    own: Sequence[Registration]
    placed: bool
    organizes: bool
    listed: bool
    evaluates: bool
    has_desk: bool = True

    @property
    def registered(self) -> bool:
        return any(row.state in OPEN_STATES for row in self.own)

    @property
    def video_link(self) -> str:
        return self.desk.video_link if self.placed or self.organizes else ""


def read_panel(actor: Actor, meeting: Meeting) -> Panel | None:
    """Three statements at most, whatever the number of participants."""
    row = find_desk(meeting.id)
    organizes = may(actor, "registration.organize", meeting)
    if row is None:
        return Panel(Desk(), False, None, False, (), False, True, False, False, False) if organizes else None
    own = list_own(actor, meeting.id)
    placed = any(each.member_id == actor.id and each.state in PLACED for each in own) if actor.is_member else False
    today = clock.now().date().isoformat()
    return Panel(
        desk=row.content,
        cancelled=row.cancelled_at is not None,
        closed=rules.why_closed(meeting.status, row.content, row.cancelled_at is not None, today),
        eligible=rules.may_register(actor, row.content),
        own=own,
        placed=placed,
        organizes=organizes,
        listed=organizes or row.content.listed == "public" or (row.content.listed == "participants" and placed),
        evaluates=placed and bool(row.content.evaluation) and not has_evaluated(actor, meeting.id),
    )


def has_evaluated(actor: Actor, meeting_id: str) -> bool:
    return db.session.get(EvaluationGiven, (meeting_id, actor.id)) is not None


@dataclass(frozen=True, slots=True)
class Participant:
    name: str
    authority: str
    country: str
    role: str
    member_id: str


def list_participants(actor: Actor, reference: str, page: int) -> tuple[Meeting, Paged[Participant]]:
    """Those who take part and agreed to be named. Nothing tells how many did not."""
    meeting = meetings.find_meeting(actor, reference)
    require(actor, "participants.read", meeting)
    panel = read_panel(actor, meeting)
    if panel is None or not panel.listed:
        raise NotFound
    held = (
        Registration.meeting_id == meeting.id,
        Registration.state.in_(PLACED),
        Registration.consent.is_(True),
    )
    total = db.session.scalar(select(func.count()).select_from(Registration).where(*held)) or 0
    wanted = select(Registration).where(*held).order_by(Registration.name, Registration.id)
    rows = db.session.scalars(wanted.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    found = [
        Participant(row.name, row.authority, row.country, row.role, (row.member_id or "") if actor.is_member else "")
        for row in rows
    ]
    return meeting, Paged(found, page, PER_PAGE, total)


@dataclass(frozen=True, slots=True)
class Overview:
    """The organizer's page: one page of registrations, and sums over all of them."""

    meeting: Meeting
    desk: RegistrationDesk
    found: Paged[Registration]
    states: Mapping[str, int]
    languages: Mapping[str, int]
    countries: Mapping[str, int]
    places: int


def read_overview(actor: Actor, reference: str, state: str, words: str, page: int) -> Overview:
    """`words` are looked for in names, literally."""
    meeting, desk = organized(actor, reference)
    held: list[ColumnElement[bool]] = [Registration.meeting_id == meeting.id]
    if state in OPEN_STATES or state in (State.DECLINED, State.WITHDRAWN):
        held.append(Registration.state == state)
    elif state == "placed":
        held.append(Registration.state.in_(PLACED))
    held += [Registration.name.icontains(word, autoescape=True) for word in words.split()[:6]]
    total = db.session.scalar(select(func.count()).select_from(Registration).where(*held)) or 0
    order = (
        (Registration.queued_at, Registration.id) if state == State.WAITING else (Registration.name, Registration.id)
    )
    rows = db.session.scalars(
        select(Registration).where(*held).order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    states, languages, countries, places = _sums(meeting.id)
    return Overview(meeting, desk, Paged(rows, page, PER_PAGE, total), states, languages, countries, places)


def _sums(meeting_id: str) -> tuple[Counter[str], Counter[str], Counter[str], int]:
    """By state; and of those who take part, by language asked for and by country; and the places they take."""
    columns = (Registration.state, Registration.language, Registration.country, Registration.role)
    asked = select(*columns, func.count()).where(Registration.meeting_id == meeting_id).group_by(*columns)
    states: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    places = 0
    for state, language, country, role, count in db.session.execute(asked):
        states[state] += count
        if state in PLACED:
            countries[country] += count
            places += 0 if role == "observer" else count
            if language:
                languages[language] += count
    return states, languages, countries, places


def organized(actor: Actor, reference: str) -> tuple[Meeting, RegistrationDesk]:
    """The meeting and its desk, for those who organize it."""
    meeting = meetings.find_meeting(actor, reference)
    require(actor, "registration.organize", meeting)
    desk = find_desk(meeting.id)
    if desk is None:
        raise NotFound
    return meeting, desk


def list_for_badges(actor: Actor, reference: str) -> tuple[Meeting, Sequence[Registration]]:
    meeting, _ = organized(actor, reference)
    placed = select(Registration).where(Registration.meeting_id == meeting.id, Registration.state.in_(PLACED))
    return meeting, db.session.scalars(placed.order_by(Registration.name, Registration.id)).all()


def group_of(meeting_id: str, group: str, country: str = "") -> Sequence[Registration]:
    """Whom a letter to this group reaches."""
    wanted = select(Registration).where(Registration.meeting_id == meeting_id)
    match group:
        case "observers":
            wanted = wanted.where(Registration.role == "observer", Registration.state.in_(PLACED))
        case "delegations":
            wanted = wanted.where(Registration.delegation != "", Registration.state.in_(PLACED))
        case "country":
            wanted = wanted.where(Registration.country == country, Registration.state.in_(PLACED))
        case "approved":
            wanted = wanted.where(Registration.state.in_(PLACED))
        case _:
            wanted = wanted.where(Registration.state == group)
    return db.session.scalars(wanted.order_by(Registration.name, Registration.id)).all()
