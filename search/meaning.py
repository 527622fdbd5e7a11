"""The second road: what is near in meaning joined to what has the words, in front of any engine.

Each part of a document gets a vector of its own texts alone. An engine joins the vectors of the parts one reader can
see, so that a hidden text neither finds nor ranks anything. The first places of both roads are joined by reciprocal
rank fusion; behind them come the further matches by words. Counts beside facets are of what the words found.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from search.document import Document, Part
from search.engine import Engine
from search.query import MAX_PER_PAGE, Query, Sort
from search.results import Generation, Health, Hit, Page, Stats, Suggestion
from search.syntax import And, FieldIs, Node, Not, Or, Phrase, Word, parse
from search.vectors import NEAREST, Embedder, Near, Vector, fuse, joined, passages

BATCH = 50
"""Documents whose texts are given to the model together."""


class MeaningEngine:
    """`inner` keeps and finds; this makes the vectors. Everything else is passed on."""

    def __init__(self, inner: Engine, embedder: Embedder) -> None:
        self.inner, self._embedder = inner, embedder
        self.name = inner.name

    def put(self, documents: Iterable[Document]) -> None:
        self.inner.put(self._with_vectors(documents))

    def _with_vectors(self, documents: Iterable[Document]) -> Iterator[Document]:
        left = iter(documents)
        while batch := list(islice(left, BATCH)):
            texts = list(dict.fromkeys(each for d in batch for part in d.parts for each in _passages(part)))
            known = dict(zip(texts, self._embedder.embed(texts), strict=True)) if texts else {}
            for document in batch:
                parts = [
                    replace(part, vector=joined(known[each] for each in _passages(part))) for part in document.parts
                ]
                yield replace(document, parts=parts)

    def find(self, query: Query) -> Page:
        typed = parse(query.text, {*query.fields, *query.facets, *(each.field for each in query.filters)}).tree
        words = " ".join(_free_words(typed))
        if (
            not (query.meaning and words)
            or query.sort is not Sort.RELEVANCE
            or query.after is not None
            or query.partial
        ):
            return self.inner.find(query)
        [vector] = self._embedder.embed([words], question=True)
        binding = [child for child in typed.children if _binds(child)] if typed else []
        within = replace(query, text="", tree=And(tuple(binding)) if binding else None, facets=())
        return self._joined(query, self._nearest(within, vector))

    def _nearest(self, query: Query, vector: Vector) -> Sequence[Hit]:
        return self.inner.nearest(query, Near(vector, NEAREST, self._embedder.least)) if vector else ()

    def _joined(self, query: Query, near: Sequence[Hit]) -> Page:
        first = self.inner.find(replace(query, page=1, per_page=MAX_PER_PAGE))
        hits = {(hit.kind, hit.key): hit for hit in (*near, *first.hits)}
        order = fuse([[(hit.kind, hit.key) for hit in ranking] for ranking in (first.hits, near)])
        # beyond its first places the ranking by words is not known: what it holds there must not be shown twice
        added = len(order) - len(first.hits) if first.total <= len(first.hits) else 0
        shown = order if first.total <= len(first.hits) else [key for key in order if key in _refs(first.hits)]
        start, size = query.start, query.page_size
        page = [hits[key] for key in shown[start : start + size]]
        if len(shown) < min(start + size, first.total):
            page += self.inner.find(replace(query, facets=())).hits[max(len(shown) - start, 0) :]
        return replace(first, total=first.total + added, hits=page)

    def suggest(self, prefix: str, audience: frozenset[str], limit: int = 8) -> Sequence[Suggestion]:
        return self.inner.suggest(prefix, audience, limit)

    def similar(self, kind: str, key: str, audience: frozenset[str], limit: int = 5) -> Sequence[tuple[str, str]]:
        return self.inner.similar(kind, key, audience, limit)

    def nearest(self, query: Query, near: Near) -> Sequence[Hit]:
        return self.inner.nearest(query, near)

    def remove(self, removals: Mapping[tuple[str, str], int]) -> None:
        self.inner.remove(removals)

    def revisions(self, kind: str) -> Mapping[str, int]:
        return self.inner.revisions(kind)

    def stats(self) -> Stats:
        return self.inner.stats()

    def health(self) -> Health:
        return self.inner.health()

    def begin_generation(self, fingerprint: str) -> Engine:
        return MeaningEngine(self.inner.begin_generation(f"{fingerprint}{self._embedder.fingerprint}"), self._embedder)

    def swap_generation(self, filled: Engine) -> None:
        self.inner.swap_generation(filled.inner if isinstance(filled, MeaningEngine) else filled)

    def generations(self) -> Sequence[Generation]:
        return self.inner.generations()

    def drop_generations(self) -> int:
        return self.inner.drop_generations()

    def close(self) -> None:
        self.inner.close()


def _refs(hits: Sequence[Hit]) -> set[tuple[str, str]]:
    return {(hit.kind, hit.key) for hit in hits}


def _passages(part: Part) -> list[str]:
    """Of a part nobody can read there is nothing to find."""
    return [passage for text in part.texts for passage in passages(text.value)] if part.audience else []


def _free_words(node: Node | None) -> Iterator[str]:
    if isinstance(node, Word):
        yield node.text
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from _free_words(child)


def _binds(node: Node) -> bool:
    """Phrases, exclusions and facets hold for both roads."""
    return isinstance(node, Phrase | Not | FieldIs)
