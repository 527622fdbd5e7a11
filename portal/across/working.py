"""The worker's handlers: what is done with each topic of the outbox."""

from collections.abc import Sequence
from threading import Event, Thread

from flask import Flask

from portal.across.indexing.service import index_rows
from portal.cases import messages
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.outbox.worker import Handler, Worker


def make_worker(app: Flask) -> Worker:
    def index(rows: Sequence[OutboxRow]) -> None:
        index_rows(app.extensions["portal_search"], rows)

    def mail(rows: Sequence[OutboxRow]) -> None:
        """The audience is asked again: what may no longer be told is not sent."""
        base = app.extensions["portal_settings"].base_url
        for row in rows:
            message = messages.build(row.key, base, row.id)
            if message is not None:
                app.extensions["portal_sender"].send(message)

    return Worker({"index": Handler(index, batch=500), "mail": Handler(mail, batch=1)})


def run_worker(app: Flask, stop: Event) -> None:
    """Until told to stop."""
    with app.app_context():
        make_worker(app).run(stop)


def start_worker_thread(app: Flask, stop: Event) -> Thread:
    """A worker inside this process, for tests and the in-memory engine."""
    thread = Thread(target=run_worker, args=(app, stop), name="worker", daemon=True)
    thread.start()
    return thread
