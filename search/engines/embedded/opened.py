"""One generation opened by this process, and its newest searcher."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from search.engine import SearchUnavailable
from search.engines.embedded.fields import register
from search.engines.embedded.snapshot import Snapshot

_WRITE_HEAP = 64_000_000
_FILL_HEAP = 192_000_000


@contextmanager
def plain_errors() -> Iterator[None]:
    """Whatever breaks inside the engine leaves it as SearchUnavailable; our own mistakes do not hide."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise SearchUnavailable(_reason(error)) from error
    except BaseException as error:
        # a panic of the engine derives from BaseException so that it is not caught by accident
        if type(error).__name__ != "PanicException":
            raise
        raise SearchUnavailable("index is damaged; rebuild") from error


def _reason(error: Exception) -> str:
    if "LockBusy" in str(error):
        return "index is being written by another process"
    return f"index cannot be used ({type(error).__name__}); rebuild if this stays"


class Opened:
    """Keeps a searcher and renews it when another process has committed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._meta = folder / "meta.json"
        self._lock = threading.Lock()
        with plain_errors():
            # looked at before opening: a commit in between is then seen as new by the next call
            self._stamp = self._look()
            self._index = open_index(folder)
            self._snapshot = Snapshot(self._index.searcher())

    def snapshot(self) -> Snapshot:
        with plain_errors(), self._lock:
            stamp = self._look()
            if stamp != self._stamp:
                self._index.reload()
                self._snapshot = Snapshot(self._index.searcher())
                self._stamp = stamp
            return self._snapshot

    def _look(self) -> tuple[int, int, int]:
        found = self._meta.stat()
        return found.st_mtime_ns, found.st_ino, found.st_size


def open_index(folder: Path) -> tantivy.Index:
    """Raises SearchUnavailable for another format on disk, ValueError or OSError for a damaged one."""
    if not tantivy.Index.is_compatible(str(folder)):
        raise SearchUnavailable("index is of another version; rebuild")
    index = tantivy.Index.open(str(folder))
    # we look at the meta file ourselves; a watching thread would not survive a fork
    index.config_reader(reload_policy="manual")
    register(index)
    index.reload()
    return index


@contextmanager
def writing(folder: Path, fill: bool) -> Iterator[tantivy.IndexWriter]:
    """One writer for one batch, committed whole or rolled back. `fill` spends more memory and threads.

    What the caller's own code raises comes out as it is.
    """
    with plain_errors():
        writer = open_index(folder).writer(_FILL_HEAP if fill else _WRITE_HEAP, 2 if fill else 1)
    try:
        try:
            yield writer
        except BaseException:
            with plain_errors():
                writer.rollback()
            raise
        with plain_errors():
            writer.commit()
    finally:
        # frees the lock; without it files of half-done merges would stay behind
        with plain_errors():
            writer.wait_merging_threads()
