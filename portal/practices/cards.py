"""A practice as one line of a list: what a list shows is read without building the whole record."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, exists, select, type_coerce

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.access.cards import Card, CardText
from portal.foundation.database import db
from portal.practices.models import Practice, PracticeAudience


@dataclass(frozen=True, slots=True)
class PracticeCard(Card):
    """Its countries are the author's and those it was repeated in; a text shows the problem it solves."""

    grade: str


def opens() -> ColumnElement[bool]:
    """True for practices the reader, who holds `tokens`, may read."""
    held = PracticeAudience.token.in_(bindparam("tokens", expanding=True))
    return exists().where(PracticeAudience.practice_id == Practice.id, held)


_CARDS: Select[*tuple[Any, ...]] = select(
    Practice.id,
    Practice.number,
    Practice.external_id,
    Practice.status,
    Practice.exercise,
    Practice.revision,
    Practice.country,
    Practice.grade,
    Practice.published_at,
    Practice.submitted_at,
    type_coerce(Practice.content, Text).label("content"),
).where(opens())
_BY_ID = _CARDS.where(Practice.id.in_(bindparam("ids", expanding=True)))


def get_many(actor: Actor, keys: Collection[str]) -> dict[str, PracticeCard]:
    """id → card, of those the actor may read; one statement."""
    if not keys:
        return {}
    rows = db.session.execute(_BY_ID, {"tokens": sorted(actor.tokens), "ids": list(keys)})
    return {row.id: _card(row) for row in rows}


def get_listed(actor: Actor, ids: Select[Any]) -> list[PracticeCard]:
    """Those of the selected ids the actor may read, in the order of the selection."""
    keys = list(db.session.scalars(ids))
    found = get_many(actor, keys)
    return [found[key] for key in keys if key in found]


def _card(row: Row[Any]) -> PracticeCard:
    content, moment = from_json(row.content), row.published_at or row.submitted_at
    told = content.get("texts", ())
    texts = [CardText(text["language"], text.get("title", ""), text.get("problem", "")) for text in told]
    originals = [text.get("state", "original") == "original" for text in told]
    first = originals.index(True) if True in originals else 0
    return PracticeCard(
        id=row.id,
        number=row.number,
        external_id=row.external_id,
        status=row.status,
        exercise=row.exercise,
        revision=row.revision,
        mark=Mark(content.get("mark") or Mark.RED),
        texts=texts,
        original=texts[first] if texts else CardText("en", "", ""),
        countries=list(dict.fromkeys([row.country, *content.get("repeated", ())])),
        date=moment.date().isoformat() if moment else "",
        grade=row.grade,
    )
