"""What other subjects may be told of cases; see `foundation.refs`."""

from collections.abc import Collection, Mapping

from portal.access.actor import Actor
from portal.cases import cards
from portal.cases.models import Case
from portal.foundation.database import db
from portal.foundation.i18n import current_language
from portal.foundation.ids import is_id
from portal.foundation.refs import Concerns, Described
from portal.regions.queries import regions_of
from portal.vocabulary.queries import themes_with_broader


def describe_cases(actor: object, ids: Collection[str]) -> Mapping[str, Described]:
    if not isinstance(actor, Actor):
        return {}
    found = cards.get_many(actor, ids)
    return {
        key: Described(
            card.text_for(current_language()).title, f"/cases/{card.reference}", card.mark, card.number or ""
        )
        for key, card in found.items()
    }


def find_cases(actor: object, typed: Collection[str]) -> Mapping[str, str]:
    """By number or id."""
    if not isinstance(actor, Actor):
        return {}
    by_id, by_number = cards.get_around(actor, [key for key in typed if is_id(key)], set(typed))
    found = {card.id: card.id for card in by_id} | {card.number or "": card.id for card in by_number}
    return {key: found[key] for key in typed if key in found}


def case_concerns(case_id: str) -> Concerns | None:
    """Themes belong to the summary: who may not read it does not hear that the case has one she follows."""
    case = db.session.get(Case, case_id)
    if case is None:
        return None
    content = case.content
    countries = {entry.code for entry in content.countries}
    regions = set(content.regions).union(*(regions_of(code) for code in countries))
    topics = {f"country:{code}" for code in countries} | {f"region:{code}" for code in regions}
    return Concerns(
        audience=case.audience("abstract"),
        owner=case.owner_id,
        mark=content.marks.abstract or "RED",
        topics=frozenset(topics | {f"member:{case.owner_id}"}),
        inner_audience=case.audience("summary"),
        inner_topics=frozenset(f"theme:{key}" for key in themes_with_broader(content.themes)),
    )
