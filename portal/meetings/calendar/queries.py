"""Meetings as a calendar holds them: read with the rights of whoever asks, at the moment he asks."""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import exists, func, or_, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.paging import Paged
from portal.meetings import queries as meetings
from portal.meetings import times
from portal.meetings.calendar.models import CalendarLink, MeetingSequence
from portal.meetings.calendar.rules import Entry
from portal.meetings.models import Meeting, MeetingPlace, MeetingSession, Status
from portal.meetings.registration.models import PLACED, Registration, RegistrationDesk
from portal.members.models import Member
from portal.members.secrets import digest
from portal.regions.queries import REGIONS

PER_PAGE = 50
PAST_OF_FEEDS = timedelta(days=400)
FEED_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Feed:
    """An opened feed: the rights it is read with, and what it is of."""

    actor: Actor
    kind: str
    subject: str


def find_feed(token: str) -> Feed:
    """Wrong, revoked and a suspended owner's all look the same."""
    link = db.session.get(CalendarLink, digest(token)) if token.isascii() and len(token) < 100 else None
    member = db.session.get(Member, link.member_id) if link and link.revoked_at is None else None
    if link is None or member is None or not member.is_active:
        raise NotFound
    return Feed(member.as_actor(), link.kind, link.subject)


def list_links(actor: Actor) -> Sequence[CalendarLink]:
    """The actor's own living links, newest first."""
    require(actor, "calendar.link")
    own = select(CalendarLink).where(CalendarLink.member_id == actor.id, CalendarLink.revoked_at.is_(None))
    return db.session.scalars(own.order_by(CalendarLink.created_at.desc(), CalendarLink.handle)).all()


def entries_of_feed(feed: Feed, base_url: str) -> list[Entry]:
    wanted = select(Meeting.id).where(meetings.visible(feed.actor), Meeting.status != Status.DRAFT)
    since = (clock.now() - PAST_OF_FEEDS).date().isoformat()
    if feed.kind == "meeting":
        wanted = wanted.where(Meeting.id == feed.subject)
    elif feed.kind == "region":
        here = MeetingPlace.place == f"region:{feed.subject}"
        wanted = wanted.where(Meeting.sort_date >= since)
        wanted = wanted.where(exists().where(MeetingPlace.meeting_id == Meeting.id, here))
    else:
        own = exists().where(
            Registration.meeting_id == Meeting.id,
            Registration.member_id == feed.actor.id,
            Registration.state.in_(PLACED),
        )
        wanted = wanted.where(Meeting.sort_date >= since, or_(own, meetings.organizes(feed.actor)))
    ids = db.session.scalars(wanted.order_by(Meeting.sort_date.desc(), Meeting.id).limit(FEED_MAX)).all()
    return read_entries(feed.actor, ids, base_url)


def read_entries(actor: Actor, ids: Collection[str], base_url: str) -> list[Entry]:
    """Five statements, however many meetings. One whose day is not known yet stands in no calendar."""
    cards = meetings.get_cards(actor, ids)
    spans, zones = spans_of(cards), _zones(cards)
    sequences = _sequences(cards)
    desks = _desks(actor, cards)
    found = []
    for key in ids:
        card = cards.get(key)
        days = days_of(card.starts, card.ends) if card else None
        if card is None or days is None:
            continue
        number, changed = sequences.get(key, (0, datetime.fromtimestamp(0, UTC)))
        cancelled, video = desks.get(key, (False, ""))
        starts_at, ends_at = spans.get(key, (None, None))
        found.append(
            Entry(
                meeting_id=key,
                title=card.title,
                place=card.place,
                time_zone=zones.get(key, "UTC"),
                first_day=days[0],
                last_day=days[1],
                url=f"{base_url}/meetings/{card.reference}",
                status="CANCELLED" if cancelled else "CONFIRMED",
                sequence=number,
                changed_at=changed,
                starts_at=starts_at,
                ends_at=ends_at,
                video_link=video,
                mark=card.mark,
            )
        )
    return found


def days_of(starts: str, ends: str) -> tuple[date, date] | None:
    """First and last day; None while the day is not known."""
    if len(starts) != 10:
        return None
    first = date.fromisoformat(starts)
    return first, date.fromisoformat(ends) if len(ends) == 10 else first


def spans_of(ids: Collection[str]) -> dict[str, tuple[datetime, datetime]]:
    """From the beginning of the first session to the end of the last."""
    if not ids:
        return {}
    bounds = (func.min(MeetingSession.starts_at), func.max(MeetingSession.ends_at))
    asked = select(MeetingSession.meeting_id, *bounds).where(MeetingSession.meeting_id.in_(list(ids)))
    return {key: (first, last) for key, first, last in db.session.execute(asked.group_by(MeetingSession.meeting_id))}


def _zones(ids: Collection[str]) -> dict[str, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(Meeting.id, Meeting.content).where(Meeting.id.in_(list(ids))))
    return {row.id: row.content.time_zone for row in rows}


def _sequences(ids: Collection[str]) -> dict[str, tuple[int, datetime]]:
    if not ids:
        return {}
    rows = db.session.scalars(select(MeetingSequence).where(MeetingSequence.meeting_id.in_(list(ids))))
    return {row.meeting_id: (row.sequence, row.changed_at) for row in rows}


def _desks(actor: Actor, ids: Collection[str]) -> dict[str, tuple[bool, str]]:
    """Whether it is cancelled, and the video link where the actor may have it."""
    if not (ids and actor.is_member):
        return {}
    own = exists().where(
        Registration.meeting_id == Meeting.id,
        Registration.member_id == actor.id,
        Registration.state.in_(PLACED),
    )
    asked = (
        select(RegistrationDesk, or_(own, meetings.organizes(actor)).label("allowed"))
        .join(Meeting, Meeting.id == RegistrationDesk.meeting_id)
        .where(RegistrationDesk.meeting_id.in_(list(ids)))
    )
    return {
        desk.meeting_id: (desk.cancelled_at is not None, desk.content.video_link if allowed else "")
        for desk, allowed in db.session.execute(asked)
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting on days of the reader's own calendar."""

    card: meetings.MeetingCard
    first: date
    last: date
    begins: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    inside: bool
    today: bool
    shown: Sequence[Shown]
    more: int


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    before: str
    after: str
    weeks: Sequence[Sequence[Day]]
    undated: Sequence[meetings.MeetingCard]

    @property
    def cards(self) -> list[meetings.MeetingCard]:
        """Of everything shown, each as often as it is shown."""
        shown = [each.card for week in self.weeks for day in week for each in day.shown]
        return [*shown, *self.undated]


DAY_MAX = 5
LONGEST = 31
"""Days a meeting may reach into a month from before it."""


def read_month(actor: Actor, month: date, zone: str, first_weekday: int, region: str = "") -> Month:
    """The weeks of a month. Three statements, however many meetings."""
    require(actor, "calendar.read")
    last = month.replace(day=monthrange(month.year, month.month)[1])
    begin = month - timedelta(days=(month.weekday() - first_weekday) % 7)
    end = last + timedelta(days=(first_weekday - 1 - last.weekday()) % 7)
    wanted = _between(actor, begin - timedelta(days=LONGEST), end + timedelta(days=1), region)
    cards = meetings.get_cards(actor, db.session.scalars(wanted).all())
    shown = _shown(cards, zone)
    today = times.wall(clock.now(), zone).date()
    days = [_day(begin + timedelta(days=at), month, today, shown) for at in range((end - begin).days + 1)]
    undated = [card for card in cards.values() if card.starts == month.isoformat()[:7]]
    return Month(
        first=month,
        before=(month - timedelta(days=1)).isoformat()[:7],
        after=(last + timedelta(days=1)).isoformat()[:7],
        weeks=[days[at : at + 7] for at in range(0, len(days), 7)],
        undated=undated,
    )


def _between(actor: Actor, first: date, last: date, region: str):  # type: ignore[no-untyped-def]
    wanted = select(Meeting.id).where(
        meetings.visible(actor),
        Meeting.status != Status.DRAFT,
        Meeting.sort_date >= first.isoformat(),
        Meeting.sort_date <= last.isoformat(),
    )
    if region:
        here = MeetingPlace.place == f"region:{region}"
        wanted = wanted.where(exists().where(MeetingPlace.meeting_id == Meeting.id, here))
    return wanted.order_by(Meeting.sort_date, Meeting.id)


def _shown(cards: Mapping[str, meetings.MeetingCard], zone: str) -> list[Shown]:
    """Where clock times are known they say on which of the reader's days it is; otherwise the days of the place."""
    spans = spans_of(cards)
    found = []
    for key, card in cards.items():
        days = days_of(card.starts, card.ends)
        if key in spans:
            first, last = (times.wall(moment, zone) for moment in spans[key])
            last_day = max(first.date(), (last - timedelta(minutes=1)).date())
            found.append(Shown(card, first.date(), last_day, f"{first:%H:%M}"))
        elif days is not None:
            found.append(Shown(card, *days, ""))
    return sorted(found, key=lambda each: (each.first, each.begins, each.card.title))


def _day(on: date, month: date, today: date, shown: Sequence[Shown]) -> Day:
    here = [each for each in shown if each.first <= on <= each.last]
    return Day(on, on.month == month.month, on == today, here[:DAY_MAX], max(0, len(here) - DAY_MAX))


def list_from(actor: Actor, day: date, zone: str, region: str, page: int) -> Paged[Shown]:
    """Meetings that begin on this day or later, soonest first."""
    require(actor, "calendar.read")
    wanted = _between(actor, day, date(2101, 1, 1), region)
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    ids = db.session.scalars(wanted.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    cards = meetings.get_cards(actor, ids)
    shown = {each.card.id: each for each in _shown(cards, zone)}
    rows = [shown.get(key) or Shown(cards[key], date.min, date.min, "") for key in ids if key in cards]
    return Paged(rows, page, PER_PAGE, total)


def names_of_subjects(actor: Actor, links: Sequence[CalendarLink]) -> dict[str, str]:
    """What each link is of, as far as its owner may still read it; by handle."""
    cards = meetings.get_cards(actor, [link.subject for link in links if link.kind == "meeting"])
    names = {}
    for link in links:
        if link.kind == "region":
            names[link.handle] = str(REGIONS.get(link.subject, link.subject))
        elif link.kind == "meeting" and link.subject in cards:
            names[link.handle] = cards[link.subject].title
    return names
