"""The folders of an embedded index: `current` names the generation that answers, others are being filled."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import tantivy

from search.engine import SearchUnavailable
from search.engines.embedded.fields import schema
from search.engines.embedded.opened import plain_errors

_NAME = re.compile(r"gen-(?P<fingerprint>[A-Za-z0-9_]+)-(?P<number>\d+)")


class Generations:
    """One index and its generations under `root`."""

    def __init__(self, root: Path, fingerprint: str, vectors: bool = False) -> None:
        self.root = root
        self.fingerprint = fingerprint
        self._schema = schema(vectors)
        self._pointer = root / "current"

    def current(self) -> Path:
        """The folder that answers. Raises SearchUnavailable when there is none of this version."""
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise SearchUnavailable("index is missing; rebuild") from None
        except (OSError, ValueError) as error:
            raise SearchUnavailable(f"index cannot be read: {type(error).__name__}") from error
        found = _NAME.fullmatch(name)
        if not found:
            raise SearchUnavailable("index pointer is damaged; rebuild")
        if found["fingerprint"] != self.fingerprint:
            raise SearchUnavailable("index is of another version; rebuild")
        return self.root / name

    def start(self) -> None:
        """Makes an empty index where there never was one; anything found in the folder is left alone."""
        self.root.mkdir(parents=True, exist_ok=True)
        if self._pointer.exists() or any(self._folders()):
            return
        folder = self.create(self.fingerprint)
        with tempfile.NamedTemporaryFile("w", dir=self.root, prefix=".start-", encoding="ascii") as pointer:
            pointer.write(folder.name)
            pointer.flush()
            # a link is refused when another process was first, so both then use the same generation
            with contextlib.suppress(FileExistsError):
                os.link(pointer.name, self._pointer)

    def create(self, fingerprint: str) -> Path:
        """A new empty generation. Raises ValueError when the fingerprint cannot be part of a folder name."""
        if not _NAME.fullmatch(f"gen-{fingerprint}-1"):
            raise ValueError("a fingerprint is made of letters, digits and underscores")
        with plain_errors():
            return self._create(fingerprint)

    def _create(self, fingerprint: str) -> Path:
        numbers = [int(found["number"]) for f in self._folders() if (found := _NAME.fullmatch(f.name))]
        number = max(numbers, default=0) + 1
        while True:
            folder = self.root / f"gen-{fingerprint}-{number}"
            with contextlib.suppress(FileExistsError):
                folder.mkdir(parents=True)
                tantivy.Index(self._schema, path=str(folder))
                return folder
            number += 1

    def switch(self, folder: Path) -> None:
        """Makes `folder` the one that answers, in one step."""
        with tempfile.NamedTemporaryFile(
            "w", dir=self.root, prefix=".current-", delete=False, encoding="ascii"
        ) as pointer:
            pointer.write(folder.name)
            pointer.flush()
            os.fsync(pointer.fileno())
        Path(pointer.name).replace(self._pointer)

    def clean(self) -> int:
        """Removes every generation but the one that answers; how many there were."""
        gone = 0
        with contextlib.suppress(OSError):
            kept = self._pointer.read_text(encoding="ascii").strip()
            for folder in [folder for folder in self._folders() if folder.name != kept]:
                shutil.rmtree(folder, ignore_errors=True)
                gone += 1
        return gone

    def _folders(self) -> Iterator[Path]:
        return self.root.glob("gen-*")
