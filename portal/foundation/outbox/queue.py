"""Claiming, finishing and putting back rows. Each function is one short transaction of the worker."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update

from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.outbox.models import OutboxRow

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8
MAX_DELAY = timedelta(seconds=60)


def enqueue(topic: str, key: str, payload: str = "", priority: int = 1) -> None:
    """In the caller's transaction: the work exists exactly when its cause does."""
    db.session.add(OutboxRow(topic=topic, key=key, payload=payload, priority=priority))


def claim(topic: str, worker: str, limit: int) -> Sequence[OutboxRow]:
    """The rows due next, leased to `worker`. A worker that dies loses its lease, never a row."""
    with transaction():
        due = _due(topic, limit)
        rows = db.session.scalars(due.with_for_update(skip_locked=True)).all()
        until = clock.now() + LEASE
        for row in rows:
            row.claimed_by, row.claimed_until, row.attempts = worker, until, row.attempts + 1
        db.session.flush()
        db.session.expunge_all()
    return rows


def _due(topic: str, limit: int):  # type: ignore[no-untyped-def]
    moment = clock.now()
    return (
        select(OutboxRow)
        .where(OutboxRow.topic == topic, OutboxRow.parked_reason.is_(None))
        .where(OutboxRow.available_at <= moment)
        .where(or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < moment))
        .order_by(OutboxRow.priority, OutboxRow.id)
        .limit(limit)
    )


def complete(rows: Sequence[OutboxRow], worker: str) -> None:
    """Forgets finished rows. Only what this worker still holds: a lost lease means another does them again."""
    ids = [row.id for row in rows]
    with transaction():
        execute_bulk(delete(OutboxRow).where(OutboxRow.id.in_(ids), OutboxRow.claimed_by == worker))


def put_back(rows: Sequence[OutboxRow], reason: str, may_park: bool) -> None:
    """Tries again later, waiting longer each time; parks with the reason when it has been tried often enough.

    `may_park` is false where the fault is not the row's (an engine that is down): such rows wait for as long as it
    takes. A row whose lease another worker took over meanwhile is left to that one.
    """
    with transaction():
        for row in rows:
            parked = may_park and row.attempts >= MAX_ATTEMPTS
            delay = min(timedelta(seconds=0.25 * 2 ** min(row.attempts, 10)), MAX_DELAY)
            execute_bulk(
                update(OutboxRow)
                .where(OutboxRow.id == row.id, OutboxRow.claimed_by == row.claimed_by)
                .values(
                    claimed_by=None,
                    claimed_until=None,
                    available_at=clock.now() + delay,
                    parked_reason=reason[:500] if parked else None,
                )
            )


def retry_parked(row_id: int) -> bool:
    """Gives a parked row its tries back. False when there is none."""
    statement = update(OutboxRow).where(OutboxRow.id == row_id, OutboxRow.parked_reason.is_not(None))
    return execute_bulk(statement.values(parked_reason=None, attempts=0, available_at=clock.now())) == 1


def oldest_age_seconds() -> float:
    """How long the oldest row that is not parked has waited; 0 when none does."""
    oldest = db.session.scalar(select(func.min(OutboxRow.created_at)).where(OutboxRow.parked_reason.is_(None)))
    return (clock.now() - oldest).total_seconds() if oldest else 0.0


def counts() -> dict[str, tuple[int, int]]:
    """topic → (waiting, parked)."""
    parked = func.count(OutboxRow.parked_reason)
    rows = db.session.execute(select(OutboxRow.topic, func.count(OutboxRow.id), parked).group_by(OutboxRow.topic))
    return {topic: (total - held, held) for topic, total, held in rows}
