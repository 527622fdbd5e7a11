"""Meetings and their papers as lines of a list of many kinds."""

from collections.abc import Collection
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Row, Select, Text, bindparam, exists, select, type_coerce

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.access.cards import Card, CardText
from portal.foundation.database import db
from portal.meetings.models import DocumentAudience, Meeting, MeetingDocument
from portal.meetings.queries import opens

_HEAD = (Meeting.number, Meeting.status, Meeting.exercise, type_coerce(Meeting.content, Text).label("content"))
_MEETINGS = select(Meeting.id, Meeting.revision, *_HEAD).where(
    Meeting.id.in_(bindparam("ids", expanding=True)), opens("abstract")
)
_PAPERS = (
    select(
        MeetingDocument.id,
        MeetingDocument.revision,
        MeetingDocument.title,
        MeetingDocument.language,
        MeetingDocument.mark,
        Meeting.id.label("meeting"),
        *_HEAD,
    )
    .join(Meeting, Meeting.id == MeetingDocument.meeting_id)
    .where(
        MeetingDocument.id.in_(bindparam("ids", expanding=True)),
        opens("abstract"),
        exists().where(
            DocumentAudience.document_id == MeetingDocument.id,
            DocumentAudience.token.in_(bindparam("tokens", expanding=True)),
        ),
    )
)


def get_meetings(actor: Actor, keys: Collection[str]) -> dict[str, Card]:
    """id → card, of those the actor may read; one statement."""
    return {row.id: _meeting(row) for row in _read(actor, _MEETINGS, keys)}


def get_papers(actor: Actor, keys: Collection[str]) -> dict[str, Card]:
    """The same for papers. A paper stands on the page of its meeting, whose number it goes by."""
    return {row.id: _paper(row) for row in _read(actor, _PAPERS, keys)}


def _read(actor: Actor, wanted: Select[*tuple[Any, ...]], keys: Collection[str]) -> list[Row[*tuple[Any, ...]]]:
    if not keys:
        return []
    return list(db.session.execute(wanted, {"ids": list(keys), "tokens": sorted(actor.tokens)}))


def _meeting(row: Row[*tuple[Any, ...]]) -> Card:
    content = from_json(row.content)
    extract = content.get("purpose", "")
    text = CardText(content.get("language", "en"), content.get("title", ""), extract)
    return _card(row, row.id, row.number, Mark(content.get("mark") or Mark.RED), text)


def _paper(row: Row[*tuple[Any, ...]]) -> Card:
    text = CardText(row.language, row.title, "")
    return _card(row, row.id, row.number or row.meeting, Mark(row.mark), text)


def _card(row: Row[*tuple[Any, ...]], key: str, number: str | None, mark: Mark, text: CardText) -> Card:
    content = from_json(row.content)
    places = [*content.get("countries", ()), *([content["country"]] if content.get("country") else [])]
    return Card(
        id=key,
        number=number,
        external_id=None,
        status=row.status,
        exercise=row.exercise,
        revision=row.revision,
        mark=mark,
        texts=(text,),
        original=text,
        countries=list(dict.fromkeys(places)),
        date=content.get("starts", ""),
    )
