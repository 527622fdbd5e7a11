"""What a notice may say of a saved search: its name, to its owner alone."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from portal.access.actor import Actor
from portal.across.searches.models import SavedSearch
from portal.foundation.database import db
from portal.foundation.refs import Concerns, Described


def describe_searches(actor: object, ids: Collection[str]) -> Mapping[str, Described]:
    if not isinstance(actor, Actor):
        return {}
    own = select(SavedSearch).where(SavedSearch.id.in_(list(ids)), SavedSearch.member_id == actor.id)
    return {row.id: Described(row.name, "/searches") for row in db.session.scalars(own)}


def search_concerns(search_id: str) -> Concerns | None:
    search = db.session.get(SavedSearch, search_id)
    return Concerns(frozenset({f"member:{search.member_id}"}), search.member_id) if search else None
