"""The worker's part: what has changed is put into a small index of its own, and every saved search asked of it once."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import delete, exists, or_, select

from portal.access.actor import Actor
from portal.across.cadences import OFF
from portal.across.finder.kinds import KINDS, read_cards
from portal.across.finder.service import expand
from portal.across.indexing.catalogue import CATALOGUE
from portal.across.searches.calling import call_webhooks
from portal.across.searches.models import ChangedThing, SavedMatch, SavedSearch, Webhook
from portal.across.searches.service import asked_of, problem_of
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.events import Event, announce
from portal.foundation.refs import SYSTEM, Ref
from portal.members.models import Member
from search.engine import Engine, open_engine
from search.query import MAX_PER_PAGE, Query, Sort

BATCH = 200
"""Changed things asked about together."""


def note_change(event: Event) -> None:
    """In the transaction that tells of the event: nothing that changed is forgotten, however the worker ends."""
    if event.thing.kind not in KINDS:
        return
    known = db.session.get(ChangedThing, str(event.thing))
    if known is None:
        db.session.add(ChangedThing(thing=str(event.thing)))
    else:
        known.changed_at = clock.now()


def ask_saved_searches() -> int:
    """A step of the worker; how many searches have found something new. What is handled twice is told once.

    Asking takes its time and only reads; nobody who saves something waits for it.
    """
    db.session.rollback()
    waiting = select(ChangedThing).order_by(ChangedThing.changed_at, ChangedThing.thing).limit(BATCH)
    changed = {row.thing: row.changed_at for row in db.session.scalars(waiting)}
    if not changed:
        return 0
    with _index_of(list(changed)) as engine:
        answers = [answer for search, actor in _searches() if (answer := _ask(engine, search, actor))]
    with transaction():
        found = sum(map(_keep, answers))
        for thing, at in changed.items():
            execute_bulk(delete(ChangedThing).where(ChangedThing.thing == thing, ChangedThing.changed_at <= at))
        return found


@contextmanager
def _index_of(things: Sequence[str]) -> Iterator[Engine]:
    refs = [Ref.parse(thing) for thing in things]
    with tempfile.TemporaryDirectory(prefix="portal-changed-") as folder:
        engine = open_engine(f"embedded:{folder}")
        for kind in {ref.kind for ref in refs}:
            engine.put(CATALOGUE[kind].load([ref.id for ref in refs if ref.kind == kind]))
        yield engine
        engine.close()


def _searches() -> list[tuple[SavedSearch, Actor]]:
    """Of active members who want to hear of them, themselves or by a program."""
    called = exists().where(Webhook.search_id == SavedSearch.id, Webhook.stopped == "")
    wanted = select(SavedSearch, Member).join(Member, Member.id == SavedSearch.member_id)
    wanted = wanted.where(or_(SavedSearch.cadence != OFF, called), SavedSearch.problem == "", Member.state == "active")
    return [
        (search, member.as_actor()) for search, member in db.session.execute(wanted.order_by(SavedSearch.id)).unique()
    ]


@dataclass(frozen=True, slots=True)
class _Answer:
    search_id: str
    problem: str
    things: Sequence[str]


def _ask(engine: Engine, search: SavedSearch, actor: Actor) -> _Answer | None:
    asked = asked_of(search.question)
    if problem := problem_of(asked):
        return _Answer(search.id, problem, ())
    typed = Query(actor.tokens, asked.text, asked.filters())
    tree = expand(asked, typed.parsed().tree).tree
    hits = engine.find(replace(typed, tree=tree, sort=Sort.NEWEST, per_page=MAX_PER_PAGE, passages=0)).hits
    readable = read_cards(actor, hits) if hits else {}
    return _Answer(search.id, "", [f"{kind}:{key}" for kind, key in readable]) if readable else None


def _keep(answer: _Answer) -> bool:
    """Whether there was something new to tell."""
    search = db.session.get(SavedSearch, answer.search_id)
    if search is None:
        return False
    if answer.problem:
        search.problem = answer.problem
        announce("search.invalid", Ref("search", search.id), SYSTEM, to=[search.member_id])
        return False
    new = [thing for thing in answer.things if db.session.get(SavedMatch, (search.id, thing)) is None]
    for thing in new:
        db.session.add(SavedMatch(search_id=search.id, thing=thing))
    if new and search.cadence != OFF:
        announce("search.matched", Ref("search", search.id), SYSTEM, to=[search.member_id])
    if new:
        call_webhooks(search.id, new)
    return bool(new)
