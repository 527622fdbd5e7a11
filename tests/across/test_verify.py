"""`verify` finds each kind of difference and names the thing; without any it says so."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, update

from portal.across.verifying import find_differences
from portal.cases.files import attach_file
from portal.cases.models import Case, CaseAudience, CaseFile, CaseVersion
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.files import FileStore
from portal.foundation.outbox import queue
from portal.foundation.outbox.models import OutboxRow
from search.document import Document
from tests.support.cases import published
from tests.support.portal import Portal

Plant = Callable[[Flask, str], None]


@pytest.fixture
def case_id(portal: Portal) -> str:
    """A published case with a file, indexed; nothing differs."""
    store: FileStore = portal.app.extensions["portal_files"]
    for name in list(store.names()):
        store.delete(name)
    author = portal.cast.author.actor
    case = published(author, portal.cast.coordinator.actor)
    with transaction():
        attach_file(
            author, store, case.id, layer="annex", name="note.txt", stream=BytesIO(b"evidence"), max_bytes=1_000
        )
    portal.work()
    assert find_differences(portal.app) == []
    return db.session.query(Case.id).scalar() or ""


def _blob(app: Flask) -> Path:
    folder: Path = app.extensions["portal_settings"].data_dir / "files"
    return next(path for path in folder.rglob("*") if path.is_file())


def _audience_row(app: Flask, case_id: str) -> None:
    db.session.execute(delete(CaseAudience).where(CaseAudience.token == "all"))


def _audience_widened(app: Flask, case_id: str) -> None:
    db.session.add(CaseAudience(case_id=case_id, layer="annex", token="public"))


def _version(app: Flask, case_id: str) -> None:
    db.session.execute(delete(CaseVersion))


def _audit(app: Flask, case_id: str) -> None:
    db.session.execute(delete(AuditRow).where(AuditRow.act == "case.created"))


def _missing_file(app: Flask, case_id: str) -> None:
    _blob(app).unlink()


def _altered_file(app: Flask, case_id: str) -> None:
    _blob(app).write_bytes(b"evidenc3")


def _stray_file(app: Flask, case_id: str) -> None:
    db.session.execute(delete(CaseFile))


def _parked(app: Flask, case_id: str) -> None:
    db.session.add(OutboxRow(topic="mail", key="case.published:x:y", parked_reason="550 refused"))


def _outdated_index(app: Flask, case_id: str) -> None:
    db.session.execute(update(Case).values(revision=Case.revision + 1))


def _missing_in_index(app: Flask, case_id: str) -> None:
    app.extensions["portal_search"].remove({("case", case_id): 10**9})


def _surplus_index(app: Flask, case_id: str) -> None:
    app.extensions["portal_search"].put([Document(kind="case", key="0" * 32, revision=1, parts=())])


PLANTED: dict[str, tuple[Plant, str]] = {
    "an audience row is lost": (_audience_row, "case {case}: audience of the abstract is not what its marks say"),
    "an audience row is too many": (_audience_widened, "case {case}: audience of the annex is not what its marks say"),
    "versions are lost": (_version, "case {case}: 0 versions kept, 1 expected"),
    "the audit row is lost": (_audit, "case {case}: no audit row of its creation"),
    "a file is missing": (_missing_file, "its content is missing"),
    "a file is altered": (_altered_file, "its content is altered"),
    "a file nobody names": (_stray_file, "nothing names it"),
    "a row is parked": (_parked, "parked: mail case.published:x:y: 550 refused"),
    "the index is behind": (_outdated_index, "index: case {case} is not what the database says"),
    "the index lacks a case": (_missing_in_index, "index: case {case} is not what the database says"),
    "the index holds too much": (_surplus_index, f"index: case {'0' * 32} is no longer in the database"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_difference_is_found_and_named(portal: Portal, case_id: str, what: str) -> None:
    plant, words = PLANTED[what]
    with transaction():
        plant(portal.app, case_id)
    db.session.expire_all()
    found = find_differences(portal.app)
    assert len(found) == 1 and words.format(case=case_id) in found[0], found


def test_work_that_still_waits_is_no_difference(portal: Portal, case_id: str) -> None:
    with transaction():
        _outdated_index(portal.app, case_id)
        queue.enqueue("index", f"case:{case_id}")
    assert find_differences(portal.app) == []
