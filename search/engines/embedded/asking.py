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
from search.syntax import And, FieldIs, Node, Not, Or, Phrase, Word, codes

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
        case Word() | Phrase():
            return _leaf(wanted(node, loose))
        case FieldIs(field, value):
            return facet_is(field, codes(value))
        case Not(child):
            return without(asked(child))
        case And(children):
            return both(*(asked(child, loose) for child in children))
        case Or(children):
            return Ask.disjunction_max_query([asked(child, loose) for child in children])


def identified(identifier: str) -> tantivy.Query:
    return term(IDENTIFIER, identifier, ranking.EXACT)


def _leaf(want: Wanted) -> tantivy.Query:
    """Found in any form counts as inflected; as typed, in a weighty text, or often adds to it.

    What only adds is looked up for entries that match everything, which is why little is in the first clause.
    """
    stems = _stems(want)
    clauses = [(Occur.Must, _counting(_anywhere(want, stems), ranking.INFLECTED, want))]
    exact = [*_as_typed(want, ""), *_misspelt(want), *_identifier(want)]
    clauses.append((Occur.Should, _counting(exact, ranking.EXACT - ranking.INFLECTED, want)))
    for name in NAMES:
        typed = _as_typed(want, name)
        inflected = ranking.name_bonus(name, ranking.INFLECTED)
        more = ranking.name_bonus(name, ranking.EXACT) - inflected
        clauses.append((Occur.Should, _counting([*typed, *_inflected(stems, name)], inflected, want)))
        clauses.append((Occur.Should, _counting(typed, more, want)))
    often = [Ask.term_query(schema(), OFTEN, run[0]) for run in want.runs if len(run) == 1]
    clauses.append((Occur.Should, _counting(often, ranking.OFTEN, want)))
    return Ask.boolean_query(clauses)


def _counting(any_of: Sequence[tantivy.Query], base: int, want: Wanted) -> tantivy.Query:
    either = any_of[0] if len(any_of) == 1 else Ask.boolean_query([(Occur.Should, q) for q in any_of])
    return Ask.const_score_query(either, float(base * want.weight))


def _anywhere(want: Wanted, stems: dict[str, str]) -> list[tantivy.Query]:
    return [*_as_typed(want, ""), *_inflected(stems, ""), *_misspelt(want), *_identifier(want)]


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


def _stems(want: Wanted) -> dict[str, str]:
    """Stems by language."""
    if not want.stem:
        return {}
    languages = STEMMED if not want.language else [tag for tag in STEMMED if tag == want.language]
    return {tag: found for tag in languages if (found := stem(tag, want.stem))}


def _inflected(stems: dict[str, str], name: str) -> list[tantivy.Query]:
    return [Ask.term_query(schema(), stem_field(tag, name), found) for tag, found in stems.items()]
