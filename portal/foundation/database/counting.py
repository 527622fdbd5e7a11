"""Numbers given once: two at once wait for each other, and a rolled-back one leaves no hole."""

from functools import cache

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.sql.dml import ReturningInsert

from portal.foundation.database.base import Base, db


def count_up(counter: type[Base], **key: str | int) -> int:
    """The next number of this key; `counter` has the key's columns and `last`."""
    statement = _counting(counter.__tablename__, tuple(sorted(key)), db.engine.dialect.name)
    last: int = db.session.connection().execute(statement, key).scalar_one()
    return last


@cache
def _counting(name: str, key: tuple[str, ...], dialect: str) -> ReturningInsert[int]:
    table = Base.metadata.tables[name]
    insert = insert_sqlite if dialect == "sqlite" else insert_postgresql
    statement = insert(table).values(last=1, **{column: bindparam(column) for column in key})
    counted = statement.on_conflict_do_update(index_elements=list(key), set_={"last": table.c.last + 1})
    return counted.returning(table.c.last)
