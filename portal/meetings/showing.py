"""The page of one meeting: everything on it, read with few statements and worded before the template sees it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from babel.dates import format_skeleton
from sqlalchemy import Row, bindparam, select

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.access.policy import may
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.i18n import current_locale, ngettext
from portal.foundation.i18n import gettext as _
from portal.foundation.ids import new_id
from portal.foundation.refs import Described, Ref, describe_many
from portal.meetings import times
from portal.meetings.decisions import DecisionRow, list_decisions
from portal.meetings.documents import DocumentRow, list_documents
from portal.meetings.minutes import RevisionHead, newest_head, reads_minutes
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
    documents: list[DocumentRow] = field(default_factory=list)
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
    date: str
    day: str
    new_day: bool
    starts_at: datetime
    ends_at: datetime
    begins: str
    ends: str
    here: str
    other_day: bool
    zone: str
    items: list[ItemRow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.number}. {self.title}" if self.title else f"{self.number}. {self.date} {self.begins}"

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


@lru_cache(maxsize=4_096)
def _day_words(on: date, locale: str) -> str:
    """Remembered: looking for the pattern takes a twelfth of the page, and days are few."""
    return format_skeleton("yMMMMEEEEd", on, locale=locale)


class Clocks:
    """The clocks of the place and, where the reader has others, his own."""

    def __init__(self, place: str, reader: str) -> None:
        self.place, self.reader = place, reader

    def day(self, moment: datetime) -> str:
        """The day at the place in the reader's language."""
        return _day_words(times.wall(moment, self.place).date(), str(current_locale()))

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
        date=times.wall(row.starts_at, clocks.place).date().isoformat(),
        day=day,
        new_day=not before or before[-1].day != day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        begins=clocks.at(row.starts_at),
        ends=clocks.at(row.ends_at),
        here=here,
        other_day=other,
        zone=clocks.place,
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
    """What the page shows, already worded for this reader. `documents` are all he may read, with the meeting's own
    in `papers` and the others beside their items; `presented` are the cases he may read, and tell of no other."""

    meeting: Meeting
    sessions: list[SessionRow]
    documents: list[DocumentRow]
    papers: list[DocumentRow]
    decisions: list[DecisionRow]
    minutes: RevisionHead | None
    reads_minutes: bool
    presented: list[tuple[str, Described]]
    names: Mapping[str, str]
    organizers: list[tuple[str, str]]
    series: list[MeetingCard]
    is_writer: bool
    may_announce: bool
    is_speaker: bool
    copy_id: str
    asks: bool
    asked_of_me: list[tuple[str, str]]
    reader_zone: str
    zone_differs: bool
    day_differs: bool
    warnings: list[str]

    @property
    def ref(self) -> Ref:
        return Ref("meeting", self.meeting.id)

    @property
    def mark(self) -> Mark:
        """The narrowest of everything on the page."""
        content = self.meeting.content
        marks = [content.mark, *(document.mark for document in self.documents)]
        marks += [thing.mark for _, thing in self.presented]
        marks += [decision.mark for decision in self.decisions]
        marks += [content.mark_of_minutes] if self.minutes else []
        return max((Mark(mark or Mark.RED) for mark in marks), key=lambda mark: mark.rank)


def read_page(actor: Actor, meeting: Meeting, reader_zone: str) -> MeetingPage:
    """A fixed number of statements, whatever the meeting holds."""
    sessions = read_agenda(actor, meeting, reader_zone)
    items = {item.id: item for session in sessions for item in session.items}
    documents = list_documents(actor, meeting)
    for document in documents:
        if document.item_id in items:
            items[document.item_id].documents.append(document)
    opened = reads_minutes(actor, meeting)
    minutes = newest_head(meeting) if opened else None
    organizing = set(meeting.writer_ids)
    names = names_of(organizing | ({minutes.saved_by} if minutes else set())) if actor.is_member else {}
    writes = may(actor, "meeting.edit", meeting)
    clocks = Clocks(meeting.content.time_zone, reader_zone)
    return MeetingPage(
        meeting=meeting,
        sessions=sessions,
        documents=documents,
        papers=[document for document in documents if document.item_id not in items],
        decisions=list_decisions(actor, meeting),
        minutes=minutes,
        reads_minutes=opened,
        presented=_presented(actor, items.values()),
        names=names,
        organizers=sorted(((key, name) for key, name in names.items() if key in organizing), key=lambda pair: pair[1]),
        series=list_series(actor, meeting),
        is_writer=writes,
        may_announce=may(actor, "meeting.announce", meeting),
        is_speaker=actor.is_member and any(item.speaker_id == actor.id for item in items.values()),
        copy_id=new_id() if writes else "",
        asks=any(item.asks for item in items.values()),
        asked_of_me=[
            (item.id, item.title)
            for item in items.values()
            if item.asks and actor.is_member and item.speaker_id == actor.id
        ],
        reader_zone=reader_zone,
        zone_differs=any(session.here for session in sessions) or not clocks.same(clock.now()),
        day_differs=any(item.other_day for item in items.values()) or any(each.other_day for each in sessions),
        warnings=warnings_of(meeting, sessions) if writes else [],
    )


def _presented(actor: Actor, items: Iterable[ItemRow]) -> list[tuple[str, Described]]:
    """(number of the item, the thing) of those he may read, in the order of the agenda."""
    refs = {item.number: Ref(*item.presented) for item in items if item.presented}
    found = describe_many(actor, refs.values())
    return [(number, found[ref]) for number, ref in refs.items() if ref in found]


def warnings_of(meeting: Meeting, sessions: list[SessionRow]) -> list[str]:
    """What an organizer should look at: overlaps, sessions that run over, other days, clocks that change."""
    return [*_overlaps(sessions), *_overruns(sessions), *_outside(meeting, sessions), *_twice(sessions)]


def _overlaps(sessions: list[SessionRow]) -> Iterator[str]:
    """Sessions are in the order of their beginnings. One without a room may be anywhere, so it counts everywhere."""
    running: list[SessionRow] = []
    for session in sessions:
        running = [other for other in running if other.ends_at > session.starts_at]
        for other in running:
            if not (other.room and session.room) or other.room.casefold() == session.room.casefold():
                yield _("“%(one)s” and “%(other)s” overlap.", one=other.name, other=session.name)
        running.append(session)


def _overruns(sessions: list[SessionRow]) -> Iterator[str]:
    for session in sessions:
        over = int((session.planned_until - session.ends_at).total_seconds() // 60)
        if over > 0:
            yield ngettext(
                "“%(one)s” runs %(n)s minute past its end.", "“%(one)s” runs %(n)s minutes past its end.", over,
                one=session.name,
            )  # fmt: skip
        zone_name = session.zone
        if times.offset(session.starts_at, zone_name) != times.offset(session.ends_at, zone_name):
            yield _("The clocks change during “%(one)s”: its times are those shown there.", one=session.name)


def _outside(meeting: Meeting, sessions: list[SessionRow]) -> Iterator[str]:
    """Compared as far as the days of the meeting are known."""
    starts, ends = meeting.content.starts, meeting.content.ends or meeting.content.starts
    for session in sessions:
        if starts and (session.date[: len(starts)] < starts or session.date[: len(ends)] > ends):
            yield _("“%(one)s” lies outside the days of the meeting.", one=session.name)


def _twice(sessions: list[SessionRow]) -> Iterator[str]:
    spoken: dict[str, list[ItemRow]] = {}
    for session in sessions:
        for item in session.items:
            speaker = item.speaker_id or item.speaker.casefold()
            if speaker:
                spoken.setdefault(speaker, []).append(item)
    for items in spoken.values():
        for one, other in pairwise(sorted(items, key=lambda item: (item.at, item.until))):
            if other.at < one.until:
                who, first, second = one.speaker, one.number, other.number
                yield _("%(who)s speaks at the same time in %(one)s and %(other)s.", who=who, one=first, other=second)
