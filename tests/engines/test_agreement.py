"""Random documents and readers: every engine agrees with the memory engine and with a plain predicate."""

import tempfile
from collections import Counter
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.document import Document, Part, Text
from search.engine import Engine
from search.engines.embedded import EmbeddedEngine
from search.engines.memory import MemoryEngine
from search.query import Filter, Mode, Query, Sort

# no two share a stem in any language, none is a letter or two away from another
WORDS = ("karkon", "blivet", "zumpra", "дождик", "العربة", "枪走")
TOKENS = ("all", "r1", "r2", "owner", "m")
CODES = ("NE", "BA", "ML")

audiences = st.frozensets(st.sampled_from(TOKENS), max_size=3)
facets = st.dictionaries(st.sampled_from(("country", "we.apon")), st.lists(st.sampled_from(CODES), max_size=2))
texts = st.builds(
    Text,
    name=st.sampled_from(("title", "abstract", "body")),
    language=st.sampled_from(("en", "fr", "ar", "bs", "zh", "und")),
    value=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
)
parts = st.builds(Part, audience=audiences, texts=st.lists(texts, max_size=2), facets=facets)
dates = st.sampled_from(("", "2019-01-01", "2019-01-02", "2024-12-31"))
documents = st.lists(st.tuples(st.lists(parts, max_size=4), dates), max_size=8).map(
    lambda made: [Document("case", f"k{n}", 1, p, date) for n, (p, date) in enumerate(made)]
)
filters = st.builds(
    Filter,
    field=st.sampled_from(("country", "we.apon")),
    values=st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
    mode=st.sampled_from(Mode),
)
clauses = st.tuples(st.sampled_from(("", "-")), st.sampled_from(WORDS)).map("".join)
queries = st.builds(
    Query,
    audience=st.frozensets(st.sampled_from(TOKENS), max_size=4),
    text=st.lists(clauses, max_size=3).map(" ".join),
    filters=st.lists(filters, max_size=2).map(tuple),
    facets=st.just(("country", "we.apon")),
    sort=st.sampled_from(Sort),
    partial=st.booleans(),
)
modest = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def holds(document: Document, query: Query) -> bool:
    """The plain predicate, with no help from the library."""
    seen = [part for part in document.parts if part.audience & query.audience]
    # run together where the script is, so that 枪走 is itself only
    words = {word for part in seen for text in part.texts for word in text.value.split()}
    asked = query.text.split()
    return bool(seen) and _has(words, asked, query.partial) and all(passes(seen, chosen) for chosen in query.filters)


def _has(words: set[str], asked: Sequence[str], partial: bool) -> bool:
    wanted = [word in words for word in asked if not word.startswith("-")]
    found = any(wanted) if partial and wanted else all(wanted)
    return found and not any(word[1:] in words for word in asked if word.startswith("-"))


def passes(seen: Sequence[Part], chosen: Filter) -> bool:
    codes = {code for part in seen for code in part.facets.get(chosen.field, ())}
    if chosen.mode is Mode.MISSING:
        return not codes
    return bool(codes & set(chosen.values)) is (chosen.mode is Mode.ANY)


def facet_counts(made: Sequence[Document], query: Query, name: str) -> dict[str, int]:
    others = tuple(f for f in query.filters if f.field != name or f.mode is not Mode.ANY)
    asked = Query(query.audience, query.text, others, partial=query.partial)
    found: Counter[str] = Counter()
    for document in (d for d in made if holds(d, asked)):
        seen = [part for part in document.parts if part.audience & query.audience]
        found.update({code for part in seen for code in part.facets.get(name, ())})
    return dict(found)


@modest
@given(made=documents, asked=st.lists(queries, min_size=1, max_size=5))
def test_engines_agree_with_the_predicate_and_each_other(made: list[Document], asked: list[Query]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        memory, embedded = MemoryEngine(), EmbeddedEngine(folder)
        for engine in (memory, embedded):
            engine.put(made)
        for query in asked:
            for engine in (memory, embedded):
                check(engine, made, query)
            one, other = memory.find(query), embedded.find(query)
            assert [hit.key for hit in one.hits] == [hit.key for hit in other.hits]
            assert [hit.snippets for hit in one.hits] == [hit.snippets for hit in other.hits]
            assert one.facets == other.facets


def check(engine: Engine, made: Sequence[Document], query: Query) -> None:
    page = engine.find(query)
    right = {document.key for document in made if holds(document, query)}
    assert {hit.key for hit in page.hits} == right
    assert page.total == len(right)
    assert not page.loose
    for name in query.facets:
        assert {f.value: f.count for f in page.facets[name]} == facet_counts(made, query, name)


@modest
@given(made=documents, reader=st.frozensets(st.sampled_from(TOKENS), max_size=3), typed=st.sampled_from(WORDS))
def test_neighbours_agree(made: list[Document], reader: frozenset[str], typed: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        memory, embedded = MemoryEngine(), EmbeddedEngine(folder)
        for engine in (memory, embedded):
            engine.put(made)
        assert list(memory.suggest(typed[:2], reader)) == list(embedded.suggest(typed[:2], reader))
        for document in made:
            near = [e.similar("case", document.key, reader) for e in (memory, embedded)]
            assert list(near[0]) == list(near[1])
            readable = {d.key for d in made if any(p.audience & reader for p in d.parts)}
            assert {key for _, key in near[0]} <= readable - {document.key}
