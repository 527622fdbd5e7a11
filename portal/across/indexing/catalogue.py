"""Which kinds search holds: how each is loaded, turned into documents and counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.cases.document import read_indexable, to_document
from portal.cases.models import Case
from portal.foundation.database import db
from search.document import Document

BATCH = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """`load` turns ids into documents, `every` walks them all, `revisions` maps id → revision in the database."""

    load: Callable[[Sequence[str]], list[Document]]
    every: Callable[[], Iterator[Document]]
    revisions: Callable[[], Mapping[str, int]]


def _load_cases(ids: Sequence[str]) -> list[Document]:
    return [to_document(case) for case in read_indexable(Case.id.in_(list(ids)), len(ids))]


def _every_case() -> Iterator[Document]:
    """In the order of the ids, one batch of rows in memory at a time."""
    after = ""
    while True:
        rows = read_indexable(Case.id > after, BATCH)
        if not rows:
            return
        after = rows[-1].id
        yield from (to_document(case) for case in rows)


def _case_revisions() -> Mapping[str, int]:
    return {row.id: row.revision for row in db.session.execute(select(Case.id, Case.revision))}


CATALOGUE: Mapping[str, Kind] = {"case": Kind(_load_cases, _every_case, _case_revisions)}
