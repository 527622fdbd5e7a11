"""A database that does not answer: locked by another writer, or with its connections cut."""

import html
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import func, select, text

from portal.cases.models import Case
from portal.foundation.database import db
from tests.support.cases import draft
from tests.support.portal import Portal

ON_POSTGRESQL = bool(os.environ.get("PORTAL_TEST_DATABASE"))
TYPED = {"texts-0-language": "en", "texts-0-state": "original", "texts-0-title": "Typed “by hand” & kept"}


def _address() -> str:
    return db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def locked(portal: Portal) -> Iterator[None]:
    """Another writer holds what every writer needs, for longer than the busy time-out; here that is shortened."""
    db.session.rollback()
    if ON_POSTGRESQL:
        with psycopg.connect(_address()) as other:
            other.execute("LOCK TABLE cases, audit, outbox IN EXCLUSIVE MODE")
            yield
            other.rollback()
    else:
        with closing(sqlite3.connect(str(db.engine.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


@pytest.fixture
def impatient(portal: Portal) -> Iterator[None]:
    """Every connection waits a tenth of a second instead of five."""
    from sqlalchemy import event

    statement = "SET lock_timeout = 100" if ON_POSTGRESQL else "PRAGMA busy_timeout = 100"

    def hurry(connection: object, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(statement)
        cursor.close()

    db.session.remove()
    event.listen(db.engine, "checkout", hurry)
    yield
    event.remove(db.engine, "checkout", hurry)
    db.session.remove()
    db.engine.dispose()


def test_a_lock_held_too_long_is_a_busy_page_with_the_text_kept(
    portal: Portal, impatient: None, request: pytest.FixtureRequest
) -> None:
    browser = portal.browser(portal.cast.author)
    before = db.session.scalar(select(func.count(Case.id)))
    request.getfixturevalue("locked")
    answer = browser.post("/cases/new", TYPED)
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0
    assert html.escape(TYPED["texts-0-title"]) in answer.text.replace("&#34;", "&quot;")
    assert db.session.scalar(select(func.count(Case.id))) == before


def test_reading_goes_on_while_another_writes(portal: Portal, impatient: None, request: pytest.FixtureRequest) -> None:
    case = draft(portal.cast.author.actor)
    browser = portal.browser(portal.cast.author)
    request.getfixturevalue("locked")
    for path in (
        "/",
        "/cases",
        f"/cases/{case.id}",
        f"/cases/{case.id}/edit/texts",
        "/members",
        "/account",
        "/search?q=x",
    ):
        assert browser.get(path).status_code == 200, path


def test_after_the_lock_the_same_form_is_taken(portal: Portal, impatient: None, locked: None) -> None:
    """Signing in writes too: it answers busy, not wrong."""
    stranger = portal.browser()
    stranger.get("/sign-in")
    values = {"email": portal.cast.author.email, "password": "a long enough password"}
    assert stranger.post("/sign-in", values).status_code == 503


def _cut_connections() -> None:
    """On SQLite, which has no server that could cut them, they are closed under the application."""
    if not ON_POSTGRESQL:
        db.engine.dispose()
        return
    with psycopg.connect(_address(), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_cut_connections_cost_at_most_one_clean_page(portal: Portal) -> None:
    browser = portal.browser(portal.cast.author)
    for _ in range(3):
        _cut_connections()
        db.session.remove()
        assert browser.get("/cases").status_code in (200, 503)
        assert browser.get("/cases").status_code == 200
        assert browser.post("/cases/new", TYPED).status_code == 302
    assert db.session.scalar(text("SELECT 1")) == 1
