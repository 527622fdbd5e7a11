"""Reading meetings. Every function takes the actor, and nothing leaves but what he may read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, exists, func, or_, select, type_coerce

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.access.policy import require
from portal.access.sql import holds_token
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.ids import is_id
from portal.foundation.paging import Paged
from portal.meetings.models import Meeting, MeetingAudience, MeetingOrganizer, MeetingPlace, Status
from portal.meetings.registration.models import RegistrationDesk

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting as one line of a list; `starts` is as exact as it is known."""

    id: str
    number: str | None
    status: str
    exercise: bool
    title: str
    language: str
    form: str
    place: str
    country: str
    regions: Sequence[str]
    starts: str
    ends: str
    mark: str
    cancelled: bool = False

    @property
    def reference(self) -> str:
        return self.number or self.id


def opens(layer: str) -> ColumnElement[bool]:
    """True for meetings of which the reader, who holds `tokens`, may read this layer."""
    held = MeetingAudience.token.in_(bindparam("tokens", expanding=True))
    return exists().where(MeetingAudience.meeting_id == Meeting.id, MeetingAudience.layer == layer, held)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The SQL clause of reading: the actor holds a token of the meeting."""
    layer = MeetingAudience.layer == "abstract"
    return holds_token(actor, MeetingAudience.token, MeetingAudience.meeting_id == Meeting.id, layer)


_BY_ID = select(Meeting).where(Meeting.id == bindparam("reference"), opens("abstract"))
_BY_NUMBER = select(Meeting).where(Meeting.number == bindparam("reference"), opens("abstract"))


def find_meeting(actor: Actor, reference: str) -> Meeting:
    """By number or id. Raises NotFound also for what this actor may not read."""
    asked = _BY_ID if is_id(reference) else _BY_NUMBER
    meeting = db.session.scalar(asked, {"reference": reference[:40], "tokens": sorted(actor.tokens)})
    if meeting is None:
        raise NotFound
    return meeting


def get_meeting(actor: Actor, reference: str) -> Meeting:
    meeting = find_meeting(actor, reference)
    require(actor, "meeting.read", meeting)
    return meeting


_CANCELLED = exists().where(RegistrationDesk.meeting_id == Meeting.id, RegistrationDesk.cancelled_at.is_not(None))
_COLUMNS = (Meeting.id, Meeting.number, Meeting.status, Meeting.exercise, _CANCELLED.label("cancelled"))
_CARDS = select(*_COLUMNS, type_coerce(Meeting.content, Text).label("content")).where(opens("abstract"))
_CARDS_BY_ID = _CARDS.where(Meeting.id.in_(bindparam("ids", expanding=True)))
_OF_SERIES = (
    _CARDS.where(
        Meeting.id != bindparam("own"),
        or_(
            (Meeting.series == bindparam("series")) & (bindparam("series") != ""),
            Meeting.number == bindparam("earlier"),
        ),
    )
    .order_by(Meeting.sort_date.desc(), Meeting.id.desc())
    .limit(12)
)


_NEXT = (
    _CARDS.where(
        Meeting.status.in_((Status.ANNOUNCED, Status.REGISTRATION)),
        (Meeting.sort_date == "") | (Meeting.sort_date >= bindparam("today")),
    )
    .order_by(Meeting.sort_date, Meeting.id)
    .limit(bindparam("most"))
)


def list_next(actor: Actor, today: str, most: int) -> list[MeetingCard]:
    """The meetings to come that are nearest; one statement."""
    require(actor, "meeting.list")
    rows = db.session.execute(_NEXT, {"tokens": sorted(actor.tokens), "today": today, "most": most})
    return [_card(row) for row in rows]


def get_cards(actor: Actor, ids: Collection[str]) -> dict[str, MeetingCard]:
    """id → card, of those the actor may read; one statement."""
    if not ids:
        return {}
    rows = db.session.execute(_CARDS_BY_ID, {"tokens": sorted(actor.tokens), "ids": list(ids)})
    return {row.id: _card(row) for row in rows}


def list_series(actor: Actor, meeting: Meeting) -> list[MeetingCard]:
    """Other meetings of its series, and the one it names as earlier, that the actor may read; newest first."""
    if not (meeting.series or meeting.content.earlier):
        return []
    asked = {"own": meeting.id, "series": meeting.series, "earlier": meeting.content.earlier}
    rows = db.session.execute(_OF_SERIES, {"tokens": sorted(actor.tokens), **asked})
    return [_card(row) for row in rows]


def _card(row: Row[*tuple[Any, ...]]) -> MeetingCard:
    content = from_json(row.content)
    return MeetingCard(
        id=row.id,
        number=row.number,
        status=row.status,
        exercise=row.exercise,
        title=content.get("title", ""),
        language=content.get("language", "en"),
        form=content.get("form", "regional"),
        place=content.get("place", ""),
        country=content.get("country") or "",
        regions=content.get("regions", ()),
        starts=content.get("starts", ""),
        ends=content.get("ends", ""),
        mark=content.get("mark") or Mark.RED.value,
        cancelled=row.cancelled,
    )


LISTS = ("coming", "past", "own")


def list_meetings(actor: Actor, which: str, today: str, region: str = "", page: int = 1) -> Paged[MeetingCard]:
    """`coming` soonest first, `past` newest first, `own` those the actor organizes, last changed first.

    A meeting whose day is not known is to come until it is held.
    """
    require(actor, "meeting.list")
    wanted = select(Meeting.id).where(visible(actor))
    if region:
        here = MeetingPlace.place == f"region:{region[:40]}"
        wanted = wanted.where(exists().where(MeetingPlace.meeting_id == Meeting.id, here))
    over = Meeting.status.in_((Status.HELD, Status.CLOSED)) | ((Meeting.sort_date != "") & (Meeting.sort_date < today))
    if which == "own":
        wanted = wanted.where(organizes(actor)).order_by(Meeting.updated_at.desc(), Meeting.id.desc())
    elif which == "past":
        shown = Meeting.status != Status.DRAFT
        wanted = wanted.where(over, shown).order_by(Meeting.sort_date.desc(), Meeting.id.desc())
    else:
        shown = Meeting.status != Status.DRAFT
        wanted = wanted.where(~over, shown).order_by(Meeting.sort_date, Meeting.id)
    return _page(actor, wanted, page)


def organizes(actor: Actor) -> ColumnElement[bool]:
    own = exists().where(MeetingOrganizer.meeting_id == Meeting.id, MeetingOrganizer.member_id == actor.id)
    return or_(Meeting.owner_id == actor.id, own)


def _page(actor: Actor, wanted: Select[str], page: int) -> Paged[MeetingCard]:
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    keys = list(db.session.scalars(wanted.limit(PER_PAGE).offset((page - 1) * PER_PAGE)))
    found = get_cards(actor, keys)
    return Paged([found[key] for key in keys if key in found], page, PER_PAGE, total)
