"""Numbered lists of practices. A place is given once and kept, so that what is cited stays what it was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import selectinload

from portal.access.actor import Actor
from portal.access.audience import Mark, MarkOf, is_widened
from portal.access.policy import may, require
from portal.access.sql import holds_token
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.database.pages import paged
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.paging import Paged
from portal.foundation.records import Record, given
from portal.foundation.refs import Ref
from portal.foundation.texts import Line, Prose
from portal.members.queries import active_ids
from portal.practices.cards import PracticeCard, get_many
from portal.practices.models import CollectionAudience, CollectionEntry, Practice, PracticeCollection
from portal.practices.numbers import next_number
from portal.practices.queries import PER_PAGE, find_practice
from portal.regions.content import Audience


class CollectionContent(Record):
    """Without a mark it is its owner's alone."""

    title: Annotated[Line, AfterValidator(given)]
    introduction: Prose = ""
    mark: MarkOf | None = None
    audience: Audience = Audience()


@dataclass(frozen=True)
class CollectionReading:
    """A collection as one actor may read it: (place, practice) of those he may read, and nothing of the others."""

    id: str
    number: str
    title: str
    introduction: str
    mark: Mark
    exercise: bool
    owner_id: str
    revision: int
    is_owner: bool
    content: CollectionContent
    entries: Sequence[tuple[int, PracticeCard]] = field(default_factory=tuple)


def create_collection(
    actor: Actor, content: CollectionContent, key: str = "", exercise: bool = False
) -> PracticeCollection:
    """With an id already used by this actor's own collection, that one: the same form sent ten times makes one."""
    require(actor, "collection.create")
    known = db.session.get(PracticeCollection, key) if is_id(key) else None
    if known is not None:
        if known.owner_id != actor.id:
            raise NotFound
        return known
    number, made = next_number("L", actor.country), key if is_id(key) else new_id()
    collection = PracticeCollection(id=made, number=number, owner_id=actor.id, exercise=exercise, last=0)
    collection.authority_id = actor.authority
    _write(collection, content)
    db.session.add(collection)
    db.session.flush()
    audit.record(actor.ref, "collection.created", Ref("collection", collection.id), number=number)
    return collection


def save_collection(actor: Actor, reference: str, revision: int, content: CollectionContent) -> PracticeCollection:
    """Raises Conflict when it was saved since `revision`, Invalid where more could read it than a practice."""
    collection = find_collection(actor, reference)
    require(actor, "collection.edit", collection)
    if collection.revision != revision:
        raise Conflict
    _write(collection, content)
    db.session.flush()
    audit.record(actor.ref, "collection.saved", Ref("collection", collection.id), mark=collection.mark or "")
    return collection


def _write(collection: PracticeCollection, content: CollectionContent) -> None:
    named = set(content.audience.members)
    if named - active_ids(named):
        raise Invalid([Problem(("audience", "members"), lazy("There is no active member with this address."))])
    if content.mark and (problems := content.audience.problems({content.mark})):
        raise Invalid(problems)
    tokens = content.audience.tokens(content.mark, collection.authority_id)
    held = select(Practice).where(Practice.id.in_([entry.practice_id for entry in collection.entries]))
    wide = [practice.number for practice in db.session.scalars(held) if is_widened(practice.audience(), tokens)]
    if wide:
        words = lazy("More people could read the list than its practice %(number)s.", number=wide[0])
        raise Invalid([Problem(("mark",), words)])
    collection.title, collection.introduction = content.title, content.introduction
    collection.mark, collection.named = content.mark, content.audience
    collection.updated_at = clock.now()
    wanted = tokens | {f"member:{collection.owner_id}"}
    kept = [row for row in collection.audiences if row.token in wanted]
    added = sorted(wanted - {row.token for row in kept})
    collection.audiences = [*kept, *(CollectionAudience(token=token) for token in added)]


def collect_practice(actor: Actor, reference: str, practice_reference: str) -> PracticeCollection:
    """At the next place; what is there already stays where it is."""
    collection = find_collection(actor, reference)
    require(actor, "collection.edit", collection)
    practice = find_practice(actor, practice_reference)
    if any(entry.practice_id == practice.id for entry in collection.entries):
        return collection
    if not practice.number:
        raise Invalid([Problem(("practice",), lazy("A draft has no number yet that could be cited."))])
    tokens = collection.named.tokens(Mark(collection.mark) if collection.mark else None, collection.authority_id)
    if is_widened(practice.audience(), tokens):
        words = lazy("More people may read the list than this practice. Give the list a narrower mark first.")
        raise Invalid([Problem(("practice",), words)])
    collection.last += 1
    collection.entries.append(CollectionEntry(practice_id=practice.id, place=collection.last))
    collection.updated_at = clock.now()
    db.session.flush()
    audit.record(actor.ref, "collection.added", Ref("collection", collection.id), practice=practice.id)
    return collection


def remove_practice(actor: Actor, reference: str, place: int) -> PracticeCollection:
    """Its place stays empty: the others keep theirs."""
    collection = find_collection(actor, reference)
    require(actor, "collection.edit", collection)
    entry = next((entry for entry in collection.entries if entry.place == place), None)
    if entry is None:
        raise NotFound
    collection.entries.remove(entry)
    collection.updated_at = clock.now()
    audit.record(actor.ref, "collection.removed", Ref("collection", collection.id), practice=entry.practice_id)
    return collection


def _readable(actor: Actor) -> Select[PracticeCollection]:
    token, mine = CollectionAudience.token, CollectionAudience.collection_id == PracticeCollection.id
    return select(PracticeCollection).where(holds_token(actor, token, mine)).options(
        selectinload(PracticeCollection.entries), selectinload(PracticeCollection.audiences)
    )  # fmt: skip


def find_collection(actor: Actor, reference: str) -> PracticeCollection:
    """By number or id. Raises NotFound also for what this actor may not read."""
    if not reference.isprintable():  # PostgreSQL refuses NUL in a question
        raise NotFound
    named = PracticeCollection.id if is_id(reference) else PracticeCollection.number
    found: PracticeCollection | None = db.session.scalar(_readable(actor).where(named == reference[:40]))
    if found is None:
        raise NotFound
    return found


def get_collection(actor: Actor, reference: str) -> CollectionReading:
    collection = find_collection(actor, reference)
    require(actor, "collection.read", collection)
    return _read_all(actor, [collection])[0]


def list_collections(actor: Actor, page: int = 1, own: bool = False) -> Paged[CollectionReading]:
    """Last changed first."""
    require(actor, "collection.list")
    wanted = _readable(actor).order_by(PracticeCollection.updated_at.desc(), PracticeCollection.id.desc())
    wanted = wanted.where(PracticeCollection.owner_id == actor.id) if own else wanted
    return paged(wanted, page, PER_PAGE, lambda chosen: _read_all(actor, db.session.scalars(chosen).all()))


def list_own_titles(actor: Actor) -> Sequence[Row[str, str, str]]:
    """Id, number and title of the actor's own, last changed first: what a page needs to offer them."""
    require(actor, "collection.list")
    own = select(PracticeCollection.id, PracticeCollection.number, PracticeCollection.title)
    own = own.where(PracticeCollection.owner_id == actor.id).order_by(PracticeCollection.updated_at.desc())
    return db.session.execute(own.limit(PER_PAGE)).all()


def _read_all(actor: Actor, rows: Sequence[PracticeCollection]) -> list[CollectionReading]:
    cards = get_many(actor, {entry.practice_id for row in rows for entry in row.entries})
    return [_read(actor, row, cards) for row in rows]


def _read(actor: Actor, row: PracticeCollection, cards: dict[str, PracticeCard]) -> CollectionReading:
    owns = may(actor, "collection.edit", row)
    mark = Mark(row.mark) if row.mark else None
    named = row.named if owns else Audience()
    return CollectionReading(
        id=row.id,
        number=row.number,
        title=row.title,
        introduction=row.introduction,
        mark=mark or Mark.RED,
        exercise=row.exercise,
        owner_id=row.owner_id,
        revision=row.revision,
        is_owner=owns,
        content=CollectionContent(title=row.title, introduction=row.introduction, mark=mark, audience=named),
        entries=tuple((entry.place, cards[entry.practice_id]) for entry in row.entries if entry.practice_id in cards),
    )
