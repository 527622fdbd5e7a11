"""The page of one meeting: everything on it, read with few statements and worded before the template sees it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_skeleton
from sqlalchemy import Row, bindparam, select

from portal.access.actor import Actor
from portal.access.policy import may
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.i18n import current_locale
from portal.meetings import times
from portal.meetings.models import AgendaItem, Meeting, MeetingSession, Presentation
from portal.meetings.queries import MeetingCard, list_series
from portal.members.models import Member
from portal.members.queries import names_of


@dataclass(slots=True)
class ItemRow:
    """One line of the agenda. `begins` and `ends` are the place's clock, `here` the reader's own where it differs."""

    id: str
    kind: str
    title: str
    speaker: str
    speaker_id: str
    minutes: int
    language: str
    note: str
    asks: str
    begins: str
    here: str
    other_day: bool
    at: int
    presented: tuple[str, str] | None
    number: str = ""
    ends: str = ""
    until: int = 0
    now: bool = False


@dataclass(slots=True)
class SessionRow:
    id: str
    number: int
    title: str
    room: str
    day: str
    new_day: bool
    starts_at: datetime
    ends_at: datetime
    begins: str
    ends: str
    here: str
    other_day: bool
    items: list[ItemRow] = field(default_factory=list)

    @property
    def planned_until(self) -> datetime:
        return self.starts_at + timedelta(minutes=sum(item.minutes for item in self.items))


_AGENDA = (
    select(
        MeetingSession.id,
        MeetingSession.title,
        MeetingSession.room,
        MeetingSession.starts_at,
        MeetingSession.ends_at,
        AgendaItem.id.label("item_id"),
        AgendaItem.kind,
        AgendaItem.title.label("item_title"),
        AgendaItem.speaker_id,
        AgendaItem.speaker,
        AgendaItem.minutes,
        AgendaItem.language,
        AgendaItem.note,
        AgendaItem.asks,
        Member.name.label("member_name"),
        Presentation.kind.label("presented_kind"),
        Presentation.thing_id,
    )
    .select_from(MeetingSession)
    .outerjoin(AgendaItem, AgendaItem.session_id == MeetingSession.id)
    .outerjoin(Member, Member.id == AgendaItem.speaker_id)
    .outerjoin(
        Presentation, (Presentation.item_id == AgendaItem.id) & (Presentation.member_id == AgendaItem.speaker_id)
    )
    .where(MeetingSession.meeting_id == bindparam("meeting"))
    .order_by(MeetingSession.starts_at, MeetingSession.id, AgendaItem.position, AgendaItem.id)
)


class Clocks:
    """The clocks of the place and, where the reader has others, his own."""

    def __init__(self, place: str, reader: str) -> None:
        self.place, self.reader = place, reader
        self._days: dict[object, str] = {}

    def day(self, moment: datetime) -> str:
        """The day at the place in the reader's language; few days, many moments."""
        on = times.wall(moment, self.place).date()
        if on not in self._days:
            self._days[on] = format_skeleton("yMMMMEEEEd", on, locale=current_locale())
        return self._days[on]

    def at(self, moment: datetime) -> str:
        return f"{times.wall(moment, self.place):%H:%M}"

    def here(self, moment: datetime) -> tuple[str, bool]:
        """(reader's clock, whether his day is another); nothing where both clocks show the same."""
        if not self.reader:
            return "", False
        there, own = times.wall(moment, self.place), times.wall(moment, self.reader)
        if there == own:
            return "", False
        return f"{own:%H:%M}", own.date() != there.date()

    def same(self, moment: datetime) -> bool:
        return not self.reader or times.wall(moment, self.place) == times.wall(moment, self.reader)


def read_agenda(actor: Actor, meeting: Meeting, reader_zone: str) -> list[SessionRow]:
    """The whole agenda with one statement. Names of members are for members; the meeting is known to be readable."""
    clocks, now = Clocks(meeting.content.time_zone, reader_zone), clock.now()
    found: list[SessionRow] = []
    moment = now
    for row in db.session.execute(_AGENDA, {"meeting": meeting.id}):
        if not found or found[-1].id != row.id:
            found.append(_session(row, found, clocks))
            moment = row.starts_at
        if row.item_id is not None:
            item = _item(row, clocks, moment, actor.is_member)
            moment += timedelta(minutes=row.minutes)
            item.number = f"{len(found)}.{len(found[-1].items) + 1}"
            item.ends, item.until = clocks.at(moment), int(moment.timestamp())
            item.now = item.at <= now.timestamp() < item.until
            found[-1].items.append(item)
    return found


def _session(row: Row[*tuple[Any, ...]], before: list[SessionRow], clocks: Clocks) -> SessionRow:
    here, other = clocks.here(row.starts_at)
    day = clocks.day(row.starts_at)
    return SessionRow(
        id=row.id,
        number=len(before) + 1,
        title=row.title,
        room=row.room,
        day=day,
        new_day=not before or before[-1].day != day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        begins=clocks.at(row.starts_at),
        ends=clocks.at(row.ends_at),
        here=here,
        other_day=other,
    )


def _item(row: Row[*tuple[Any, ...]], clocks: Clocks, begins: datetime, names: bool) -> ItemRow:
    here, other = clocks.here(begins)
    return ItemRow(
        id=row.item_id,
        kind=row.kind,
        title=row.item_title,
        speaker=(row.member_name if names else "") or row.speaker,
        speaker_id=(row.speaker_id or "") if names else "",
        minutes=row.minutes,
        language=row.language,
        note=row.note,
        asks=row.asks,
        begins=clocks.at(begins),
        here=here,
        other_day=other,
        at=int(begins.timestamp()),
        presented=(row.presented_kind, row.thing_id) if row.thing_id else None,
    )


@dataclass(slots=True)
class MeetingPage:
    """What the page shows, already worded for this reader."""

    meeting: Meeting
    sessions: list[SessionRow]
    organizers: list[tuple[str, str]]
    series: list[MeetingCard]
    is_writer: bool
    may_announce: bool
    reader_zone: str
    zone_differs: bool


def read_page(actor: Actor, meeting: Meeting, reader_zone: str) -> MeetingPage:
    clocks = Clocks(meeting.content.time_zone, reader_zone)
    sessions = read_agenda(actor, meeting, reader_zone)
    names = names_of(set(meeting.writer_ids)) if actor.is_member else {}
    return MeetingPage(
        meeting=meeting,
        sessions=sessions,
        organizers=sorted(names.items(), key=lambda pair: pair[1]),
        series=list_series(actor, meeting),
        is_writer=may(actor, "meeting.edit", meeting),
        may_announce=may(actor, "meeting.announce", meeting),
        reader_zone=reader_zone,
        zone_differs=any(session.here for session in sessions) or not clocks.same(clock.now()),
    )
