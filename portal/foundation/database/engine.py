"""How connections behave, set once for every engine the application opens."""

from typing import Any

from sqlalchemy import Connection, Engine, event

from portal.foundation.database.transactions import is_writing

BUSY_TIMEOUT_MS = 5_000


def engine_options(url: str) -> dict[str, Any]:
    """What Flask-SQLAlchemy hands to create_engine."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 8, "pool_timeout": 5}


def prepare_engine(engine: Engine) -> None:
    """WAL, foreign keys and BEGIN IMMEDIATE for writers on SQLite; nothing elsewhere."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)


def _prepare_connection(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
