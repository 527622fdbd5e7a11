"""The readable number, given once: `SRB-2018-004`."""

import re
from functools import cache

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.sql.dml import ReturningInsert

from portal.cases.content import CaseContent
from portal.cases.models import CaseNumber
from portal.countries.queries import countries
from portal.foundation import clock
from portal.foundation.database import db

_NUMBER = re.compile(r"[A-Z]{3}-\d{4}-\d{3,6}")


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def numbering_country(content: CaseContent, owner_country: str) -> str:
    """The country that prosecutes, else the one that seized, else the owner's."""
    for part in ("prosecution", "seizure"):
        for entry in content.countries:
            if entry.part == part:
                return entry.code
    return owner_country


def next_number(country: str) -> str:
    """The next of this country and year. Two at once wait for each other; a rolled-back one leaves no hole."""
    alpha3, year = countries()[country].alpha3, clock.now().year
    last = db.session.connection().scalar(_counting(db.engine.dialect.name), {"country": alpha3, "year": year})
    return f"{alpha3}-{year}-{last:03d}"


@cache
def _counting(dialect: str) -> ReturningInsert[tuple[int]]:
    table = CaseNumber.metadata.tables[CaseNumber.__tablename__]
    insert = insert_sqlite if dialect == "sqlite" else insert_postgresql
    statement = insert(table).values(country=bindparam("country"), year=bindparam("year"), last=1)
    counted = statement.on_conflict_do_update(index_elements=["country", "year"], set_={"last": table.c.last + 1})
    return counted.returning(table.c.last)
