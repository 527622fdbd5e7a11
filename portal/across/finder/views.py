"""The search page and the suggestions while typing."""

from collections.abc import Sequence
from dataclasses import replace
from textwrap import shorten
from typing import Any

from flask import Blueprint, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.across.finder import service
from portal.across.finder.asked import Asked, read_asked
from portal.across.finder.facets import TITLES, chosen_filters, facet_values, more_values, offered, time_bars
from portal.across.finder.kinds import KINDS
from portal.across.finder.service import FoundThing
from portal.foundation.i18n import Lazy, current_language, lazy
from portal.foundation.paging import Paged
from portal.foundation.web.guard import permission
from portal.foundation.web.templating import language_name
from search.concepts import Found as Concept
from search.concepts import Kind
from search.engine import SearchUnavailable
from search.query import Sort
from search.results import FacetCount, Snippet

blueprint = Blueprint("finder", __name__)
SORTS = {
    Sort.RELEVANCE: lazy("Relevance"),
    Sort.NEWEST: lazy("Newest first"),
    Sort.OLDEST: lazy("Oldest first"),
}
NOTES: dict[str, Lazy] = {
    "unknown-field": lazy("There is no field of that name; the words were searched as they stand."),
    "too-long": lazy("The question was very long; only its beginning was searched."),
    "too-many-terms": lazy("The question had very many words; only the first ones were searched."),
    "unbalanced-quote": lazy("A quotation mark is missing; the words were searched all the same."),
}
_EXTRACT = 220
PASSAGES = 2
"""Passages of a hit on the page; programs get them all."""
_MARK, _END = Markup("<mark>"), Markup("</mark>")


@blueprint.get("/search")
@permission("search.read")
def search() -> ResponseReturnValue:
    asked = replace(read_asked(request.args), after=None)
    try:
        counted = (*offered(asked), "year", "month")
        found = service.search(g.actor, asked, counted, reader_languages(), PASSAGES)
    except SearchUnavailable:
        return render_template("finder/unavailable.html", asked=asked), 503
    return render_template("finder/search.html", asked=asked, found=found, **_shown(asked, found))


def _shown(asked: Asked, found: service.Found) -> dict[str, Any]:
    pages = Paged(found.hits, asked.page, asked.per_page, min(found.total, 10_000))
    return {
        "hits": [_hit(each) for each in found.hits],
        "facets": [_facet(asked, name, found.facets.get(name, ())) for name in offered(asked)],
        "concepts": [_concept(asked, each) for each in found.concepts],
        "only_typed_url": replace(asked, expand=False, skip=(), page=1).link(),
        "expand_url": replace(asked, expand=True, skip=(), page=1).link(),
        "meaning_url": replace(asked, meaning=not asked.meaning, page=1).link() if service.reads_meaning() else "",
        "more_filters_url": "" if asked.more else replace(asked, more=True).link(),
        "bars": time_bars(asked, found.facets),
        "chosen": chosen_filters(asked),
        "pages": pages,
        "page_url": lambda number: replace(asked, page=number).link(),
        "sorts": [(name, replace(asked, sort=sort, page=1).link(), sort is asked.sort) for sort, name in SORTS.items()],
        "clear_url": Asked(text=asked.text).link(),
        "notes": [NOTES[note] for note in dict.fromkeys(found.notes) if note in NOTES],
    }


def _facet(asked: Asked, name: str, counts: Sequence[FacetCount]) -> tuple[Any, ...]:
    values = facet_values(asked, name, counts)
    return TITLES[name], name, values, _missing(asked, name), more_values(asked, name, values, len(counts))


def _concept(asked: Asked, found: Concept) -> dict[str, Any]:
    """The concept in the reader's words, and the words of others it is searched by; each can be taken away."""

    def without(text: str) -> str:
        return replace(asked, skip=(*asked.skip, text), page=1).link()

    first = {label.language: label for label in reversed(found.labels) if label.kind is Kind.PREFERRED}
    others = [label for label in first.values() if label.text.casefold() != found.typed.casefold()]
    return {
        "typed": found.typed,
        "url": without(found.key),
        "labels": [(label.language, label.text, without(label.text)) for label in reversed(others)],
    }


def _missing(asked: Asked, facet: str) -> dict[str, Any] | None:
    """Only where it is in force or a filter of the facet is: a link for every facet would be noise."""
    on = facet in asked.missing
    if not on and facet not in asked.concerned:
        return None
    url = asked.toggled_missing(facet).link()
    return {
        "text": lazy("no value"),
        "count": "",
        "url": url,
        "selected": on,
        "excluded": False,
        "exclude_url": "",
        "narrower": (),
    }


def reader_languages() -> tuple[str, ...]:
    """The language of the page, then those the member works in."""
    own = g.me.language_codes if g.me else []
    return tuple(dict.fromkeys((current_language(), *own)))


def _hit(found: FoundThing) -> dict[str, Any]:
    """In a language of the reader where the case is told in one; another language is named."""
    card, languages = found.card, reader_languages()
    text, kind = card.text_for(*languages), KINDS[found.kind]
    item = {
        "title": text.title,
        "url": kind.url(card),
        "number": card.number,
        "mark": card.mark,
        "kind": "" if found.kind == "case" else kind.label,
        "language": text.language,
        "foreign": "" if text.language in languages else language_name(text.language),
        "exercise": card.exercise,
        "countries": card.countries,
        "date": card.date,
        "by_meaning": found.by_meaning,
    }
    return item | _passage(found, text.extract, text.language)


def _passage(found: FoundThing, start: str, language: str) -> dict[str, Any]:
    """The highlighted passages, else the beginning of the text."""
    kept = [snippet for snippet in found.snippets if snippet.name != "title"]
    if not kept:
        return {"snippets": [(language, shorten(start, _EXTRACT, placeholder=" …"))]}
    return {"snippets": [(snippet.language, marked(snippet)) for snippet in kept]}


def marked(snippet: Snippet) -> Markup:
    """The passage with its matches in <mark>; everything else escaped."""
    pieces: list[str] = [] if not snippet.pieces[0][0][:1].islower() else ["… "]
    for text, hit in snippet.pieces:
        pieces += [_MARK, text, _END] if hit else [text]
    if snippet.pieces[-1][0][-1:] not in ".!?؟。":
        pieces.append(" …")
    return Markup("").join(pieces)


@blueprint.get("/search/suggest")
@permission("search.suggest")
def suggest() -> ResponseReturnValue:
    """A JSON list of {text, url}; empty while search is down."""
    try:
        return jsonify(service.suggest(g.actor, request.args.get("q", "")))
    except SearchUnavailable:
        return jsonify([])
