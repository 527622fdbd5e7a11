"""The loop that does what the outbox asks. One thread; as many processes as there are writers allowed."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event

import structlog

from portal.foundation.database import db
from portal.foundation.errors import Unavailable
from portal.foundation.ids import new_id
from portal.foundation.outbox import queue
from portal.foundation.outbox.models import OutboxRow

log = structlog.get_logger()
IDLE_SECONDS = 0.15


@dataclass(frozen=True, slots=True)
class Handler:
    """`handle` does the rows or raises: Unavailable when the fault is not theirs, anything else when it is."""

    handle: Callable[[Sequence[OutboxRow]], None]
    batch: int = 200


@dataclass(slots=True)
class Chore:
    """What time alone brings about: done at the start, then again when so many seconds have passed.

    Several workers may do it at once, so it must notice what is done already.
    """

    do: Callable[[], object]
    every: float
    due: float = 0.0


class Worker:
    def __init__(self, handlers: Mapping[str, Handler], chores: Sequence[Chore] = ()) -> None:
        self.handlers, self.chores = handlers, chores
        self.id = new_id()

    def run(self, stop: Event) -> None:
        """Until told to stop; a fault of the database is waited out."""
        while not stop.is_set():
            try:
                busy = self.step()
            except Exception:
                log.exception("worker.step_failed")
                db.session.remove()
                busy = False
                stop.wait(1.0)
            if not busy:
                stop.wait(IDLE_SECONDS)

    def step(self) -> bool:
        """Chores that are due, then one batch of each topic. True when there was something to do."""
        for chore in self.chores:
            self._chore(chore)
        done = [self._step(topic, handler) for topic, handler in self.handlers.items()]
        return any(done)

    def drain(self, limit: int = 10_000) -> None:
        """Everything that is due now, for tests and commands."""
        for _ in range(limit):
            if not self.step():
                return

    def _chore(self, chore: Chore) -> None:
        if chore.due > time.monotonic():
            return
        chore.due = time.monotonic() + chore.every
        try:
            chore.do()
        finally:
            db.session.remove()

    def _step(self, topic: str, handler: Handler) -> bool:
        rows = queue.claim(topic, self.id, handler.batch)
        if rows:
            self._do(handler, rows)
        return bool(rows)

    def _do(self, handler: Handler, rows: Sequence[OutboxRow]) -> None:
        try:
            handler.handle(rows)
        except Unavailable as fault:
            queue.put_back(rows, str(fault), may_park=False)
        except Exception as fault:
            self._isolate(handler, rows, fault)
        else:
            queue.complete(rows, self.id)
        finally:
            db.session.remove()

    def _isolate(self, handler: Handler, rows: Sequence[OutboxRow], fault: Exception) -> None:
        """One bad row must not hold up the others: the batch is done again row by row."""
        db.session.remove()
        if len(rows) > 1:
            for row in rows:
                self._do(handler, [row])
            return
        log.error("outbox.row_failed", topic=rows[0].topic, key=rows[0].key, fault=repr(fault))
        queue.put_back(rows, f"{type(fault).__name__}: {fault}", may_park=True)
