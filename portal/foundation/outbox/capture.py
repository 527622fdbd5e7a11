"""Changes are noticed where they cannot be forgotten: on flush, in the transaction that makes them."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.foundation.database.base import Indexed
from portal.foundation.ids import new_id
from portal.foundation.outbox.models import OutboxRow


def install_capture(session_factory: Any) -> None:
    """Every insert, update or delete of an `Indexed` row appends one outbox row.

    Rows are always appended: skipping one because another waits would lose a change made while that other is being
    handled. The worker folds them.
    """
    event.listen(session_factory, "before_flush", _append_rows)


def _append_rows(session: Session, _context: object, _instances: object) -> None:
    changed = [row for row in session.dirty if isinstance(row, Indexed) and session.is_modified(row)]
    changed += [row for row in [*session.new, *session.deleted] if isinstance(row, Indexed)]
    for row in changed:
        row.id = row.id or new_id()  # a default would fill it in only after this
        session.add(OutboxRow(topic="index", key=f"{row.__kind__}:{row.id}", priority=row.index_priority))
