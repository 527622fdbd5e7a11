"""A query tree → Elasticsearch's query, whose score is what `search.ranking` says. Rights only ever filter."""

from collections.abc import Mapping, Sequence
from typing import Any

from search import ranking
from search.engines.elastic.mapping import (
    ANALYZERS,
    GIVEN_STEMS,
    NAMES,
    NEEDS,
    OPEN,
    facet_field,
    folded_field,
    stem_field,
    token_term,
    writable,
)
from search.languages import written_words
from search.matching import Wanted, wanted
from search.query import Filter, Mode
from search.stems import family, stem
from search.syntax import And, FieldIs, Labels, Node, Not, Or, Phrase, Word, codes

Ask = dict[str, Any]
NOTHING: Ask = {"match_none": {}}
MAX_FUZZY_WORDS = 1000


def rights(audience: frozenset[str]) -> list[Ask]:
    """Matches the one view of each document that this reader sees; nothing typed ever gets in here."""
    held = [token_term(token) for token in sorted(audience)]
    needs = [terms(NEEDS[0], held), *(terms(need, [OPEN, *held]) for need in NEEDS[1:])]
    return [*needs, {"bool": {"must_not": [terms("deny", held)]}}]


def terms(field: str, values: Sequence[str]) -> Ask:
    return {"terms": {field: list(values)}} if values else NOTHING


def filtered(chosen: Filter) -> Ask:
    if chosen.mode is Mode.MISSING:
        return without(terms("has", [writable(chosen.field)]))
    any_value = facet_is(chosen.field, chosen.values)
    return any_value if chosen.mode is Mode.ANY else without(any_value)


def facet_is(name: str, values: Sequence[str]) -> Ask:
    return terms(facet_field(name), [writable(value) for value in values])


def without(query: Ask) -> Ask:
    return {"bool": {"must_not": [query]}}


def filtering(*queries: Ask) -> Ask:
    return {"bool": {"filter": list(queries)}}


def constant(query: Ask, score: float) -> Ask:
    """A weight of nothing is a filter: the server would take a boost of 0 but count it as a match all the same."""
    return {"constant_score": {"filter": query, "boost": score}} if score else filtering(query)


def either(queries: Sequence[Ask]) -> Ask:
    return queries[0] if len(queries) == 1 else {"bool": {"should": list(queries), "minimum_should_match": 1}}


def asked(node: Node, loose: bool = False) -> Ask:
    """`loose` reads words as possibly misspelt; what is excluded is always read as typed."""
    match node:
        case Word() | Phrase() | Labels():
            return _leaf(wanted(node, loose))
        case FieldIs(field, value, weight):
            return constant(facet_is(field, codes(value)), ranking.EXACT * weight)
        case Not(child):
            return filtering(without(asked(child)))
        case And(children):
            return {"bool": {"must": [asked(child, loose) for child in children]}}
        case Or(children, tie):
            return {"dis_max": {"queries": [asked(child, loose) for child in children], "tie_breaker": tie}}


def identified(identifier: str) -> Ask:
    return constant(terms("identifier", [identifier]), ranking.EXACT)


def begins(field: str, prefix: str) -> Ask:
    return {"prefix": {field: {"value": prefix}}}


def _leaf(want: Wanted) -> Ask:
    """Found in any form counts as inflected; as typed, in a weighty text, or often adds to it."""
    if want.language:
        return _labels(want)
    exact = [*_as_typed(want, ""), *_misspelt(want), *_identifier(want)]
    adding = [(exact, ranking.EXACT - ranking.INFLECTED)]
    for name in NAMES:
        typed = _as_typed(want, name)
        inflected = ranking.name_bonus(name, ranking.INFLECTED)
        adding.append(([*typed, *_inflected(want, name)], inflected))
        adding.append((typed, ranking.name_bonus(name, ranking.EXACT) - inflected))
    adding.append(([terms("often", [run[0]]) for run in want.runs if len(run) == 1], ranking.OFTEN))
    found = _counting([*exact, *_inflected(want, "")], ranking.INFLECTED, want)
    more = [_counting(any_of, base, want) for any_of, base in adding if any_of]
    return {"bool": {"must": [found], "should": more}}


def _labels(want: Wanted) -> Ask:
    """The best label found anywhere and the share of the others; more where one stands in a weighty text."""
    tag = family(want.language)
    score = ranking.INFLECTED * want.weight
    if not want.tie:
        return _any_label(want, tag, stem_field(tag), score)
    bonus = ((name, ranking.name_bonus(name, ranking.INFLECTED) * want.weight) for name in NAMES)
    should = [_any_label(want, tag, stem_field(tag, name), more) for name, more in bonus]
    return {"bool": {"must": [_best_of(want, tag, stem_field(tag), score)], "should": should}}


def _any_label(want: Wanted, tag: str, field: str, score: float) -> Ask:
    """All single words in one clause, each phrase in one of its own."""
    words = [text for text in want.stemmed if len(written_words(text)) == 1]
    found = [_stemmed(tag, field, text) for text in want.stemmed if text not in words]
    if words and tag in GIVEN_STEMS:
        found.append(terms(field, [stem(tag, text) for text in words]))
    elif words:
        found.append({"match": {field: {"query": " ".join(words), "zero_terms_query": "none"}}})
    found = [query for query in found if query]
    return constant(either(found), score) if found else NOTHING


def _best_of(want: Wanted, tag: str, field: str, score: float) -> Ask:
    found = [constant(query, score) for text in want.stemmed if (query := _stemmed(tag, field, text))]
    apart = [_all_of(tag, field, text) for text in want.stemmed if len(written_words(text)) > 1]
    found += [constant(query, score * ranking.APART) for query in apart if query]
    return {"dis_max": {"queries": found, "tie_breaker": want.tie}} if found else NOTHING


def _all_of(tag: str, field: str, text: str) -> Ask:
    if tag not in GIVEN_STEMS:
        return {"match": {field: {"query": text, "operator": "and", "zero_terms_query": "none"}}}
    stems = [stem(tag, word) for word in written_words(text)]
    return filtering(*(terms(field, [word]) for word in stems)) if stems and all(stems) else {}


def _counting(any_of: Sequence[Ask], base: int, want: Wanted) -> Ask:
    if not any_of:
        return NOTHING
    score = base * want.weight
    if want.tie:
        return {"dis_max": {"queries": [constant(query, score) for query in any_of], "tie_breaker": want.tie}}
    return constant(either(any_of), score)


def _as_typed(want: Wanted, name: str) -> list[Ask]:
    field = folded_field(name)
    found = [_run(field, run) for run in want.runs]
    return [*found, begins(field, want.prefix)] if want.prefix else found


def _run(field: str, run: Sequence[str]) -> Ask:
    if len(run) == 1:
        return terms(field, [run[0]])
    return {"match_phrase": {field: " ".join(run)}}


def _misspelt(want: Wanted) -> list[Ask]:
    if not want.fuzzy:
        return []
    fuzzy = {
        "value": want.fuzzy,
        "fuzziness": want.distance,
        "max_expansions": MAX_FUZZY_WORDS,
        "rewrite": "constant_score",
    }
    return [{"fuzzy": {folded_field(): fuzzy}}]


def _identifier(want: Wanted) -> list[Ask]:
    return [terms("identifier", [want.identifier])] if want.identifier else []


def _inflected(want: Wanted, name: str) -> list[Ask]:
    """The server's analyzer stems what is typed as it stemmed the texts; some families are given stems."""
    tags = [tag for tag in ANALYZERS if not want.language or tag == family(want.language)]
    found = [_stemmed(tag, stem_field(tag, name), text) for text in want.stemmed for tag in tags]
    return [query for query in found if query]


def _stemmed(tag: str, field: str, text: str) -> Ask:
    if tag in GIVEN_STEMS:
        stems = [stem(tag, word) for word in written_words(text)]
        return _run(field, stems) if stems and all(stems) else {}
    return {"match_phrase": {field: {"query": text, "zero_terms_query": "none"}}}


Query = Mapping[str, Any]
