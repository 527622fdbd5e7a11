"""Saving a search, and what a member does with her own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from pydantic_core import PydanticCustomError
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from portal.access.actor import Actor
from portal.access.policy import require
from portal.across.cadences import CADENCES
from portal.across.finder.asked import Asked, read_asked
from portal.across.searches.models import SavedMatch, SavedSearch
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id
from portal.foundation.refs import Ref, describe_many
from portal.foundation.texts import LINE_MAX, clean_line
from portal.vocabulary.queries import unknown_themes

MOST, LENGTH = 100, 2_000
EMPTY, THEME_GONE = "empty", "theme-gone"
"""Why a saved search cannot be asked."""


@dataclass(frozen=True, slots=True)
class Saved:
    """`new` counts what it has found since it was last opened, as far as the reader may read it now."""

    search: SavedSearch
    new: int


def asked_of(question: str) -> Asked:
    return read_asked(MultiDict(parse_qsl(question)))


def problem_of(asked: Asked) -> str:
    """Empty while it can be asked; a theme may have left the vocabulary since it was saved."""
    if asked.is_empty:
        return EMPTY
    themes = {value for name, value in (*asked.chosen, *asked.left_out) if name == "theme"}
    return THEME_GONE if unknown_themes(themes) else ""


def save_search(actor: Actor, question: str, name: str) -> SavedSearch:
    """The same question saved twice is one. Raises Invalid for one that asks nothing, or too many."""
    require(actor, "search.save")
    asked = asked_of(question[:LENGTH])
    if problem_of(asked):
        raise Invalid([Problem(("question",), lazy("Search for something first, then save it."))])
    kept = replace(asked, page=1).link().partition("?")[2]
    own = select(SavedSearch).where(SavedSearch.member_id == actor.id)
    known = db.session.scalar(own.where(SavedSearch.question == kept))
    if known is not None:
        return known
    if (db.session.scalar(select(func.count()).select_from(own.subquery())) or 0) >= MOST:
        words = lazy("You have saved %(limit)s searches already. Please delete some.", limit=MOST)
        raise Invalid([Problem(("question",), words)])
    search = SavedSearch(member_id=actor.id, name=_named(name, asked), question=kept)
    db.session.add(search)
    db.session.flush()
    audit.record(actor.ref, "search.saved", Ref("search", search.id))
    return search


def _named(name: str, asked: Asked) -> str:
    """What was typed, else the words of the question, else its filters; what cannot be shown names nothing."""
    for given in (name, asked.text, " · ".join(value for _, value in asked.chosen)):
        try:
            cleaned = clean_line(given[:LINE_MAX])
        except PydanticCustomError:
            continue
        if cleaned:
            return cleaned
    return "…"


def list_saved(actor: Actor) -> list[Saved]:
    require(actor, "search.saved")
    own = select(SavedSearch).where(SavedSearch.member_id == actor.id).order_by(SavedSearch.created_at.desc())
    searches = db.session.scalars(own).all()
    found = _found_since(actor, searches)
    return [Saved(search, found.get(search.id, 0)) for search in searches]


def _found_since(actor: Actor, searches: Sequence[SavedSearch]) -> dict[str, int]:
    """Search → how many things, each asked of the registry under the rights of this moment."""
    matched = select(SavedMatch.search_id, SavedMatch.thing)
    matched = matched.join(SavedSearch, SavedSearch.id == SavedMatch.search_id)
    matched = matched.where(SavedSearch.member_id == actor.id, SavedMatch.found_at > SavedSearch.seen_at)
    rows = db.session.execute(matched.order_by(SavedMatch.found_at.desc()).limit(1_000)).all() if searches else []
    readable = describe_many(actor, {Ref.parse(row.thing) for row in rows})
    counts: dict[str, int] = {}
    for row in rows:
        if Ref.parse(row.thing) in readable:
            counts[row.search_id] = counts.get(row.search_id, 0) + 1
    return counts


def open_search(actor: Actor, search_id: str) -> str:
    """The link to its results; what it has found so far is seen now."""
    search = get_own(actor, search_id)
    search.seen_at = clock.now()
    return f"/search?{search.question}"


def set_cadence(actor: Actor, search_id: str, cadence: str) -> None:
    """How often she hears of it; with "off" not at all, though its webhooks do."""
    search = get_own(actor, search_id)
    if cadence not in CADENCES:
        raise Invalid([Problem(("cadence",), lazy("Please choose one of the values offered."))])
    search.cadence = cadence
    audit.record(actor.ref, "search.cadence", Ref("search", search.id), cadence=cadence)


def delete_search(actor: Actor, search_id: str) -> None:
    search = get_own(actor, search_id)
    db.session.delete(search)
    audit.record(actor.ref, "search.deleted", Ref("search", search.id))


def get_own(actor: Actor, search_id: str) -> SavedSearch:
    """Raises NotFound for another's too."""
    require(actor, "search.save")
    search = db.session.get(SavedSearch, search_id) if is_id(search_id) else None
    if search is None or search.member_id != actor.id:
        raise NotFound
    return search
