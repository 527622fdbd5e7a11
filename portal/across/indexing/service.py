"""Keeping the index a function of the database: row by row, whole, or by comparison."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from portal.across.indexing.catalogue import BATCH, CATALOGUE
from portal.foundation.database import db
from portal.foundation.errors import Unavailable
from portal.foundation.outbox.models import OutboxRow
from search.document import Document
from search.engine import Engine, SearchUnavailable
from search.rebuild import rebuild
from search.schema import fingerprint

LAST_REVISION = 2**62
"""Outranks every revision: the row is gone from the database and cannot come back under its id."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What comparison found: rows search lacks or holds in another revision, and what search should not hold."""

    outdated: int
    surplus: int

    @property
    def total(self) -> int:
        return self.outdated + self.surplus


def index_rows(engine: Engine, rows: Sequence[OutboxRow]) -> None:
    """The current state of every thing named: however many rows name it, it is put once."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        kind, _, key = row.key.partition(":")
        wanted.setdefault(kind, set()).add(key)
    for kind, keys in wanted.items():
        _put_or_remove(engine, kind, keys)


def _put_or_remove(engine: Engine, kind: str, keys: set[str]) -> None:
    documents = CATALOGUE[kind].load(sorted(keys))
    gone = keys - {document.key for document in documents}
    try:
        engine.put(documents)
        if gone:
            engine.remove({(kind, key): LAST_REVISION for key in gone})
    except SearchUnavailable as fault:
        raise Unavailable(str(fault)) from None


def compare(engine: Engine) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """kind → keys that are outdated, kind → keys that are surplus. Raises SearchUnavailable."""
    outdated, surplus = {}, {}
    for name, kind in CATALOGUE.items():
        expected, held = kind.revisions(), engine.revisions(name)
        outdated[name] = {key for key, revision in expected.items() if held.get(key) != revision}
        surplus[name] = set(held) - set(expected)
    return outdated, surplus


def reconcile(engine: Engine) -> Differences:
    """Repairs every difference between database and index, and says how many there were."""
    outdated, surplus = compare(engine)
    for name, keys in outdated.items():
        for batch in _batches(sorted(keys)):
            engine.put(CATALOGUE[name].load(batch))
            db.session.expunge_all()
    for name, keys in surplus.items():
        if keys:
            engine.remove({(name, key): LAST_REVISION for key in keys})
    return Differences(sum(map(len, outdated.values())), sum(map(len, surplus.values())))


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    left = iter(keys)
    while batch := list(islice(left, BATCH)):
        yield batch


def rebuild_index(engine: Engine, progress: Callable[[int], None] | None = None) -> int:
    """A new generation from the database; searching goes on meanwhile. Returns how many documents it holds."""

    def catch_up(target: Engine) -> None:
        db.session.rollback()
        reconcile(target)

    def expected() -> dict[str, dict[str, int]]:
        db.session.rollback()
        return {name: dict(kind.revisions()) for name, kind in CATALOGUE.items()}

    return rebuild(
        engine, fingerprint(), documents=_everything, catch_up=catch_up, expected_revisions=expected, progress=progress
    )


def _everything() -> Iterator[Document]:
    for kind in CATALOGUE.values():
        yield from kind.every()
