"""Answers one query: one request where it can be, two where words have to be weighed by their rarity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from search import ranking
from search.cursors import read_cursor, write_cursor
from search.document import Text
from search.engine import CursorExpired, SearchUnavailable
from search.engines.elastic.asking import (
    Ask,
    asked,
    constant,
    filtered,
    filtering,
    identified,
    rights,
)
from search.engines.elastic.connection import Connection
from search.engines.elastic.mapping import SHOWN, facet_field
from search.highlight import Marker, snippets
from search.matching import can_be_loose, leaves, rarities, scores, wanted, whole_identifier
from search.query import Filter, Mode, Query, Sort
from search.results import FacetCount, Hit, Page
from search.stems import stem
from search.syntax import And

MAX_FACET_VALUES = 2000
KEEP_ALIVE = "2m"
NEWEST: list[Ask] = [{"day": {"order": "desc", "missing": "_last"}}, {"bits": "desc"}]
OLDEST: list[Ask] = [{"day": {"order": "asc", "missing": "_last"}}, {"bits": "asc"}]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view keeps to be shown."""

    kind: str
    key: str
    revision: int
    texts: tuple[Text, ...]
    facets: Mapping[str, Sequence[str]]


class Finder:
    """`index` is the alias readers ask."""

    def __init__(self, connection: Connection, index: str) -> None:
        self._connection, self._index = connection, index

    def find(self, query: Query) -> Page:
        started = perf_counter()
        parsed = query.parsed()
        loose = False
        answer = self._answer(query, parsed.tree, loose)
        if not answer["hits"]["total"]["value"] and can_be_loose(parsed.tree) and not query.partial:
            second = self._answer(query, parsed.tree, True)
            if second["hits"]["total"]["value"]:
                answer, loose = second, True
        return Page(
            total=int(answer["hits"]["total"]["value"]),
            hits=_hits(answer, query, parsed.tree, loose),
            facets=_facets(answer, query),
            loose=loose,
            notes=parsed.notes,
            took_ms=(perf_counter() - started) * 1000,
            after=_after(answer, query),
        )

    def _answer(self, query: Query, tree: And | None, loose: bool) -> Mapping[str, Any]:
        words = self._words(query, tree, loose)
        body = _body(query, words, tree)
        if query.after:
            return self._search_from(body | _going_on(read_cursor(query.after)))
        return self.search(body) if query.after is None else self._search_with_cursor(body)

    def search(self, body: Ask) -> Mapping[str, Any]:
        """Refuses an answer that not every shard took part in: counts and facets would be wrong."""
        return _whole(self._connection.ask(lambda client: client.search(index=self._index, **body)).body)

    def _search_with_cursor(self, body: Ask) -> Mapping[str, Any]:
        """From a point in time, so that a program that reads on sees one state of the index."""

        def call(client: Elasticsearch) -> Mapping[str, Any]:
            pit = client.open_point_in_time(index=self._index, keep_alive=KEEP_ALIVE)["id"]
            return dict(client.search(pit={"id": pit, "keep_alive": KEEP_ALIVE}, **body).body)

        return _whole(self._connection.ask(call))

    def _search_from(self, body: Ask) -> Mapping[str, Any]:
        def call(client: Elasticsearch) -> Mapping[str, Any]:
            try:
                return dict(client.search(**body).body)
            except NotFoundError:
                raise CursorExpired("this cursor is too old; ask from the beginning") from None

        try:
            return _whole(self._connection.ask(call))
        except SearchUnavailable as fault:
            if "400" in str(fault):
                raise CursorExpired("this is not a cursor; ask from the beginning") from None
            raise

    def _words(self, query: Query, tree: And | None, loose: bool) -> Ask | None:
        """The typed part, each clause weighed by its rarity among readable documents."""
        if tree is None:
            return None
        clauses = [(scores(child), asked(child, loose)) for child in tree.children]
        weighed = [clause for counts, clause in clauses if counts]
        if 1 < len(weighed) <= rarities(query.partial) and query.sort is Sort.RELEVANCE:
            counts, readable = self.counts(query.audience, weighed)
            worth = iter(ranking.worth(count, readable, query.partial) for count in counts)
            clauses = [(c, _boosted(clause, next(worth)) if c else clause) for c, clause in clauses]
        words: Ask = {"bool": {"must": [clause for _, clause in clauses]}}
        if query.partial:
            some = [clause for counts, clause in clauses if counts]
            rest = [clause for counts, clause in clauses if not counts]
            words = {"bool": {"must": rest, "should": some, "minimum_should_match": min(len(some), 1)}}
        identifier = whole_identifier(tree)
        return {"dis_max": {"queries": [words, identified(identifier)]}} if identifier else words

    def counts(self, audience: frozenset[str], queries: Sequence[Ask]) -> tuple[list[int], int]:
        """How many readable documents each query matches, and how many there are; in one request."""
        named = {str(n): {"filter": query} for n, query in enumerate(queries)}
        body: Ask = {"query": filtering(*rights(audience)), "aggregations": named, "size": 0, "track_total_hits": True}
        answer = self.search(body)
        found = answer["aggregations"]
        return [int(found[name]["doc_count"]) for name in named], int(answer["hits"]["total"]["value"])


def _boosted(clause: Ask, by: int) -> Ask:
    return {"bool": {"must": [clause], "boost": float(by)}}


def _body(query: Query, words: Ask | None, tree: And | None) -> Ask:
    """Values somebody chose narrow the hits only, so that their facet still offers the others."""
    chosen = [f for f in query.filters if f.mode is Mode.ANY]
    others = [filtered(f) for f in query.filters if f.mode is not Mode.ANY]
    whole: Ask = {"bool": {"filter": [*rights(query.audience), *others], "must": [words] if words else []}}
    by_score = query.sort is Sort.RELEVANCE and tree is not None
    if by_score and query.prefer is not None:
        whole["bool"]["should"] = [constant(filtered(query.prefer), ranking.PREFERRED)]
    body: Ask = {
        "query": whole,
        "size": query.page_size,
        "from_": query.start if query.after is None else 0,
        "sort": [{"_score": "desc"}, *NEWEST] if by_score else OLDEST if query.sort is Sort.OLDEST else NEWEST,
        "track_total_hits": True,
    }
    if chosen:
        body["post_filter"] = filtering(*(filtered(f) for f in chosen))
    if query.facets:
        body["aggregations"] = {str(n): _facet(name, chosen) for n, name in enumerate(query.facets)}
    return body


def _facet(name: str, chosen: Sequence[Filter]) -> Ask:
    counted = {"values": {"terms": {"field": facet_field(name), "size": MAX_FACET_VALUES}}}
    others = [filtered(f) for f in chosen if f.field != name]
    return {"filter": filtering(*others) if others else {"match_all": {}}, "aggregations": counted}


def _whole(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    shards = answer["_shards"]
    if shards["failed"] or answer.get("timed_out"):
        raise SearchUnavailable("Elasticsearch answered in part only")
    if "value" not in answer["hits"]["total"]:
        raise SearchUnavailable("Elasticsearch answered without a total")
    return answer


def _facets(answer: Mapping[str, Any], query: Query) -> dict[str, Sequence[FacetCount]]:
    found = answer.get("aggregations") or {}
    return {
        name: sorted(
            (FacetCount(str(b["key"]), int(b["doc_count"])) for b in found[str(n)]["values"]["buckets"]),
            key=lambda count: (-count.count, count.value),
        )
        for n, name in enumerate(query.facets)
        if str(n) in found
    }


def _hits(answer: Mapping[str, Any], query: Query, tree: And | None, loose: bool) -> list[Hit]:
    marker = Marker([wanted(leaf, loose) for leaf in leaves(tree)], stem) if query.passages and tree else None
    hits = []
    for found in answer["hits"]["hits"]:
        seen = shown(found)
        passages = snippets(seen.texts, marker, query.language, query.passages) if marker else ()
        hits.append(Hit(seen.kind, seen.key, seen.revision, float(found["_score"] or 0.0), passages))
    return hits


def shown(found: Mapping[str, Any]) -> Shown:
    source = found["_source"]
    kept = source.get(SHOWN) or {"texts": [], "facets": {}}
    texts = tuple(Text(*text) for text in kept["texts"])
    return Shown(source["kind"], source["key"], int(source["revision"]), texts, kept["facets"])


def _after(answer: Mapping[str, Any], query: Query) -> str:
    """Where the next page goes on, once there is a point in time to go on from."""
    hits = answer["hits"]["hits"]
    if len(hits) < query.page_size or "pit_id" not in answer:
        return ""
    return write_cursor([answer["pit_id"], hits[-1]["sort"]])


def _going_on(place: Any) -> Ask:
    match place:
        case [str(pit), list(values)] if len(values) <= 4 and all(isinstance(v, int | float | None) for v in values):
            return {"pit": {"id": pit, "keep_alive": KEEP_ALIVE}, "search_after": values}
    raise CursorExpired("this is not a cursor; ask from the beginning")
