"""What readiness asks of each part."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from portal.foundation.database import db
from portal.foundation.outbox.queue import oldest_age_seconds

LAG_LIMIT_SECONDS = 300


def readiness(app: Flask) -> dict[str, Callable[[], tuple[bool, str | float]]]:
    def database() -> tuple[bool, str | float]:
        db.session.execute(text("SELECT 1"))
        return True, db.engine.dialect.name

    def migrations() -> tuple[bool, str | float]:
        current, head = schema_revisions(app)
        return current is not None and current == head, current or "none"

    def index() -> tuple[bool, str | float]:
        health = app.extensions["portal_search"].health()
        return health.ok, health.reason

    def outbox() -> tuple[bool, str | float]:
        age = round(oldest_age_seconds(), 1)
        return age < LAG_LIMIT_SECONDS, age

    return {"database": database, "migrations": migrations, "index": index, "outbox": outbox}


def schema_revisions(app: Flask) -> tuple[str | None, str | None]:
    """(the database's revision, the code's). Alembic is loaded when this is first asked: it takes 12 MB."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = app.extensions["migrate"].migrate.get_config()
    current = MigrationContext.configure(db.session.connection()).get_current_revision()
    return current, ScriptDirectory.from_config(config).get_current_head()


def migrations_at_head(app: Flask) -> bool:
    current, head = schema_revisions(app)
    db.session.rollback()
    return current is not None and current == head
