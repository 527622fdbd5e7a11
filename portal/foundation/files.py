"""Attachments: content-addressed, written before their row, never served as a page."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.exceptions import GenericError, NotFoundError
from obstore.store import LocalStore

from portal.foundation.errors import Unavailable


class FileTooLarge(ValueError):
    """More bytes than allowed."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """`sha256` is the name of the content; the same content is stored once."""

    sha256: str
    content: bytes


def receive(stream: BinaryIO, max_bytes: int) -> ReceivedFile:
    """Raises FileTooLarge."""
    content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise FileTooLarge
    return ReceivedFile(hashlib.sha256(content).hexdigest(), content)


class FileStore:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._store = LocalStore(folder)

    def put(self, file: ReceivedFile) -> None:
        """Keeps the content; its row is flushed before, see `sweeping`. Raises Unavailable (a full disk)."""
        try:
            obstore.put(self._store, _path(file.sha256), file.content)
        except (OSError, GenericError) as fault:
            raise Unavailable(f"file store: {type(fault).__name__}") from None

    def get(self, sha256: str) -> bytes | None:
        """None when it is missing or its content is no longer what its name says."""
        try:
            content = bytes(obstore.get(self._store, _path(sha256)).bytes())
        except (NotFoundError, FileNotFoundError):
            return None
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def names(self) -> Iterator[str]:
        """The sha256 of everything stored."""
        for batch in obstore.list(self._store):
            for entry in batch:
                yield entry["path"].rpartition("/")[2]

    def delete(self, sha256: str) -> None:
        obstore.delete(self._store, _path(sha256))


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
