"""Suggestions and similar documents."""

from collections.abc import Sequence

from search import ranking
from search.engines.elastic.asking import (
    Ask,
    asked,
    begins,
    constant,
    facet_is,
    filtered,
    filtering,
    rights,
    terms,
    without,
)
from search.engines.elastic.finding import NEWEST, Finder, Shown, shown
from search.engines.elastic.mapping import VECTOR, folded_field
from search.engines.elastic.writing import document_id
from search.likeness import MAX_CODES, candidates, points
from search.matching import completes, typed_so_far
from search.query import Query
from search.results import Hit, Suggestion
from search.schema import TITLE
from search.vectors import Near


def suggest(finder: Finder, prefix: str, audience: frozenset[str], limit: int) -> Sequence[Suggestion]:
    words = typed_so_far(prefix)
    if not words or limit < 1:
        return []
    query = filtering(*rights(audience), *(begins(folded_field(TITLE), word) for word in words))
    found: list[Suggestion] = []
    # the words may stand in the titles of two languages, which completes neither: look at some more
    for hit in finder.search({"query": query, "size": limit * 4, "sort": NEWEST})["hits"]["hits"]:
        document = shown(hit)
        titles = (t for t in document.texts if t.name == TITLE and completes(t.value, words))
        if title := next(titles, None):
            found.append(Suggestion(document.kind, document.key, title.value, title.language))
    return found[:limit]


def nearest(finder: Finder, query: Query, near: Near) -> list[Hit]:
    """Rights, filters and what binds narrow the search itself, so that the nearest readable ones are found."""
    tree = query.parsed().tree
    binding = [asked(child) for child in tree.children] if tree else []
    within = filtering(*rights(query.audience), *(filtered(each) for each in query.filters), *binding)
    knn: Ask = {"field": VECTOR, "query_vector": list(near.vector), "k": near.limit, "num_candidates": 10 * near.limit}
    knn |= {"filter": within, "similarity": near.least}
    body = {"knn": knn, "size": near.limit, "track_total_hits": True}
    hits = finder.search(body | {"docvalue_fields": ["day", "bits"]})["hits"]["hits"]
    alike = [(round(2 * float(hit["_score"]) - 1, 4), _newest(hit), shown(hit)) for hit in hits]
    alike.sort(key=lambda each: (-each[0], each[1]))
    return [Hit(each.kind, each.key, each.revision, like, by_meaning=True) for like, _, each in alike]


def _newest(hit: Ask) -> tuple[int, int]:
    held = hit["fields"]
    return -int(held.get("day", [0])[0]), -int(held["bits"][0])


def similar(finder: Finder, kind: str, key: str, audience: frozenset[str], limit: int) -> Sequence[tuple[str, str]]:
    itself = terms("document", [document_id(kind, key)])
    own = finder.search({"query": filtering(*rights(audience), itself), "size": 1})["hits"]["hits"]
    if not own or limit < 1:
        return []
    alike = _alike(finder, audience, shown(own[0]))
    if not alike:
        return []
    query: Ask = {
        "bool": {
            "filter": [*rights(audience), without(itself)],
            "should": alike,
            "minimum_should_match": 1,
        }
    }
    hits = finder.search({"query": query, "size": limit, "sort": [{"_score": "desc"}, *NEWEST]})["hits"]["hits"]
    return [(document.kind, document.key) for document in map(shown, hits)]


def _alike(finder: Finder, audience: frozenset[str], own: Shown) -> list[Ask]:
    words = [(terms(folded_field(), [word]), 1) for word in candidates(own.texts)]
    pairs = [(name, code) for name in sorted(own.facets) for code in sorted(set(own.facets[name]))][:MAX_CODES]
    shared = [*words, *((facet_is(name, [code]), ranking.SIMILAR_FACET) for name, code in pairs)]
    if not shared:
        return []
    counts, readable = finder.counts(audience, [query for query, _ in shared])
    worth = [points(count, readable) * weight for count, (_, weight) in zip(counts, shared, strict=True)]
    return [constant(query, float(n)) for n, (query, _) in zip(worth, shared, strict=True) if n]
