"""A query tree → a tantivy query whose score is what `search.ranking` says."""

from collections.abc import Mapping, Sequence

import tantivy

from search import ranking
from search.engines.embedded.fields import (
    FOLDED,
    IDENTIFIER,
    NAMES,
    NEEDS,
    OFTEN,
    OPEN,
    STEMMED,
    code_term,
    facet_path,
    folded_field,
    schema,
    stem,
    stem_field,
    writable,
)
from search.matching import Wanted, wanted
from search.query import Filter, Mode
from search.stems import family
from search.syntax import And, FieldIs, Labels, Node, Not, Or, Phrase, Word, codes

Occur = tantivy.Occur
Ask = tantivy.Query


def readable(tokens: Mapping[str, Sequence[str]]) -> tantivy.Query:
    """Matches the one view of each document that this reader sees; `tokens` are the reader's, per field.

    Nothing typed ever gets in here.
    """
    clauses = [(Occur.Must, _any_of(NEEDS[0], tokens[NEEDS[0]]))]
    clauses += [(Occur.Must, _any_of(need, [OPEN, *tokens[need]])) for need in NEEDS[1:]]
    clauses.append((Occur.MustNot, _any_of("deny", tokens["deny"])))
    return silent(Ask.boolean_query(clauses))


def silent(query: tantivy.Query) -> tantivy.Query:
    """Filters without counting for relevance."""
    return Ask.const_score_query(query, 0.0)


def _any_of(field: str, terms: Sequence[str]) -> tantivy.Query:
    # not a term set: that walks every entry having one of them, this only the entries the words left over
    if not terms:
        return Ask.empty_query()
    return Ask.boolean_query([(Occur.Should, Ask.term_query(schema(), field, value)) for value in terms])


def both(*queries: tantivy.Query) -> tantivy.Query:
    return Ask.boolean_query([(Occur.Must, query) for query in queries])


def some_of(clauses: Sequence[tuple[bool, tantivy.Query]]) -> tantivy.Query:
    """At least one of those that count; all of those that only filter."""
    counting = [(Occur.Should, query) for counts, query in clauses if counts]
    some = [Ask.boolean_query(counting)] if counting else []
    return both(*some, *(query for counts, query in clauses if not counts))


def term(field: str, value: str, score: float = 0.0) -> tantivy.Query:
    return Ask.const_score_query(Ask.term_query(schema(), field, value), score)


def filtered(chosen: Filter) -> tantivy.Query:
    if chosen.mode is Mode.MISSING:
        return without(term("has", writable(chosen.field)))
    any_value = facet_is(chosen.field, chosen.values)
    return any_value if chosen.mode is Mode.ANY else without(any_value)


def facet_is(name: str, values: Sequence[str]) -> tantivy.Query:
    return silent(_any_of(facet_path(writable(name)), [code_term(value) for value in values]))


def without(query: tantivy.Query) -> tantivy.Query:
    return silent(Ask.boolean_query([(Occur.Must, Ask.all_query()), (Occur.MustNot, query)]))


def asked(node: Node, loose: bool = False) -> tantivy.Query:
    """`loose` reads words as possibly misspelt; what is excluded is always read as typed."""
    match node:
        case Word() | Phrase() | Labels():
            return _leaf(wanted(node, loose))
        case FieldIs(field, value, weight):
            return Ask.const_score_query(facet_is(field, codes(value)), ranking.EXACT * weight)
        case Not(child):
            return without(asked(child))
        case And(children):
            return both(*(asked(child, loose) for child in children))
        case Or(children, tie):
            return Ask.disjunction_max_query([asked(child, loose) for child in children], tie_breaker=tie)


def identified(identifier: str) -> tantivy.Query:
    return term(IDENTIFIER, identifier, ranking.EXACT)


def _leaf(want: Wanted) -> tantivy.Query:
    """Found in any form counts as inflected; as typed, in a weighty text, or often adds to it.

    What only adds is looked up for entries that match everything, which is why little is in the first clause.
    """
    if want.language:
        return _labels(want)
    stems = _stems(want)
    exact = [*_as_typed(want, ""), *_misspelt(want), *_identifier(want)]
    adding = [(exact, ranking.EXACT - ranking.INFLECTED)]
    for name in NAMES:
        typed = _as_typed(want, name)
        inflected = ranking.name_bonus(name, ranking.INFLECTED)
        adding.append(([*typed, *_inflected(stems, name)], inflected))
        adding.append((typed, ranking.name_bonus(name, ranking.EXACT) - inflected))
    adding.append(([Ask.term_query(schema(), OFTEN, run[0]) for run in want.runs if len(run) == 1], ranking.OFTEN))
    found = _counting([*exact, *_inflected(stems, "")], ranking.INFLECTED, want)
    more = [(Occur.Should, _counting(any_of, base, want)) for any_of, base in adding if any_of]
    return Ask.boolean_query([(Occur.Must, found), *more])


def _labels(want: Wanted) -> tantivy.Query:
    """The best label found anywhere and the share of the others; more where one stands in a weighty text."""
    runs = [run for _, run in _stems(want)]
    tag = family(want.language)
    score = ranking.INFLECTED * want.weight
    if not runs:
        return Ask.empty_query()
    if not want.tie:
        return _any_run(runs, stem_field(tag), score)
    clauses = [(Occur.Must, _best_of(runs, stem_field(tag), score, want.tie))]
    for name in NAMES:
        bonus = ranking.name_bonus(name, ranking.INFLECTED) * want.weight
        clauses.append((Occur.Should, _any_run(runs, stem_field(tag, name), bonus)))
    return Ask.boolean_query(clauses)


def _any_run(runs: Sequence[tuple[str, ...]], field: str, score: float) -> tantivy.Query:
    return Ask.const_score_query(Ask.boolean_query([(Occur.Should, _run(field, run)) for run in runs]), score)


def _best_of(runs: Sequence[tuple[str, ...]], field: str, score: float, tie: float) -> tantivy.Query:
    found = [Ask.const_score_query(_run(field, run), score) for run in runs]
    found += [Ask.const_score_query(_all_of(field, run), score * ranking.APART) for run in runs if len(run) > 1]
    return Ask.disjunction_max_query(found, tie_breaker=tie)


def _all_of(field: str, run: Sequence[str]) -> tantivy.Query:
    return both(*(Ask.term_query(schema(), field, word) for word in dict.fromkeys(run)))


def _counting(any_of: Sequence[tantivy.Query], base: int, want: Wanted) -> tantivy.Query:
    if not any_of:
        return Ask.empty_query()
    score = float(base * want.weight)
    if want.tie:
        return Ask.disjunction_max_query([Ask.const_score_query(q, score) for q in any_of], tie_breaker=want.tie)
    either = any_of[0] if len(any_of) == 1 else Ask.boolean_query([(Occur.Should, q) for q in any_of])
    return Ask.const_score_query(either, score)


def _as_typed(want: Wanted, name: str) -> list[tantivy.Query]:
    field = folded_field(name)
    found = [_run(field, run) for run in want.runs]
    return [*found, begins(field, want.prefix)] if want.prefix else found


def begins(field: str, prefix: str) -> tantivy.Query:
    return Ask.fuzzy_term_query(schema(), field, prefix, distance=0, prefix=True)


def _run(field: str, run: Sequence[str]) -> tantivy.Query:
    if len(run) == 1:
        return Ask.term_query(schema(), field, run[0])
    return Ask.phrase_query(schema(), field, list(run))


def _misspelt(want: Wanted) -> list[tantivy.Query]:
    if not want.fuzzy:
        return []
    return [Ask.fuzzy_term_query(schema(), FOLDED, want.fuzzy, distance=want.distance)]


def _identifier(want: Wanted) -> list[tantivy.Query]:
    return [Ask.term_query(schema(), IDENTIFIER, want.identifier)] if want.identifier else []


def _stems(want: Wanted) -> list[tuple[str, tuple[str, ...]]]:
    """(family, run of stems), each once."""
    tags = [tag for tag in STEMMED if not want.language or tag == family(want.language)]
    found = [(tag, tuple(stem(tag, word) for word in run)) for run in want.stem_runs for tag in tags]
    return [(tag, run) for tag, run in dict.fromkeys(found) if all(run)]


def _inflected(stems: Sequence[tuple[str, tuple[str, ...]]], name: str) -> list[tantivy.Query]:
    return [_run(stem_field(tag, name), run) for tag, run in stems]
