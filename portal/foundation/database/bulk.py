"""The one place for UPDATE and DELETE statements over many rows: they pass the capture listener by."""

from sqlalchemy import Delete, Update

from portal.foundation.database.base import db


def execute_bulk(statement: Update | Delete) -> int:
    """Runs it and returns how many rows it touched. Never for tables of `Indexed` rows."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(getattr(result, "rowcount", 0))
