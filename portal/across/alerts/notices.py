"""A member's inbox: only what she may read now is shown and counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from portal.access.actor import Actor
from portal.access.policy import require
from portal.across.alerts.models import Notice
from portal.across.alerts.wording import sentence
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.ids import is_id
from portal.foundation.refs import Described, Ref, describe_many

PER_PAGE, COUNTED = 50, 100


@dataclass(frozen=True, slots=True)
class Told:
    id: str
    words: str
    thing: Described
    rank: int
    day: date
    unread: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """`older` is where the next page begins; empty on the last. Within a day, what concerns her most comes first."""

    days: Sequence[tuple[date, Sequence[Told]]]
    older: str


def read_inbox(actor: Actor, zone: str, unread: bool = False, before: str = "") -> Inbox:
    require(actor, "inbox.read")
    wanted = select(Notice).where(Notice.member_id == actor.id).order_by(Notice.id.desc()).limit(PER_PAGE + 1)
    if unread:
        wanted = wanted.where(Notice.read_at.is_(None))
    if is_id(before):
        wanted = wanted.where(Notice.id < before)
    rows = db.session.scalars(wanted).all()
    shown = rows[:PER_PAGE]
    found = describe_many(actor, {Ref.parse(row.thing) for row in shown})
    told = [_told(row, found[ref], zone) for row in shown if (ref := Ref.parse(row.thing)) in found]
    days = [(day, sorted(each, key=lambda one: one.rank)) for day, each in groupby(told, key=lambda one: one.day)]
    return Inbox(days, shown[-1].id if len(rows) > PER_PAGE else "")


def _told(row: Notice, thing: Described, zone: str) -> Told:
    day = row.created_at.astimezone(ZoneInfo(zone)).date()
    return Told(row.id, sentence(row.act), thing, row.rank, day, row.read_at is None)


def count_unread(actor: Actor) -> int:
    """Of the newest hundred unread, those whose thing she may still read. Two statements at most a kind."""
    require(actor, "inbox.read")
    wanted = select(Notice.thing).where(Notice.member_id == actor.id, Notice.read_at.is_(None))
    refs = [Ref.parse(thing) for thing in db.session.scalars(wanted.order_by(Notice.id.desc()).limit(COUNTED))]
    found = describe_many(actor, set(refs))
    return sum(ref in found for ref in refs)


def mark_read(actor: Actor, notice_id: str = "") -> None:
    """One of hers, or all of them."""
    require(actor, "inbox.mark")
    mine = update(Notice).where(Notice.member_id == actor.id, Notice.read_at.is_(None))
    if notice_id:
        mine = mine.where(Notice.id == (notice_id if is_id(notice_id) else ""))
    execute_bulk(mine.values(read_at=clock.now()))
