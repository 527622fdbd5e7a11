"""Suggestions and similar documents: answers from one searcher that no typed query stands behind."""

from collections.abc import Iterator, Mapping, Sequence

import tantivy

from search import ranking
from search.engines.embedded.asking import begins, both, facet_is, silent, term, without
from search.engines.embedded.fields import folded_field, writable
from search.engines.embedded.finding import Shown, exact_order, shown
from search.engines.embedded.snapshot import Snapshot, count
from search.engines.embedded.writing import document_id
from search.likeness import MAX_CODES, candidates, points
from search.matching import completes, typed_so_far
from search.results import Suggestion
from search.schema import TITLE

_SLACK = 50

Weighed = tuple[tantivy.Query, int]
"""What is shared, and what it counts before its rarity."""


def suggest(snapshot: Snapshot, prefix: str, audience: frozenset[str], limit: int) -> Sequence[Suggestion]:
    words = typed_so_far(prefix)
    if not words or limit < 1:
        return []
    asked = both(snapshot.rights(audience), *(begins(folded_field(TITLE), word) for word in words))
    found: list[Suggestion] = []
    # the words may stand in the titles of two languages, which completes neither: look at some more
    for _, address in snapshot.searcher.search(asked, limit=limit * 4, order_by_field="newest").hits:
        document = shown(snapshot.searcher, address)
        titles = (t for t in document.texts if t.name == TITLE and completes(t.value, words))
        if title := next(titles, None):
            found.append(Suggestion(document.kind, document.key, title.value, title.language))
    return found[:limit]


def similar(snapshot: Snapshot, kind: str, key: str, audience: frozenset[str], limit: int) -> Sequence[tuple[str, str]]:
    searcher, rights = snapshot.searcher, snapshot.rights(audience)
    itself = term("id", writable(document_id(kind, key)))
    own = searcher.search(both(rights, itself), limit=1).hits
    if not own or limit < 1:
        return []
    clauses = list(_shared(searcher, rights, snapshot.readable(audience), shown(searcher, own[0][1])))
    if not clauses:
        return []
    alike = tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])
    asked = both(rights, alike, without(itself))
    hits = searcher.search(asked, limit=limit + _SLACK, weight_by_field="recency").hits
    near = [shown(searcher, address) for _, address in exact_order(searcher, hits)[:limit]]
    return [(document.kind, document.key) for document in near]


def _shared(searcher: tantivy.Searcher, rights: tantivy.Query, everything: int, own: Shown) -> Iterator[tantivy.Query]:
    for query, weight in [*_words(own), *_codes(own.facets)]:
        worth = points(count(searcher, both(rights, query)), everything) * weight
        if worth:
            yield tantivy.Query.const_score_query(query, float(worth))


def _words(own: Shown) -> list[Weighed]:
    return [(term(folded_field(), word), 1) for word in candidates(own.texts)]


def _codes(facets: Mapping[str, Sequence[str]]) -> list[Weighed]:
    pairs = [(name, code) for name in sorted(facets) for code in sorted(set(facets[name]))]
    return [(silent(facet_is(name, [code])), ranking.SIMILAR_FACET) for name, code in pairs[:MAX_CODES]]
