"""The readable number, given once: `M-2018-004`."""

import re
from functools import cache

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.sql.dml import ReturningInsert

from portal.foundation.database import db
from portal.meetings.models import MeetingNumber

_NUMBER = re.compile(r"M-\d{4}-\d{3,6}", re.ASCII)


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def next_number(year: int) -> str:
    """The next of the year the meeting is in. Two at once wait for each other; a rolled-back one leaves no hole."""
    last = db.session.connection().scalar(_counting(db.engine.dialect.name), {"year": year})
    return f"M-{year}-{last:03d}"


@cache
def _counting(dialect: str) -> ReturningInsert[tuple[int]]:
    table = MeetingNumber.metadata.tables[MeetingNumber.__tablename__]
    insert = insert_sqlite if dialect == "sqlite" else insert_postgresql
    statement = insert(table).values(year=bindparam("year"), last=1)
    counted = statement.on_conflict_do_update(index_elements=["year"], set_={"last": table.c.last + 1})
    return counted.returning(table.c.last)
