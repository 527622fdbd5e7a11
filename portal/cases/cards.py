"""A case as one line of a list: what a list shows is read without building the whole record."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, exists, select, type_coerce

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.access.cards import Card, CardText
from portal.cases.models import LAYERS, Case, CaseAudience
from portal.foundation.database import db


class CaseCard(Card):
    """`mark` is the narrowest of the layers open to the reader that have text.

    What a text shows is the abstract, or the summary where there is none and it is open to the reader.
    """

    __slots__ = ()


def opens(layer: str) -> ColumnElement[bool]:
    """True for cases of which the reader, who holds `tokens`, may read this layer."""
    held = CaseAudience.token.in_(bindparam("tokens", expanding=True))
    return exists().where(CaseAudience.case_id == Case.id, CaseAudience.layer == layer, held)


_CARDS = select(
    Case.id,
    Case.number,
    Case.external_id,
    Case.status,
    Case.exercise,
    Case.revision,
    Case.sort_date,
    type_coerce(Case.content, Text).label("content"),
    *(opens(layer).label(layer) for layer in LAYERS),
).where(opens("abstract"))
"""Whoever holds no token of the abstract gets no row: the same meeting of tokens as everywhere."""
_BY_ID = _CARDS.where(Case.id.in_(bindparam("ids", expanding=True)))
_BY_NUMBER = _CARDS.where(Case.number.in_(bindparam("numbers", expanding=True)))
_AROUND = _CARDS.where(
    Case.id.in_(bindparam("ids", expanding=True)) | Case.number.in_(bindparam("numbers", expanding=True))
)


def get_many(actor: Actor, keys: Collection[str]) -> dict[str, CaseCard]:
    """id → card, of those the actor may read; one statement."""
    return {card.id: card for card in _read(actor, _BY_ID, ids=list(keys))} if keys else {}


def get_related(actor: Actor, numbers: Collection[str]) -> Sequence[CaseCard]:
    """Cases of these numbers the actor may read, by number; the others leave no trace."""
    found = _read(actor, _BY_NUMBER, numbers=list(numbers)) if numbers else []
    return sorted(found, key=lambda card: card.number or "")


def get_around(actor: Actor, keys: Sequence[str], numbers: Collection[str]) -> tuple[list[CaseCard], list[CaseCard]]:
    """Readable cases of these ids in this order, and of these numbers by number: read together."""
    if not (keys or numbers):
        return [], []
    found = {card.id: card for card in _read(actor, _AROUND, ids=list(keys), numbers=list(numbers))}
    related = sorted((card for card in found.values() if card.number in numbers), key=lambda card: card.number or "")
    return [found[key] for key in keys if key in found], related


def get_listed(actor: Actor, ids: Select[Any]) -> list[CaseCard]:
    """Those of the selected ids the actor may read, in the order of the selection."""
    keys = list(db.session.scalars(ids))
    found = get_many(actor, keys)
    return [found[key] for key in keys if key in found]


def _read(actor: Actor, wanted: Select[*tuple[Any, ...]], **values: object) -> list[CaseCard]:
    rows = db.session.execute(wanted, {"tokens": sorted(actor.tokens), **values})
    return [_card(row) for row in rows]


def _card(row: Row[Any]) -> CaseCard:
    content = from_json(row.content)
    texts = [_text(text, row.summary) for text in content.get("texts", ())]
    originals = [text.get("state", "original") == "original" for text in content.get("texts", ())]
    first = originals.index(True) if True in originals else 0
    return CaseCard(
        id=row.id,
        number=row.number,
        external_id=row.external_id,
        status=row.status,
        exercise=row.exercise,
        revision=row.revision,
        mark=_mark(row, content),
        texts=texts,
        original=texts[first] if texts else CardText("en", "", ""),
        countries=list(dict.fromkeys(entry["code"] for entry in content.get("countries", ()))),
        date=_date(content, row.sort_date),
    )


def _text(text: Mapping[str, str], summary_is_open: int) -> CardText:
    extract = text.get("abstract", "") or (text.get("summary", "") if summary_is_open else "")
    return CardText(text["language"], text.get("title", ""), extract)


def _mark(row: Row[Any], content: Mapping[str, Any]) -> Mark:
    """A layer nobody marked yet is its writers' alone, and handled as RED."""
    marks = content.get("marks", {})
    filled = [layer for layer in LAYERS if getattr(row, layer) and (layer != "annex" or _has_annex(content))]
    return max((Mark(marks.get(layer) or Mark.RED) for layer in filled), key=lambda mark: mark.rank)


def _has_annex(content: Mapping[str, Any]) -> bool:
    return any(text.get("annex") for text in content.get("texts", ())) or any(
        item.get("serial") for item in content.get("items", ())
    )


def _date(content: Mapping[str, Any], sort_date: str) -> str:
    dates = content.get("dates", {})
    return str(dates.get("decided") or dates.get("seized") or dates.get("started") or sort_date[:4])
