"""Alembic's environment: the application's own engine, and one transaction for the whole upgrade.

The engine sends BEGIN itself on SQLite, so there too an upgrade that is killed half-way leaves the old schema whole.
"""

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]
database = migrate.db
PLAIN = {"UTCDateTime": "sa.DateTime(timezone=True)", "CodeLists": "sa.Text()", "PydanticJSON": "sa.Text()"}


def render_item(kind, value, _context):
    """Versions import nothing of the portal: its own column types are written as what they store."""
    return PLAIN.get(type(value).__name__, False) if kind == "type" else False


def run() -> None:
    from portal.foundation.database import writing

    options = {"transactional_ddl": True, "compare_type": True, "render_as_batch": True, "render_item": render_item}
    with writing(), database.engine.connect() as connection, connection.begin():
        context.configure(connection=connection, target_metadata=database.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
