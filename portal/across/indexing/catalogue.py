"""Which kinds search holds: how each is loaded, turned into documents and counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from portal.cases import document as case_document
from portal.cases.models import Case
from portal.foundation.database import db
from portal.meetings import document as meeting_document
from portal.meetings.models import Meeting, MeetingDocument
from portal.practices import document as practice_document
from portal.practices.models import Practice
from search.document import Document

BATCH = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """`load` turns ids into documents, `every` walks them all, `revisions` maps id → revision in the database."""

    load: Callable[[Sequence[str]], list[Document]]
    every: Callable[[], Iterator[Document]]
    revisions: Callable[[], Mapping[str, int]]


def _kind(model: Any, read: Callable[[ColumnElement[bool], int], Sequence[Any]], to: Callable[[Any], Document]) -> Kind:
    """`read` gives the first rows, in the order of their ids, that a clause chooses."""

    def load(ids: Sequence[str]) -> list[Document]:
        return [to(row) for row in read(model.id.in_(list(ids)), len(ids))]

    def every() -> Iterator[Document]:
        """One batch of rows in memory at a time."""
        after = ""
        while rows := read(model.id > after, BATCH):
            after = rows[-1].id
            yield from (to(row) for row in rows)

    def revisions() -> Mapping[str, int]:
        return {row.id: row.revision for row in db.session.execute(select(model.id, model.revision))}

    return Kind(load, every, revisions)


CATALOGUE: Mapping[str, Kind] = {
    "case": _kind(Case, case_document.read_indexable, case_document.to_document),
    "meeting": _kind(Meeting, meeting_document.read_meetings, meeting_document.meeting_document),
    "document": _kind(MeetingDocument, meeting_document.read_papers, meeting_document.paper_document),
    "practice": _kind(Practice, practice_document.read_indexable, practice_document.to_document),
}
