"""What other subjects may be told of practices; see `foundation.refs`."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from portal.access.actor import Actor
from portal.foundation.database import db
from portal.foundation.i18n import current_language
from portal.foundation.ids import is_id
from portal.foundation.refs import Concerns, Described
from portal.practices import cards
from portal.practices.models import Practice
from portal.practices.queries import visible


def describe_practices(actor: object, ids: Collection[str]) -> Mapping[str, Described]:
    if not isinstance(actor, Actor):
        return {}
    language = current_language()
    return {
        key: Described(
            card.text_for(language).title, f"/practices/{card.reference}", card.mark, number=card.number or ""
        )
        for key, card in cards.get_many(actor, ids).items()
    }


def practice_concerns(practice_id: str) -> Concerns | None:
    practice = db.session.get(Practice, practice_id)
    if practice is None:
        return None
    topics = {row.topic for row in practice.topics if not row.topic.startswith("language:")}
    return Concerns(
        audience=practice.audience(),
        owner=practice.owner_id,
        mark=practice.content.mark or "RED",
        topics=frozenset(topics | {f"member:{practice.owner_id}"}),
    )


def find_practices(actor: object, typed: Collection[str]) -> Mapping[str, str]:
    """By number or id."""
    if not isinstance(actor, Actor):
        return {}
    named = Practice.number.in_(list(typed)) | Practice.id.in_([key for key in typed if is_id(key)])
    rows = db.session.execute(select(Practice.id, Practice.number).where(visible(actor), named))
    known = {name: row.id for row in rows for name in (row.id, row.number)}
    return {name: known[name] for name in typed if name in known}
