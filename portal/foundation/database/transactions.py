"""One commit, at the edge: a request, a command, a step of the worker. Services never commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from portal.foundation.database.base import db

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def is_writing() -> bool:
    return _writing.get()


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside may write: on SQLite they take the write lock at once.

    A read that turns into a write on SQLite fails without waiting (SQLITE_BUSY_SNAPSHOT), so the intent has to be
    known when the transaction begins.
    """
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read, whatever surrounds them: an error page must not wait for a lock."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def transaction() -> Iterator[None]:
    """Commits what was done inside, or nothing of it."""
    with writing():
        db.session.rollback()
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
