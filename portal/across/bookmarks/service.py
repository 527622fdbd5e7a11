"""Keeping things, with a note nobody else reads, and being reminded of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.across.bookmarks.models import Bookmark
from portal.foundation import audit, clock
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.problems import read_record
from portal.foundation.records import PartialDate
from portal.foundation.refs import SYSTEM, Described, Ref, describe, describe_many
from portal.foundation.texts import Prose
from portal.members.models import Member

MOST, PER_PAGE = 1_000, 50


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    note: Prose = ""
    remind_on: PartialDate = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """`described` is None where she may no longer read it, or it is gone; her own note stays hers."""

    bookmark: Bookmark
    described: Described | None


def keep(actor: Actor, thing: Ref, data: dict[str, object], today: str) -> Bookmark:
    """Raises NotFound for what is not open to her, Invalid naming what cannot be kept."""
    require(actor, "bookmark.edit")
    row = find_kept(actor, thing)
    if row is None and describe(actor, thing) is None:
        raise NotFound
    wanted = _judged(data, today, row.remind_on if row else "")
    if row is None:
        held = db.session.scalar(select(func.count()).where(Bookmark.member_id == actor.id)) or 0
        if held >= MOST:
            words = lazy("You have %(limit)s bookmarks already. Please remove some.", limit=MOST)
            raise Invalid([Problem(("note",), words)])
        row = Bookmark(member_id=actor.id, thing=str(thing))
        db.session.add(row)
    row.note, row.remind_on = wanted.note, wanted.remind_on
    db.session.flush()
    audit.record(actor.ref, "bookmark.kept", actor.ref, about=str(thing))
    return row


def _judged(data: dict[str, object], today: str, before: str) -> _Wanted:
    wanted = read_record(_Wanted, data)
    day = wanted.remind_on
    if day and (len(day) != 10 or (day <= today and day != before)):
        raise Invalid([Problem(("remind_on",), lazy("Please give a day to come, as YYYY-MM-DD."))])
    return wanted


def forget(actor: Actor, thing: Ref) -> None:
    require(actor, "bookmark.edit")
    row = find_kept(actor, thing)
    if row is not None:
        db.session.delete(row)
        audit.record(actor.ref, "bookmark.removed", actor.ref, about=str(thing))


def find_kept(actor: Actor, thing: Ref) -> Bookmark | None:
    own = select(Bookmark).where(Bookmark.member_id == actor.id, Bookmark.thing == str(thing)[:80])
    return db.session.scalar(own)


def list_kept(actor: Actor, page: int) -> tuple[Sequence[Kept], bool]:
    """A page of hers, the next to be reminded of first, then the newest; whether there is another page."""
    require(actor, "bookmark.read")
    own = select(Bookmark).where(Bookmark.member_id == actor.id)
    ordered = own.order_by(Bookmark.remind_on == "", Bookmark.remind_on, Bookmark.id.desc())
    rows = db.session.scalars(ordered.limit(PER_PAGE + 1).offset((page - 1) * PER_PAGE)).all()
    found = describe_many(actor, {Ref.parse(row.thing) for row in rows})
    kept = [Kept(row, found.get(Ref.parse(row.thing))) for row in rows[:PER_PAGE]]
    return kept, len(rows) > PER_PAGE


def remind_of_bookmarks() -> int:
    """Of those whose day has come by their owner's own calendar, each once; how many. A step of the worker."""
    latest = (clock.now() + timedelta(days=1)).date().isoformat()
    asked = select(Bookmark, Member.time_zone).join(Member, Member.id == Bookmark.member_id)
    due = asked.where(Bookmark.remind_on != "", Bookmark.remind_on <= latest).limit(500)
    told = 0
    with transaction():
        for row, zone in db.session.execute(due.with_for_update(of=Bookmark, skip_locked=True)):
            if row.remind_on <= clock.now().astimezone(ZoneInfo(zone)).date().isoformat():
                row.remind_on = ""
                announce("bookmark.due", Ref.parse(row.thing), SYSTEM, to=[row.member_id])
                told += 1
    return told
