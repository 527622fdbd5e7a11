"""A practice as search keeps it: one part under its own tokens."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from portal.access.publication import Status
from portal.foundation.database import db
from portal.practices.content import PROSE, PracticeText
from portal.practices.models import Practice
from portal.regions.queries import regions_of
from portal.vocabulary.queries import themes_with_broader
from search.document import Document, Part, Text

FACETS = ("kind", "grade", "region", "country", "theme", "language", "mark", "year", "month")
"""Names a query may filter and count by."""


def read_indexable(chosen: ColumnElement[bool], limit: int) -> Sequence[Practice]:
    """The first `limit` practices in the order of their ids."""
    return db.session.scalars(select(Practice).where(chosen).order_by(Practice.id).limit(limit)).all()


def to_document(practice: Practice) -> Document:
    """Only submitted and published practices have more readers than their writers, but these find their drafts too."""
    texts = tuple(told for text in practice.content.texts for told in _texts(text))
    numbers = (practice.number,) if practice.number else ()
    part = Part(practice.audience(), texts, _facets(practice), numbers)
    return Document("practice", practice.id, practice.revision, (part,), practice.sort_date)


def _texts(text: PracticeText) -> list[Text]:
    prose = [(name, getattr(text, name)) for name in PROSE]
    named = [("title", text.title), *prose, ("steps", "\n\n".join(text.steps))]
    return [Text(name, text.language, value) for name, value in named if value]


def _facets(practice: Practice) -> dict[str, list[str]]:
    content = practice.content
    countries = {practice.country, *content.repeated}
    date = practice.sort_date
    return {
        "kind": ["practice"],
        "grade": [practice.grade],
        "region": sorted(set(content.regions).union(*map(regions_of, countries))),
        "country": sorted(countries),
        "theme": themes_with_broader(content.themes),
        "language": [text.language for text in content.texts],
        "mark": [content.mark.value] if content.mark else [],
        "year": [date[:4]] if date else [],
        "month": [date[:7]] if date else [],
        "status": [practice.status] if practice.status != Status.PUBLISHED else [],
    }
