"""The worker's handlers: what is done with each topic of the outbox."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.across.alerts.telling import tell
from portal.across.bookmarks.service import remind_of_bookmarks
from portal.across.indexing.service import index_rows, reconcile
from portal.across.newsmail import composing
from portal.across.newsmail.gathering import gather_news
from portal.across.newsmail.returns import note_return
from portal.across.presenting.service import prepare_drafts
from portal.across.searches import calling
from portal.across.searches.matching import ask_saved_searches
from portal.across.sweeping import sweep_files
from portal.cases import messages as case_messages
from portal.cases.asking import end_expired
from portal.foundation.database import db, transaction
from portal.foundation.mail import Message, Undeliverable
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.outbox.worker import Chore, Handler, Worker
from portal.meetings import agenda
from portal.meetings.decisions import remind_due
from portal.meetings.registration import messages as registration_messages
from portal.meetings.registration.reminding import purge_answers, remind_participants
from portal.members.throttling import forget_tries
from portal.practices import messages as practice_messages
from search.engine import SearchUnavailable

log = structlog.get_logger()
LETTERS: Mapping[str, Callable[[str, str, str], Message | None]] = {
    "case": case_messages.build,
    "practice": practice_messages.build,
    "registration": registration_messages.build,
    "news": composing.build,
}
"""Subject a key begins with → who words the message; None where it is no longer right to send it."""
FINISHED: Mapping[str, Callable[[str], None]] = {"news": composing.finish}
"""Subject → what is noted once its message has left, or never will."""


def make_worker(app: Flask) -> Worker:
    """One that does everything, for tests and commands."""
    return Worker(_indexing(app) | _telling(app), _chores())


def _indexing(app: Flask) -> dict[str, Handler]:
    """What search and pages wait for."""

    def index(rows: Sequence[OutboxRow]) -> None:
        index_rows(app.extensions["portal_search"], rows)

    def files(rows: Sequence[OutboxRow]) -> None:
        sweep_files(app.extensions["portal_files"], {row.key for row in rows})

    prepare = Handler(prepare_drafts, batch=20)
    return {"index": Handler(index, batch=500), "files": Handler(files), agenda.TOPIC: prepare}


def _telling(app: Flask) -> dict[str, Handler]:
    """What may take its time: telling members and programs, who may be slow to answer."""

    def mail(rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            _send(app, row)

    def call(rows: Sequence[OutboxRow]) -> None:
        settings = app.extensions["portal_settings"]
        for row in rows:
            calling.deliver(row, settings.webhook_allowed, settings.secret_key.get_secret_value(), settings.base_url)

    return {
        "event": Handler(tell, batch=20),
        "mail": Handler(mail, batch=1),
        calling.TOPIC: Handler(call, batch=1),
    }


def _chores() -> list[Chore]:
    each_hour = (remind_due, remind_participants, remind_of_bookmarks, purge_answers, forget_tries)
    hourly = [Chore(chore, every=3600) for chore in each_hour]
    return [*hourly, Chore(end_expired, every=2), Chore(ask_saved_searches, every=5), Chore(gather_news, every=5)]


def _send(app: Flask, row: OutboxRow) -> None:
    """The audience is asked again: what may no longer be told is not sent."""
    subject, key = row.key.partition(".")[0], row.key
    name = f"{row.id}-{row.created_at.timestamp():.6f}"
    message = LETTERS[subject](key, app.extensions["portal_settings"].base_url, name)
    if message is not None:
        try:
            app.extensions["portal_sender"].send(message)
        except Undeliverable:
            with transaction():
                note_return(message.key, message.member_id)
            if subject not in FINISHED:
                raise
    if subject in FINISHED:
        FINISHED[subject](key)


def run_worker(app: Flask, stop: Event) -> None:
    """Sweeps stray files, repairs what differs between database and index, then works until told to stop.

    In two threads: a mail server that hangs, or thousands of saved searches, must not keep a case out of search.
    """
    with app.app_context():
        _heal(app)
    telling = Thread(target=_work, args=(app, stop, Worker(_telling(app), _chores())), name="telling")
    telling.start()
    _work(app, stop, Worker(_indexing(app)))
    telling.join()


def _work(app: Flask, stop: Event, worker: Worker) -> None:
    with app.app_context():
        worker.run(stop)


def _heal(app: Flask) -> None:
    """An index that was lost comes back empty: it must not answer as if there were nothing."""
    try:
        sweep_files(app.extensions["portal_files"])
        found = reconcile(app.extensions["portal_search"])
    except (SearchUnavailable, SQLAlchemyError) as fault:
        log.warning("index.not_reconciled", fault=str(fault)[:300])
    else:
        log.info("index.reconciled", outdated=found.outdated, surplus=found.surplus)
    finally:
        db.session.remove()


def create_app() -> Flask:
    """The whole application. Found by name: what lies above this tier may not be imported from it."""
    made: Flask = import_module("portal.app").create_app()
    return made


def app_with_worker() -> Flask:
    """Web and worker in one process: the only way for the in-memory engine, which no other process sees."""
    app = create_app()
    Thread(target=run_worker, args=(app, Event()), name="worker", daemon=True).start()
    return app
