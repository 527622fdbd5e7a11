"""Slow and obviously right: what the other engines are measured against, and enough for small tests.

Every question starts by throwing away the parts the reader may not see; nothing afterwards knows of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

from search import ranking
from search.cursors import next_offset, offset
from search.document import Document, Part, Text
from search.engine import Engine
from search.highlight import Marker, snippets
from search.languages import compact, composed, folded_words, written_words
from search.likeness import MAX_CODES, candidates, points
from search.matching import (
    Wanted,
    can_be_loose,
    completes,
    leaves,
    misspelt,
    rarities,
    scores,
    stands_in,
    typed_so_far,
    wanted,
    whole_identifier,
)
from search.query import Filter, Mode, Query, Sort
from search.results import FacetCount, Generation, Health, Hit, Page, Stats, Suggestion
from search.schema import FREQUENT, TEXT_WEIGHTS, TITLE, newest_rank, oldest_rank
from search.stems import family, stem
from search.syntax import And, FieldIs, Labels, Node, Not, Or, Phrase, Word, codes
from search.vectors import Near, joined, likeness
from search.views import readable_parts, views

Told = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Name, language, folded words and words as written of one text."""
Matching = Sequence[tuple["_Readable", float]]


@dataclass(frozen=True)
class _Readable:
    """A document as one reader has it."""

    document: Document
    parts: Sequence[Part]

    @cached_property
    def texts(self) -> list[Text]:
        return [text for part in self.parts for text in part.texts]

    @cached_property
    def words(self) -> list[Told]:
        return [
            (text.name, text.language, tuple(folded_words(text.value)), tuple(written_words(composed(text.value))))
            for text in self.texts
        ]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(word for _, _, words, _ in self.words for word in words)

    @cached_property
    def identifiers(self) -> set[str]:
        return {compact(value) for part in self.parts for value in part.identifiers}

    @cached_property
    def facets(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for part in self.parts:
            for name, values in part.facets.items():
                found.setdefault(name, set()).update(values)
        return found

    @property
    def ref(self) -> tuple[str, str]:
        return self.document.kind, self.document.key


class MemoryEngine:
    """Keeps documents in a dictionary; a generation is another dictionary."""

    name = "memory"

    def __init__(self, generation: str = "1") -> None:
        self._held: dict[tuple[str, str], Document] = {}
        self._generation = generation

    def put(self, documents: Iterable[Document]) -> None:
        kept = dict(self._held)
        for document in documents:
            views(document)  # refuses what no engine can keep
            held = kept.get((document.kind, document.key))
            if held is None or held.revision < document.revision:
                kept[document.kind, document.key] = document
        self._held = kept

    def remove(self, removals: Mapping[tuple[str, str], int]) -> None:
        self._held = {
            ref: document
            for ref, document in self._held.items()
            if ref not in removals or document.revision > removals[ref]
        }

    def find(self, query: Query) -> Page:
        started = perf_counter()
        parsed = query.parsed()
        everything = self._readable(query.audience)
        matched, loose = _matched(everything, parsed.tree, partial=query.partial), False
        within = [(d, n) for d, n in matched if _passes(d, query.filters)]
        if not within and can_be_loose(parsed.tree) and not query.partial:
            loosely = _matched(everything, parsed.tree, loose=True)
            if within := [(d, n) for d, n in loosely if _passes(d, query.filters)]:
                matched, loose = loosely, True
        return Page(
            total=len(within),
            hits=_hits(_page(_sorted(_liked(within, query), query, parsed.tree), query), query, parsed.tree, loose),
            facets={name: _count(matched, name, query.filters) for name in query.facets},
            loose=loose,
            notes=parsed.notes,
            took_ms=(perf_counter() - started) * 1000,
            after=next_offset(query, len(within)),
        )

    def nearest(self, query: Query, near: Near) -> Sequence[Hit]:
        parsed = query.parsed()
        matched = _matched(self._readable(query.audience), parsed.tree)
        held = [(d, joined(part.vector for part in d.parts)) for d, _ in matched if _passes(d, query.filters)]
        alike = [(d, likeness(own, near.vector)) for d, own in held if own]
        ordered = sorted(
            (pair for pair in alike if pair[1] >= near.least), key=lambda pair: (-pair[1], _newest(pair[0]))
        )
        return [Hit(*d.ref, d.document.revision, like, by_meaning=True) for d, like in ordered[: near.limit]]

    def suggest(self, prefix: str, audience: frozenset[str], limit: int = 8) -> Sequence[Suggestion]:
        typed = typed_so_far(prefix)
        found = []
        for readable in sorted(self._readable(audience) if typed else [], key=_newest):
            for text in readable.texts:
                if text.name == TITLE and completes(text.value, typed):
                    found.append(Suggestion(*readable.ref, text.value, text.language))
                    break
        return found[: max(limit, 0)]

    def similar(self, kind: str, key: str, audience: frozenset[str], limit: int = 5) -> Sequence[tuple[str, str]]:
        everything = self._readable(audience)
        own = next((readable for readable in everything if readable.ref == (kind, key)), None)
        if own is None:
            return []
        worth: Counter[tuple[str, str]] = Counter()
        for having, weight in _shared(own, everything):
            for readable in having:
                worth[readable.ref] += points(len(having), len(everything)) * weight
        others = [r for r in everything if worth[r.ref] and r is not own]
        near = sorted(others, key=lambda r: (-worth[r.ref], _newest(r)))
        return [readable.ref for readable in near[: max(limit, 0)]]

    def revisions(self, kind: str) -> Mapping[str, int]:
        return {d.key: d.revision for d in self._held.values() if d.kind == kind}

    def stats(self) -> Stats:
        return Stats(self.name, self._generation, len(self._held), 0)

    def health(self) -> Health:
        return Health(True)

    def begin_generation(self, fingerprint: str) -> Engine:
        return MemoryEngine(fingerprint)

    def swap_generation(self, filled: Engine) -> None:
        if not isinstance(filled, MemoryEngine):
            raise ValueError("only a generation begun by this engine can be swapped in")
        self._held = filled._held
        self._generation = filled._generation

    def generations(self) -> Sequence[Generation]:
        return [Generation(self._generation, len(self._held), 0, True)]

    def drop_generations(self) -> int:
        return 0

    def close(self) -> None:
        """Nothing is open."""

    def _readable(self, audience: frozenset[str]) -> list[_Readable]:
        held = self._held.values()
        return [_Readable(document, parts) for document in held if (parts := readable_parts(document, audience))]


def _liked(matched: Matching, query: Query) -> Matching:
    if query.prefer is None:
        return matched
    return [(d, n + (ranking.PREFERRED if n and _passes(d, [query.prefer]) else 0)) for d, n in matched]


def _newest(readable: _Readable) -> int:
    return -newest_rank(*readable.ref, readable.document.date)


def _oldest(readable: _Readable) -> int:
    return oldest_rank(*readable.ref, readable.document.date)


def _matched(everything: Sequence[_Readable], tree: And | None, loose: bool = False, partial: bool = False) -> Matching:
    """With what each match counts."""
    if tree is None:
        return [(readable, 0) for readable in everything]
    weighed = sum(map(scores, tree.children))
    worth = dict.fromkeys(range(len(tree.children)), 1)
    if 1 < weighed <= rarities(partial):
        for n, child in enumerate(tree.children):
            having = sum(_score(r, child, loose) is not None for r in everything)
            worth[n] = ranking.worth(having, len(everything), partial) if scores(child) else 1
    identifier = whole_identifier(tree)
    found = []
    for readable in everything:
        points_each = [_score(readable, child, loose) for child in tree.children]
        counted = [p and p * worth[n] for n, p in enumerate(points_each)]
        total = _some(tree, counted) if partial else _sum(counted)
        if identifier and identifier in readable.identifiers:
            total = max(total or 0, ranking.EXACT)
        if total is not None:
            found.append((readable, total))
    return found


def _some(tree: And, each: Sequence[float | None]) -> float | None:
    """None when a clause that only filters does not match, or none of the others does."""
    told = [(scores(child), n) for child, n in zip(tree.children, each, strict=True)]
    if any(n is None and not counts for counts, n in told):
        return None
    counting = [n for counts, n in told if counts]
    found = [n for n in counting if n is not None]
    return sum(found) if found or not counting else None


def _sum(each: Sequence[float | None]) -> float | None:
    """None when one of them does not match."""
    return None if None in each else sum(n for n in each if n)


def _score(readable: _Readable, node: Node, loose: bool = False) -> float | None:
    """None when it does not match."""
    match node:
        case Word() | Phrase() | Labels():
            return _leaf(readable, wanted(node, loose))
        case FieldIs(field, value, weight):
            return ranking.EXACT * weight if readable.facets.get(field, set()) & set(codes(value)) else None
        case Not(child):
            return 0 if _score(readable, child) is None else None
        case And(children):
            return _sum([_score(readable, child, loose) for child in children])
        case Or(children, tie):
            found = [s for child in children if (s := _score(readable, child, loose)) is not None]
            return max(found) * (1 - tie) + sum(found) * tie if found else None


def _leaf(readable: _Readable, want: Wanted) -> float | None:
    if want.language:
        return _in_labels(readable, want)
    grade = max((_grade(text, want) for text in readable.words), default=0)
    if want.identifier and want.identifier in readable.identifiers:
        grade = ranking.EXACT
    if want.fuzzy and any(misspelt(want.fuzzy, word, want.distance) for word in readable.counts):
        grade = ranking.EXACT
    if not grade:
        return None
    total = grade
    for name, weight in TEXT_WEIGHTS.items():
        best = max((_grade(text, want) for text in readable.words if text[0] == name), default=0)
        total += (weight - 1) * best
    often = any(len(run) == 1 and readable.counts[run[0]] >= FREQUENT for run in want.runs)
    return (total + (ranking.OFTEN if often else 0)) * want.weight


def _in_labels(readable: _Readable, want: Wanted) -> float | None:
    """The best label found anywhere and the share of the others; more where one stands in a weighty text."""
    runs = list(dict.fromkeys(run for words in want.stem_runs if all(run := _stems(want.language, words))))
    told = [
        (name, _stems(language, written))
        for name, language, _, written in readable.words
        if family(language) == family(want.language)
    ]
    whole = [run for run in runs if any(stands_in(run, words) for _, words in told)]
    if not want.tie:
        return ranking.INFLECTED * want.weight if whole else None
    there = {word for _, words in told for word in words}
    found = [1.0] * len(whole)
    found += [ranking.APART for run in runs if len(run) > 1 and there.issuperset(run)]
    if not found:
        return None
    total = max(found) * (1 - want.tie) + sum(found) * want.tie
    for name, weight in TEXT_WEIGHTS.items():
        total += weight - 1 if any(stands_in(run, words) for run in runs for n, words in told if n == name) else 0
    return total * ranking.INFLECTED * want.weight


def _stems(language: str, words: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(language, word) for word in words)


def _grade(text: Told, want: Wanted) -> int:
    """How well one text holds it: 0 for not at all."""
    _, language, words, written = text
    if any(stands_in(run, words) for run in want.runs):
        return ranking.EXACT
    if want.prefix and any(word.startswith(want.prefix) for word in words):
        return ranking.EXACT
    stems = [stem(language, word) for word in written] if want.stem_runs else []
    runs = [tuple(stem(language, word) for word in run) for run in want.stem_runs]
    return ranking.INFLECTED if any(all(run) and stands_in(run, stems) for run in runs) else 0


def _passes(readable: _Readable, filters: Iterable[Filter]) -> bool:
    return all(_passes_one(readable.facets.get(f.field, set()), f) for f in filters)


def _passes_one(values: set[str], chosen: Filter) -> bool:
    if chosen.mode is Mode.MISSING:
        return not values
    return bool(values & set(chosen.values)) is (chosen.mode is Mode.ANY)


def _count(matched: Matching, name: str, filters: Sequence[Filter]) -> list[FacetCount]:
    others = [f for f in filters if f.field != name or f.mode is not Mode.ANY]
    counts = Counter(v for d, _ in matched if _passes(d, others) for v in d.facets.get(name, ()))
    return sorted((FacetCount(v, n) for v, n in counts.items()), key=lambda f: (-f.count, f.value))


def _sorted(matched: Matching, query: Query, tree: And | None) -> list[tuple[_Readable, float]]:
    if query.sort is Sort.OLDEST:
        return sorted(matched, key=lambda pair: _oldest(pair[0]))
    if query.sort is Sort.NEWEST or tree is None:
        return sorted(matched, key=lambda pair: _newest(pair[0]))
    return sorted(matched, key=lambda pair: (-pair[1], _newest(pair[0])))


def _page(matched: Matching, query: Query) -> Matching:
    start = offset(query)
    return matched[start : start + query.page_size]


def _hits(matched: Matching, query: Query, tree: And | None, loose: bool) -> list[Hit]:
    marker = Marker([wanted(leaf, loose) for leaf in leaves(tree)], stem) if query.passages and tree else None
    return [
        Hit(
            *r.ref,
            r.document.revision,
            float(n),
            snippets(r.texts, marker, query.language, query.passages) if marker else (),
        )
        for r, n in matched
    ]


def _shared(own: _Readable, everything: Sequence[_Readable]) -> Iterator[tuple[list[_Readable], int]]:
    """Who has what this document has, and what each sharing counts."""
    for word in candidates(own.texts):
        yield [r for r in everything if word in r.counts], 1
    pairs = [(name, code) for name in sorted(own.facets) for code in sorted(own.facets[name])]
    for name, code in pairs[:MAX_CODES]:
        yield [r for r in everything if code in r.facets.get(name, set())], ranking.SIMILAR_FACET
