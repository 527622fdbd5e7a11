"""Answers one query from one searcher."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

import tantivy

from search import ranking
from search.cursors import next_offset, offset
from search.document import Text
from search.engines.embedded.asking import asked, both, filtered, identified, silent, some_of
from search.engines.embedded.fields import STEMMED, code_of, facet_path, stem
from search.engines.embedded.snapshot import Snapshot, count, total
from search.highlight import Marker, snippets
from search.matching import can_be_loose, leaves, rarities, scores, wanted, whole_identifier
from search.query import Filter, Mode, Query, Sort
from search.results import FacetCount, Hit, Page
from search.syntax import And

MAX_FACET_VALUES = 2000
_ORDER = {Sort.NEWEST: ("newest", tantivy.Order.Desc), Sort.OLDEST: ("oldest", tantivy.Order.Asc)}
_SLACK = 64
"""Hits looked at beyond the page, to order those of equal score across its end."""

Address = tantivy.DocAddress
Scored = tuple[float, Address]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view keeps to be shown."""

    kind: str
    key: str
    texts: tuple[Text, ...]
    facets: Mapping[str, Sequence[str]]


def find(snapshot: Snapshot, query: Query) -> Page:
    """Who comes back to his results from a case gets them again as they were, until the index changes."""
    started = perf_counter()
    page = snapshot.page(query, lambda: _find(snapshot, query))
    return replace(page, took_ms=(perf_counter() - started) * 1000)


def _find(snapshot: Snapshot, query: Query) -> Page:
    searcher = snapshot.searcher
    parsed = query.parsed()
    reader = _Reader(snapshot, query.audience, query.partial)
    words, loose = reader.words(parsed.tree), False
    number, found = _search(searcher, _liked(_whole(reader, words, query.filters), query), query, parsed.tree)
    if not number and can_be_loose(parsed.tree) and not query.partial:
        misspelt = reader.words(parsed.tree, loose=True)
        whole = _liked(_whole(reader, misspelt, query.filters), query)
        number, found = _search(searcher, whole, query, parsed.tree)
        words, loose = (misspelt, True) if number else (words, False)
    return Page(
        total=number,
        hits=_hits(searcher, found, query, parsed.tree, loose),
        facets=_facets(reader, words, query),
        loose=loose,
        notes=parsed.notes,
        after=next_offset(query, number),
    )


def filters_of(snapshot: Snapshot, query: Query) -> tantivy.Query:
    """What this reader may see of what passes the filters and the tree, without counting for relevance."""
    tree = query.parsed().tree
    words = silent(both(*(asked(child) for child in tree.children))) if tree and tree.children else None
    return _whole(_Reader(snapshot, query.audience, False), words, query.filters)


class _Reader:
    """Whose rights every clause of this query is counted and matched under."""

    def __init__(self, snapshot: Snapshot, audience: frozenset[str], in_part: bool) -> None:
        self.searcher = snapshot.searcher
        self._audience, self._in_part = audience, in_part
        self._remembered = snapshot.remembered
        self.rights = snapshot.rights(audience)
        self._readable = partial(snapshot.readable, audience)

    def words(self, tree: And | None, loose: bool = False) -> tantivy.Query | None:
        """The typed part, each clause weighed by its rarity among readable documents.

        Remembered for this reader: each facet chosen and each page turned asks the same words again.
        """
        if tree is None:
            return None
        return self._remembered((self._audience, tree, loose, self._in_part), lambda: self._made(tree, loose))

    def _made(self, tree: And, loose: bool) -> tantivy.Query:
        clauses = [(scores(child), asked(child, loose)) for child in tree.children]
        if 1 < sum(counts for counts, _ in clauses) <= rarities(self._in_part):
            clauses = [(counts, self._weighed(clause) if counts else clause) for counts, clause in clauses]
        words = some_of(clauses) if self._in_part else both(*(clause for _, clause in clauses))
        identifier = whole_identifier(tree)
        return tantivy.Query.disjunction_max_query([words, identified(identifier)]) if identifier else words

    def _weighed(self, clause: tantivy.Query) -> tantivy.Query:
        matching = count(self.searcher, both(self.rights, silent(clause)))
        return tantivy.Query.boost_query(clause, float(ranking.worth(matching, self._readable(), self._in_part)))


def shown(searcher: tantivy.Searcher, address: Address) -> Shown:
    kind, key, texts, facets = json.loads(bytes(searcher.doc(address).get_first("shown") or b""))
    return Shown(kind, key, tuple(Text(*text) for text in texts), facets)


def _whole(reader: _Reader, words: tantivy.Query | None, filters: Sequence[Filter]) -> tantivy.Query:
    clauses = [reader.rights, *(filtered(chosen) for chosen in filters)]
    return both(*clauses, words) if words is not None else both(*clauses)


def _liked(whole: tantivy.Query, query: Query) -> tantivy.Query:
    if query.prefer is None or query.sort is not Sort.RELEVANCE:
        return whole
    liked = tantivy.Query.const_score_query(filtered(query.prefer), ranking.PREFERRED)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, whole), (tantivy.Occur.Should, liked)])


def _search(
    searcher: tantivy.Searcher, whole: tantivy.Query, query: Query, tree: And | None
) -> tuple[int, list[Scored]]:
    size, start = query.page_size, offset(query)
    if query.sort is Sort.RELEVANCE and tree is not None:
        return _by_relevance(searcher, whole, start, size)
    field, order = _ORDER.get(query.sort, _ORDER[Sort.NEWEST])
    found = searcher.search(whole, limit=size, offset=start, order_by_field=field, order=order)
    return total(found), [(0.0, address) for _, address in found.hits]


def _by_relevance(searcher: tantivy.Searcher, whole: tantivy.Query, start: int, size: int) -> tuple[int, list[Scored]]:
    """Equal scores are ordered by date and key. The engine orders them by date roughly (`recency`), so that
    only those it cannot tell apart at the end of the page must be fetched as well."""
    end = start + size
    limit = end + _SLACK
    while True:
        found = searcher.search(whole, limit=limit, weight_by_field="recency")
        hits = found.hits
        if len(hits) < limit or hits[-1][0] < hits[end - 1][0]:
            break
        limit *= 2
    return total(found), exact_order(searcher, hits)[start:end]


def exact_order(searcher: tantivy.Searcher, hits: Sequence[Scored]) -> list[Scored]:
    ranks = numbers(searcher, "newest", [address for _, address in hits])
    ordered = sorted(zip(hits, ranks, strict=True), key=lambda pair: (-pair[0][0], -pair[1]))
    return [hit for hit, _ in ordered]


def numbers(searcher: tantivy.Searcher, field: str, addresses: Sequence[Address]) -> list[int]:
    """The whole numbers kept for these entries."""
    return [int(value or 0) for value in searcher.fast_field_values(field, list(addresses))]


def _hits(
    searcher: tantivy.Searcher, found: Sequence[Scored], query: Query, tree: And | None, loose: bool
) -> list[Hit]:
    revisions = numbers(searcher, "revision", [address for _, address in found])
    marker = Marker([wanted(leaf, loose) for leaf in leaves(tree)], _stem) if query.passages and tree else None
    hits = []
    for (score, address), revision in zip(found, revisions, strict=True):
        document = shown(searcher, address)
        passages = snippets(document.texts, marker, query.language, query.passages) if marker else ()
        hits.append(Hit(document.kind, document.key, revision, score, passages))
    return hits


def _stem(tag: str, word: str) -> str:
    return stem(tag, word) if tag in STEMMED else ""


def _facets(reader: _Reader, words: tantivy.Query | None, query: Query) -> Mapping[str, Sequence[FacetCount]]:
    """A facet somebody chose values of still offers the others: it is counted without its own choice."""
    chosen = {f.field for f in query.filters if f.mode is Mode.ANY}
    plain = [name for name in query.facets if name not in chosen]
    counted = _count_facets(reader.searcher, _whole(reader, words, query.filters), plain)
    for name in query.facets:
        if name in chosen:
            others = [f for f in query.filters if f.field != name or f.mode is not Mode.ANY]
            counted |= _count_facets(reader.searcher, _whole(reader, words, others), [name])
    return {name: counted[name] for name in query.facets}


def _count_facets(
    searcher: tantivy.Searcher, whole: tantivy.Query, names: Sequence[str]
) -> dict[str, Sequence[FacetCount]]:
    if not names:
        return {}
    asked_for = {
        str(n): {"terms": {"field": facet_path(name), "size": MAX_FACET_VALUES}} for n, name in enumerate(names)
    }
    answer = searcher.aggregate(whole, asked_for)
    return {name: _values(answer[str(n)]["buckets"]) for n, name in enumerate(names)}


def _values(buckets: Sequence[Mapping[str, object]]) -> list[FacetCount]:
    found = [FacetCount(code_of(str(bucket["key"])), int(str(bucket["doc_count"]))) for bucket in buckets]
    return sorted((f for f in found if f.count), key=lambda f: (-f.count, f.value))
