"""Searching: the engine answers, the database confirms. A stale index can neither show nor title a hidden case."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import current_app

from portal.access.actor import Actor
from portal.access.cards import Card
from portal.access.policy import require
from portal.across.finder.asked import Asked
from portal.across.finder.coded import CODED
from portal.across.finder.kinds import read_cards
from portal.cases.cards import get_many
from portal.foundation.recent import Recent
from portal.vocabulary.queries import current_vocabulary
from search.concepts import Expanded
from search.concepts import Found as Concept
from search.engine import Engine, SearchUnavailable
from search.matching import scores
from search.meaning import MeaningEngine
from search.query import MAX_PASSAGES, Query
from search.results import FacetCount, Hit, Snippet
from search.syntax import And

SUGGESTED, SIMILAR = 8, 5
"""Cases: twice as many are asked for, since things of other kinds stand between them."""


@dataclass(frozen=True, slots=True)
class FoundThing:
    """`snippets` are empty where the row has changed since it was indexed."""

    kind: str
    card: Card
    snippets: Sequence[Snippet]
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    total: int
    hits: Sequence[FoundThing]
    facets: Mapping[str, Sequence[FacetCount]]
    loose: bool
    notes: Sequence[str]
    took_ms: float
    concepts: Sequence[Concept] = ()
    partial: bool = False
    """Nothing has all the words; what has some of them is shown."""
    after: str = ""


def engine() -> Engine:
    opened: Engine = current_app.extensions["portal_search"]
    return opened


def reads_meaning() -> bool:
    """Whether the operator gave the portal a sentence model."""
    return isinstance(engine(), MeaningEngine)


def search(
    actor: Actor,
    asked: Asked,
    facets: Sequence[str],
    languages: tuple[str, ...] = (),
    passages: int = MAX_PASSAGES,
) -> Found:
    """`languages` are those the reader reads: they order equals. Raises SearchUnavailable, or CursorExpired."""
    require(actor, "search.read")
    started = time.perf_counter()
    typed = asked.query(actor, facets, languages, passages)
    parsed = typed.parsed()
    expanded = expand(asked, parsed.tree)
    query = replace(typed, tree=expanded.tree)
    page = engine().find(query)
    partial = not page.total and _has_several_words(query)
    if partial:
        # a wide net: what it holds is not worth counting by facets
        page = engine().find(replace(query, partial=True, facets=()))
    readable = read_cards(actor, page.hits)
    hits = [_found(hit, card) for hit in page.hits if (card := readable.get((hit.kind, hit.key)))]
    took = (time.perf_counter() - started) * 1000
    partial = partial and page.total > 0
    found = (page.total, hits, page.facets, page.loose, parsed.notes, took, expanded.found, partial, page.after)
    return Found(*found)


def _has_several_words(query: Query) -> bool:
    """Whether a case could have some of them."""
    return isinstance(query.tree, And) and sum(map(scores, query.tree.children)) > 1


def expand(asked: Asked, tree: And | None) -> Expanded:
    """With the words of other languages for the concepts that are named, unless the reader wants his own only."""
    if tree is None or not asked.expand:
        return Expanded(tree)
    return current_vocabulary().expand(tree, asked.skip, CODED)


def _found(hit: Hit, card: Card) -> FoundThing:
    return FoundThing(hit.kind, card, hit.snippets if hit.revision == card.revision else (), hit.by_meaning)


def suggest(actor: Actor, prefix: str) -> list[dict[str, str]]:
    """Titles that go on from what is typed, each confirmed by the database."""
    require(actor, "search.suggest")
    wide = engine().suggest(prefix[:200], actor.tokens, 2 * SUGGESTED)
    found = [each for each in wide if each.kind == "case"][:SUGGESTED]
    readable = get_many(actor, [each.key for each in found])
    return [
        {"text": each.text, "url": f"/cases/{readable[each.key].reference}"}
        for each in found
        if each.key in readable and each.text in {text.title for text in readable[each.key].texts}
    ]


def similar(actor: Actor, case_id: str, revision: int) -> list[str]:
    """Ids of the cases nearest to the readable part of this one, to be confirmed; none while search is down.

    Remembered for some minutes for readers of the same rights; whether they may be shown is asked each time.
    """
    nearest: Recent[list[str]] = current_app.extensions["portal_nearest"]
    try:
        return nearest.get((case_id, revision, actor.tokens), lambda: _nearest(actor, case_id))
    except SearchUnavailable:
        return []


def _nearest(actor: Actor, case_id: str) -> list[str]:
    wide = engine().similar("case", case_id, actor.tokens, 2 * SIMILAR)
    return [key for kind, key in wide if kind == "case"][:SIMILAR]
