"""The file store: the same content once, nothing altered is ever given out."""

from io import BytesIO
from pathlib import Path

import pytest

from portal.foundation.files import FileStore, FileTooLarge, ReceivedFile, receive


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def _kept(store: FileStore, content: bytes = b"content") -> ReceivedFile:
    received = receive(BytesIO(content), 100)
    store.put(received)
    return received


def _blob(folder: Path) -> Path:
    return next(path for path in folder.rglob("*") if path.is_file())


def test_the_same_content_is_stored_once_and_comes_back(store: FileStore) -> None:
    first, second = _kept(store), _kept(store)
    assert first == second and list(store.names()) == [first.sha256]
    assert store.get(first.sha256) == b"content"


@pytest.mark.parametrize("content", [b"", b"other", b"content ", b"conten"])
def test_altered_content_is_not_given_out(store: FileStore, tmp_path: Path, content: bytes) -> None:
    stored = _kept(store)
    _blob(tmp_path).write_bytes(content)
    assert store.get(stored.sha256) is None


def test_missing_content_is_none(store: FileStore, tmp_path: Path) -> None:
    stored = _kept(store)
    _blob(tmp_path).unlink()
    assert store.get(stored.sha256) is None and list(store.names()) == []


def test_altered_content_is_mended_by_storing_it_again(store: FileStore, tmp_path: Path) -> None:
    stored = _kept(store)
    _blob(tmp_path).write_bytes(b"other")
    _kept(store)
    assert store.get(stored.sha256) == b"content"


def test_more_than_allowed_is_refused_and_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(FileTooLarge):
        _kept(store, b"x" * 101)
    assert list(store.names()) == []
    _kept(store, b"x" * 100)


def test_deleted_content_is_gone(store: FileStore) -> None:
    stored = _kept(store)
    store.delete(stored.sha256)
    assert store.get(stored.sha256) is None
