"""Work after a commit: it exists exactly when its cause does, is done by one worker, and one bad row stops nobody."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.cases import service
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.errors import Unavailable
from portal.foundation.outbox import queue
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.outbox.queue import LEASE, MAX_ATTEMPTS, MAX_DELAY
from portal.foundation.outbox.worker import Handler, Worker
from tests.support.cases import draft, published
from tests.support.cast import Cast


def _enqueue(*keys: str, priority: int = 1) -> None:
    with transaction():
        for key in keys:
            queue.enqueue("test", key, priority=priority)


def _keys() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxRow.key).order_by(OutboxRow.id)))


def _rows(topic: str) -> Sequence[OutboxRow]:
    db.session.rollback()
    return db.session.scalars(select(OutboxRow).where(OutboxRow.topic == topic).order_by(OutboxRow.id)).all()


def test_a_case_and_its_outbox_row_are_stored_together_or_not_at_all(cast: Cast) -> None:
    case = draft(cast.author.actor)
    assert [row.key for row in _rows("index")] == [f"case:{case.id}"]
    with pytest.raises(RuntimeError), transaction():
        queue.enqueue("test", "never")
        raise RuntimeError
    assert "never" not in _keys()


def test_two_workers_never_claim_the_same_row(app: Flask) -> None:
    _enqueue(*"abcdef")
    first, second = queue.claim("test", "one", 4), queue.claim("test", "two", 4)
    assert [row.key for row in first] == list("abcd")
    assert [row.key for row in second] == list("ef")
    assert queue.claim("test", "three", 4) == []


def test_a_finished_row_is_forgotten_and_one_put_back_waits_for_its_moment(app: Flask) -> None:
    _enqueue("done", "later")
    done, later = queue.claim("test", "one", 2)
    queue.complete([done], "one")
    queue.put_back([later], "not now", may_park=False)
    assert _keys() == ["later"] and queue.claim("test", "one", 2) == []
    with time_machine.travel(clock.now() + MAX_DELAY, tick=False):
        assert [row.key for row in queue.claim("test", "one", 2)] == ["later"]


def test_the_row_of_a_dead_worker_comes_back_when_its_lease_ends(app: Flask) -> None:
    _enqueue("orphan")
    queue.claim("test", "dead", 1)
    assert queue.claim("test", "living", 1) == []
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=False):
        assert [row.key for row in queue.claim("test", "living", 1)] == ["orphan"]


def test_a_worker_that_lost_its_lease_cannot_finish_the_row_of_another(app: Flask) -> None:
    _enqueue("contested")
    held_too_long = queue.claim("test", "slow", 1)
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=False):
        queue.claim("test", "quick", 1)
        queue.complete(held_too_long, "slow")
        assert _keys() == ["contested"]
        queue.put_back(held_too_long, "too late", may_park=True)
        assert [row.claimed_by for row in _rows("test")] == ["quick"]


def test_what_narrows_goes_first(cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor)
    case_id, revision = case.id, case.revision
    _drop("index")
    draft(cast.author.actor)
    with transaction():
        service.withdraw_case(cast.author.actor, case_id, revision)
    assert queue.claim("index", "one", 1)[0].key == f"case:{case_id}"


def _drop(topic: str) -> None:
    with transaction():
        for row in db.session.scalars(select(OutboxRow).where(OutboxRow.topic == topic)):
            db.session.delete(row)


def _worked(handler: Handler, times: int) -> None:
    """The worker's steps, an hour between them, so that every delay is over."""
    start = clock.now()
    for hour in range(times):
        with time_machine.travel(start + timedelta(hours=hour), tick=False):
            Worker({"test": handler}).step()


def test_one_bad_row_is_parked_with_its_reason_and_the_others_flow(app: Flask) -> None:
    done: list[str] = []

    def handle(rows: Sequence[OutboxRow]) -> None:
        if any(row.key == "bad" for row in rows):
            raise ValueError("cannot be read")
        done.extend(row.key for row in rows)

    _enqueue("a", "bad", "b")
    _worked(Handler(handle), 1)
    assert done == ["a", "b"] and _keys() == ["bad"]
    _worked(Handler(handle), MAX_ATTEMPTS + 3)
    parked = _rows("test")
    assert [(row.key, row.parked_reason) for row in parked] == [("bad", "ValueError: cannot be read")]
    assert queue.counts()["test"] == (0, 1) and queue.oldest_age_seconds() == 0


def test_a_part_that_is_down_never_parks_what_waits_for_it(app: Flask) -> None:
    tries = 0

    def handle(_rows: Sequence[OutboxRow]) -> None:
        nonlocal tries
        tries += 1
        raise Unavailable("search is down")

    _enqueue("a", "b")
    _worked(Handler(handle), MAX_ATTEMPTS * 3)
    assert tries >= MAX_ATTEMPTS * 3
    assert [row.parked_reason for row in _rows("test")] == [None, None]


def test_a_parked_row_gets_its_tries_back_once(app: Flask) -> None:
    _enqueue("bad")
    with transaction():
        row = db.session.scalars(select(OutboxRow)).one()
        row.parked_reason, row.attempts = "why", MAX_ATTEMPTS
        number = row.id
    with transaction():
        assert queue.retry_parked(number)
    with transaction():
        assert not queue.retry_parked(number) and not queue.retry_parked(number + 1)
    assert [(row.attempts, row.parked_reason) for row in _rows("test")] == [(0, None)]


def test_a_fault_of_the_handler_leaves_no_half_done_statement(cast: Cast) -> None:
    """The worker rolls back between rows: what the bad row wrote is not committed with the next one's finish."""

    def handle(rows: Sequence[OutboxRow]) -> None:
        if rows[0].key == "bad":
            queue.enqueue("stray", "written by the bad row")
            db.session.flush()
            raise ValueError("after writing")

    _enqueue("bad", "good")
    _worked(Handler(handle, batch=1), 2)
    assert _rows("stray") == []
