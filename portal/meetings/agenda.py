"""Use cases of the agenda: sessions, and the items that follow one another within them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.outbox.queue import enqueue
from portal.foundation.problems import read_record
from portal.foundation.records import Language, code_of
from portal.foundation.refs import Ref
from portal.foundation.texts import Line, Prose
from portal.meetings import codes, queries, times
from portal.meetings.models import AgendaItem, Meeting, MeetingSession, Status
from portal.meetings.times import Span
from portal.members.queries import ids_by_email

SESSIONS_MAX, ITEMS_MAX = 100, 500
TOPIC = "presenting"
"""Of the outbox: the item whose speaker is to be given a draft."""


def _none_if_empty(given: object) -> object:
    return None if given == "" else given


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SessionInput(_Input):
    """`day`, `begins` and `ends` are what the calendar and the clocks of the place show."""

    title: Line = ""
    room: Line = ""
    day: Line = ""
    begins: Line = ""
    ends: Line = ""


class ItemInput(_Input):
    """`speaker` is the address of a member, or a name and office as free text."""

    session_id: Line
    kind: Annotated[str, BeforeValidator(code_of(codes.ITEM_KINDS))] = "item"
    title: Line = ""
    speaker: Line = ""
    minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    language: Annotated[Language | None, BeforeValidator(_none_if_empty)] = None
    note: Prose = ""
    asks: Annotated[Annotated[str, BeforeValidator(code_of(codes.ASKS))] | None, BeforeValidator(_none_if_empty)] = None


def save_session(actor: Actor, reference: str, data: Mapping[str, Any], session_id: str = "") -> MeetingSession:
    """A new session, or the one of this id with other words or another time. Its items go with it."""
    meeting = _editable(actor, reference)
    given = read_record(SessionInput, data)
    span, problems = times.read_span(given.day, given.begins, given.ends, meeting.content.time_zone)
    if span is None:
        raise Invalid(problems)
    session = _session(meeting, session_id) if session_id else _new_session(meeting)
    session.title, session.room = given.title, given.room
    session.starts_at, session.ends_at = span.starts_at, span.ends_at
    db.session.add(session)
    _changed(actor, meeting, "agenda.session_saved", session.id)
    return session


def _new_session(meeting: Meeting) -> MeetingSession:
    held = db.session.scalar(select(func.count()).where(MeetingSession.meeting_id == meeting.id)) or 0
    if held >= SESSIONS_MAX:
        words = lazy("There are %(limit)s sessions already, and no more fit into one agenda.", limit=SESSIONS_MAX)
        raise Invalid([Problem(("title",), words)])
    return MeetingSession(id=new_id(), meeting_id=meeting.id)


def remove_session(actor: Actor, reference: str, session_id: str) -> None:
    """With its items; their papers stay with the meeting."""
    meeting = _editable(actor, reference)
    db.session.delete(_session(meeting, session_id))
    _changed(actor, meeting, "agenda.session_removed", session_id)


def save_item(actor: Actor, reference: str, data: Mapping[str, Any], item_id: str = "") -> AgendaItem:
    """A new item at the end of its session, or the one of this id changed. What follows shifts by itself."""
    meeting = _editable(actor, reference)
    given = read_record(ItemInput, data)
    _check_item(given)
    session = _session(meeting, given.session_id, ("session_id",))
    item = _item(meeting, item_id) if item_id else _new_item(meeting)
    asked = (item.asks, item.speaker_id)
    if item.session_id != session.id:
        item.session_id, item.position = session.id, _last_position(session.id) + 1
    item.kind, item.title, item.minutes, item.note = given.kind, given.title, given.minutes, given.note
    item.language, item.asks = given.language or "", given.asks or ""
    item.speaker_id, item.speaker = _speaker(given.speaker)
    if item.asks and item.speaker_id is None:
        words = lazy("Only a member can be asked. Write the address of the member who speaks.")
        raise Invalid([Problem(("speaker",), words)])
    db.session.add(item)
    if item.asks and meeting.status != Status.DRAFT and asked != (item.asks, item.speaker_id):
        enqueue(TOPIC, item.id)
    _changed(actor, meeting, "agenda.item_saved", item.id)
    return item


def _check_item(given: ItemInput) -> None:
    if not given.title:
        raise Invalid([Problem(("title",), lazy("Give the item a title."))])
    if given.kind == "break" and given.asks:
        raise Invalid([Problem(("asks",), lazy("A break asks nobody for anything."))])


def _new_item(meeting: Meeting) -> AgendaItem:
    held = db.session.scalar(select(func.count()).where(AgendaItem.meeting_id == meeting.id)) or 0
    if held >= ITEMS_MAX:
        words = lazy("There are %(limit)s items already, and no more fit into one agenda.", limit=ITEMS_MAX)
        raise Invalid([Problem(("title",), words)])
    return AgendaItem(id=new_id(), meeting_id=meeting.id, asks="", speaker_id=None)


def _speaker(text: str) -> tuple[str | None, str]:
    """(member, free text): an address must be a member's."""
    if "@" not in text:
        return None, text
    found = ids_by_email({text}).get(text.lower())
    if found is None:
        raise Invalid([Problem(("speaker",), lazy("There is no active member with this address."))])
    return found, ""


def remove_item(actor: Actor, reference: str, item_id: str) -> None:
    meeting = _editable(actor, reference)
    db.session.delete(_item(meeting, item_id))
    _changed(actor, meeting, "agenda.item_removed", item_id)


Places = Mapping[str, tuple[str, int]]
"""item id → (session id, number wanted within it)."""


def arrange_items(actor: Actor, reference: str, revision: int, places: Places) -> Meeting:
    """Puts items in the order of their numbers; of equal numbers the one that was moved there comes first."""
    meeting = _editable(actor, reference)
    if meeting.revision != revision:
        raise Conflict
    sessions = set(db.session.scalars(select(MeetingSession.id).where(MeetingSession.meeting_id == meeting.id)))
    wanted: dict[str, list[tuple[int, int, AgendaItem]]] = {}
    for item in _items(meeting):
        session_id, number = places.get(item.id, (item.session_id, item.position))
        if session_id not in sessions:
            raise Invalid([Problem(("session_id",), lazy("There is no such session in this agenda."))])
        moved = (item.session_id, item.position) != (session_id, number)
        rising = moved and (session_id != item.session_id or number < item.position)
        wanted.setdefault(session_id, []).append((number, 0 if rising else 2 if moved else 1, item))
    for session_id, rows in wanted.items():
        for position, (*_order, item) in enumerate(sorted(rows, key=lambda row: row[:2]), start=1):
            item.session_id, item.position = session_id, position
    _changed(actor, meeting, "agenda.arranged", meeting.id)
    return meeting


def shift_item(actor: Actor, reference: str, item_id: str, step: int) -> Meeting:
    """One up (-1) or down (+1); past the end of its session it goes over to the session beside it."""
    meeting = _editable(actor, reference)
    item = _item(meeting, item_id)
    ordered = [row for row in _items(meeting) if row.session_id == item.session_id]
    at = ordered.index(item) + step
    if 0 <= at < len(ordered):
        ordered.remove(item)
        ordered.insert(at, item)
        _number(ordered)
    else:
        _to_neighbour(meeting, item, step)
    _changed(actor, meeting, "agenda.arranged", meeting.id)
    return meeting


def _to_neighbour(meeting: Meeting, item: AgendaItem, step: int) -> None:
    ordered = select(MeetingSession.id).where(MeetingSession.meeting_id == meeting.id)
    sessions = list(db.session.scalars(ordered.order_by(MeetingSession.starts_at, MeetingSession.id)))
    at = sessions.index(item.session_id) + step
    if not 0 <= at < len(sessions):
        return
    others = [row for row in _items(meeting) if row.session_id == sessions[at]]
    item.session_id = sessions[at]
    _number([*others, item] if step < 0 else [item, *others])


def _number(ordered: Sequence[AgendaItem]) -> None:
    for position, row in enumerate(ordered, start=1):
        row.position = position


def move_to_zone(meeting_id: str, before: str, after: str) -> None:
    """The clocks of the sessions stay as they are written when the meeting moves to another place."""
    for session in db.session.scalars(select(MeetingSession).where(MeetingSession.meeting_id == meeting_id)):
        session.starts_at = times.same_wall(session.starts_at, before, after)
        session.ends_at = times.same_wall(session.ends_at, before, after)


def move_to_day(meeting_id: str, zone_name: str, starts: str) -> None:
    """A copied agenda comes with the days of the former meeting: the first of them becomes this one."""
    rows = db.session.scalars(select(MeetingSession).where(MeetingSession.meeting_id == meeting_id)).all()
    first = times.read_day(starts)
    if not rows or first is None:
        return
    days = first - min(times.wall(row.starts_at, zone_name) for row in rows).date()
    for row in rows:
        row.starts_at = times.instant(times.wall(row.starts_at, zone_name) + days, zone_name)
        row.ends_at = times.instant(times.wall(row.ends_at, zone_name) + days, zone_name)


def ask_speakers(meeting_id: str) -> None:
    """On announcement: until then the items may still change and the meeting has no number."""
    asking = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id, AgendaItem.asks != "")
    for item_id in db.session.scalars(asking):
        enqueue(TOPIC, item_id)


def copy_agenda(source: Meeting, target: Meeting) -> None:
    """Sessions at the same clock times, items without speakers. Nothing when the copy has an agenda already."""
    if db.session.scalar(select(MeetingSession.id).where(MeetingSession.meeting_id == target.id).limit(1)):
        return
    copied: dict[str, str] = {}
    for session in db.session.scalars(select(MeetingSession).where(MeetingSession.meeting_id == source.id)):
        copied[session.id] = new_id()
        span = Span(session.starts_at, session.ends_at)
        row = MeetingSession(id=copied[session.id], meeting_id=target.id, title=session.title, room=session.room)
        row.starts_at, row.ends_at = span.starts_at, span.ends_at
        db.session.add(row)
    db.session.flush()
    for item in _items(source):
        kept = {name: getattr(item, name) for name in ("position", "kind", "title", "minutes", "language", "note")}
        db.session.add(AgendaItem(meeting_id=target.id, session_id=copied[item.session_id], **kept))


def _editable(actor: Actor, reference: str) -> Meeting:
    meeting = queries.find_meeting(actor, reference)
    require(actor, "meeting.agenda", meeting)
    return meeting


def _items(meeting: Meeting) -> Sequence[AgendaItem]:
    held = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    return db.session.scalars(held.order_by(AgendaItem.position, AgendaItem.id)).all()


def _last_position(session_id: str) -> int:
    return db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.session_id == session_id)) or 0


def _session(meeting: Meeting, session_id: str, field: tuple[str, ...] = ()) -> MeetingSession:
    row = db.session.get(MeetingSession, session_id) if is_id(session_id) else None
    if row is None or row.meeting_id != meeting.id:
        if field:
            raise Invalid([Problem(field, lazy("There is no such session in this agenda."))])
        raise NotFound
    return row


def _item(meeting: Meeting, item_id: str) -> AgendaItem:
    row = db.session.get(AgendaItem, item_id) if is_id(item_id) else None
    if row is None or row.meeting_id != meeting.id:
        raise NotFound
    return row


def _changed(actor: Actor, meeting: Meeting, act: str, thing: str) -> None:
    """The meeting's revision grows with its agenda: an order sent from an older page is noticed."""
    meeting.updated_at = clock.now()
    db.session.flush()
    ref = Ref("meeting", meeting.id)
    audit.record(actor.ref, act, ref, part=thing)
    if meeting.status != Status.DRAFT:
        announce("meeting.agenda", ref, actor.ref)
