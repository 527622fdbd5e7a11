"""Fixtures every test may use. The database is real: SQLite, or PostgreSQL when PORTAL_TEST_DATABASE names a server."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.foundation.database import Base, db, transaction
from tests.support.cast import Cast, make_cast
from tests.support.portal import Portal


def _new_database() -> str:
    server = os.environ.get("PORTAL_TEST_DATABASE", "")
    if not server:
        return ""
    name = f"portal_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.format(database=name)


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application a process, on the in-memory engine; its tables are emptied before each test."""
    folder = tmp_path_factory.mktemp("portal")
    settings = Settings(data_dir=folder, database_url=_new_database(), search_url="memory:", mail_url="")
    app = create_app(settings)
    app.testing = True
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application with empty tables and an empty index, inside its context."""
    from search.engine import open_engine

    shared_app.extensions["portal_search"] = open_engine("memory:")
    with shared_app.app_context():
        with transaction():
            for table in reversed(Base.metadata.sorted_tables):
                db.session.execute(table.delete())
        yield shared_app
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The fixed cast that tells every permission story."""
    return make_cast()


@pytest.fixture
def portal(app: Flask, cast: Cast) -> Portal:
    """The portal as people use it: sign in, open pages, let the worker work."""
    return Portal(app, cast)


@pytest.fixture
def data_dir(shared_app: Flask) -> Path:
    folder: Path = shared_app.extensions["portal_settings"].data_dir
    return folder
