"""`GET /api/v1/search`: the search page for programs, under the rights of the token's owner."""

from typing import Any

from flask import Blueprint, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue

from portal.across.finder import service
from portal.across.finder.asked import read_asked
from portal.across.finder.kinds import FACETS, KINDS
from portal.across.finder.service import FoundThing
from portal.across.finder.views import marked
from portal.foundation.errors import Invalid, Problem, Unavailable
from portal.foundation.i18n import current_language, lazy
from portal.foundation.web.guard import permission
from search.concepts import Found as Concept
from search.engine import CursorExpired, SearchUnavailable

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/search")
@permission("api.search")
def search() -> ResponseReturnValue:
    """`q`, `kind`, `page`, `per_page` (≤ 100), `sort`, `expand`, `meaning`, each facet, `not_<facet>`, `without`."""
    try:
        found = service.search(g.actor, read_asked(request.args), FACETS)
    except SearchUnavailable:
        raise Unavailable("search") from None
    except CursorExpired:
        words = lazy("This cursor is too old or none of ours. Please ask from the beginning.")
        raise Invalid([Problem(("after",), words)]) from None
    facets = {
        name: [{"value": each.value, "count": each.count} for each in counts] for name, counts in found.facets.items()
    }
    hits = [_hit(each) for each in found.hits]
    concepts = [_concept(each) for each in found.concepts]
    took = round(found.took_ms, 1)
    answer = {"total": found.total, "hits": hits, "facets": facets, "concepts": concepts, "partial": found.partial}
    return jsonify(**answer, after=found.after, took_ms=took)


def _concept(found: Concept) -> dict[str, Any]:
    """What the question was expanded by; `expand=off` leaves it as it was typed, `skip` leaves one out."""
    labels = [{"language": label.language, "text": label.text} for label in found.labels]
    return {"key": found.key, "typed": found.typed, "labels": labels}


def _hit(found: FoundThing) -> dict[str, Any]:
    card = found.card
    text = card.text_for(current_language())
    base = current_app.extensions["portal_settings"].base_url
    return {
        "kind": found.kind,
        "key": card.id,
        "number": card.number,
        "external_id": card.external_id,
        "title": text.title,
        "language": text.language,
        "mark": card.mark,
        "url": base + KINDS[found.kind].url(card),
        "by_meaning": found.by_meaning,
        "snippets": [
            {"field": snippet.name, "language": snippet.language, "html": str(marked(snippet))}
            for snippet in found.snippets
        ],
    }
