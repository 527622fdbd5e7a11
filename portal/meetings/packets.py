"""What is taken along from a meeting: its papers as one ZIP, and the packet that can be read without the portal.

Both are written as they are sent, one file in memory at a time. The caller has chosen what the reader may read.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from itsdangerous import BadSignature, Signer

from portal.foundation.attachments import safe_name
from portal.foundation.files import FileStore
from portal.meetings.documents import DocumentRow

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_SALT = "meetings.packet"
_CHUNK = 64 * 1024
_MANIFEST_MAX = 5 * 1024 * 1024
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""One date for all entries: the same packet has the same bytes."""


class _Pipe(io.RawIOBase):
    """Takes what the archive writes, to be handed on piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.pieces.append(piece)
        self.at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.at

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive. `read` gives its content when its turn has come; None where that is gone."""

    name: str
    read: Callable[[], bytes | None]
    sha256: str
    size: int
    mark: str


def file_entry(name: str, content: bytes, mark: str) -> Entry:
    return Entry(name, lambda: content, hashlib.sha256(content).hexdigest(), len(content), mark)


def paper_entries(store: FileStore, rows: Iterable[DocumentRow], numbers: dict[str, str]) -> list[Entry]:
    """Papers under names that say item, title and mark, no two alike."""
    taken: set[str] = set()
    found = []
    for row in rows:
        ending = "." + row.name.rpartition(".")[2].lower()
        title = row.title.removesuffix(ending)
        words = " ".join(part for part in (numbers.get(row.item_id, ""), title[:100]) if part)
        name = _free(safe_name(f"TLP-{row.mark} {words}{ending}"), taken)
        found.append(Entry(f"papers/{name}", _reader(store, row.sha256), row.sha256, row.size, row.mark))
    return found


def _reader(store: FileStore, sha256: str) -> Callable[[], bytes | None]:
    return lambda: store.get(sha256)


def _free(name: str, taken: set[str]) -> str:
    stem, _, ending = name.rpartition(".")
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}).{ending}"
    taken.add(name.casefold())
    return name


def stream_zip(entries: Iterable[Entry]) -> Iterator[bytes]:
    """A ZIP as it grows. Papers are packed already, so they are only stored."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for entry in entries:
            content = entry.read()
            name = entry.name if content is not None else f"{entry.name} - not available.txt"
            info = zipfile.ZipInfo(name, _MOMENT)
            text = name.endswith((".html", ".txt", ".csv", ".json", ".css"))
            info.compress_type = zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED
            archive.writestr(info, content if content is not None else b"")
            yield pipe.take()
    yield pipe.take()


@dataclass(frozen=True, slots=True)
class PacketHead:
    """What the manifest says of the packet as a whole."""

    meeting: str
    title: str
    mark: str
    made_for: str
    made_at: datetime
    expires: str


def packet_entries(head: PacketHead, entries: list[Entry], key: str) -> list[Entry]:
    """The entries, then the manifest that names each with its digest, then the signature of the manifest."""
    manifest = {
        "meeting": head.meeting,
        "title": head.title,
        "mark": head.mark,
        "made_for": head.made_for,
        "made_at": head.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "expires": head.expires,
        "files": {each.name: {"sha256": each.sha256, "size": each.size, "mark": each.mark} for each in entries},
    }
    written = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    signature = _signer(key).get_signature(written)
    return [*entries, file_entry(MANIFEST, written, head.mark), file_entry(SIGNATURE, signature + b"\n", head.mark)]


def _signer(key: str) -> Signer:
    return Signer(key, salt=_SALT, digest_method=hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a packet says of itself, and what is wrong with it; nothing is believed of one whose signature fails."""

    manifest: dict[str, Any]
    problems: list[str]


def verify_packet(path: Path, key: str, today: str) -> Verified:
    """Signature, the digest of every file, nothing added, nothing missing, not expired."""
    try:
        with path.open("rb") as file:
            return _verify(file, key, today)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
        return Verified({}, [f"this is no packet: {type(fault).__name__}"])


def _verify(file: BinaryIO, key: str, today: str) -> Verified:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if MANIFEST not in names or SIGNATURE not in names:
            return Verified({}, ["this is no packet: it has no signed manifest"])
        written = _read_small(archive, MANIFEST)
        signature = _read_small(archive, SIGNATURE).strip()
        try:
            if not _signer(key).verify_signature(written, signature):
                raise BadSignature("")
            manifest: dict[str, Any] = json.loads(written)
        except (BadSignature, ValueError):
            return Verified({}, ["the signature is not of this portal, or the manifest was changed"])
        problems = list(_differences(archive, names, manifest["files"]))
        if manifest["expires"] < today:
            problems.append(f"it expired on {manifest['expires']}")
        return Verified(manifest, problems)


def _read_small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MANIFEST_MAX)


def _differences(archive: zipfile.ZipFile, names: list[str], files: dict[str, dict[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{_printable(name)}: stands in it twice"
        elif name not in files and name not in (MANIFEST, SIGNATURE):
            yield f"{_printable(name)}: the manifest does not name it"
        seen.add(name)
    for name, said in files.items():
        if name not in seen:
            yield f"{_printable(name)}: is missing"
        elif _digest(archive, name, int(said["size"])) != said["sha256"]:
            yield f"{_printable(name)}: was changed"


def _printable(name: str) -> str:
    return re.sub(r"[^\x20-\x7e\u00a0-\uffff]", "?", name)[:200]


def _digest(archive: zipfile.ZipFile, name: str, size: int) -> str:
    """Reads no more than the manifest says there is: a file that unpacks to more was changed."""
    found, left = hashlib.sha256(), size + 1
    with archive.open(name) as part:
        while left > 0 and (chunk := part.read(min(_CHUNK, left))):
            found.update(chunk)
            left -= len(chunk)
    return found.hexdigest()
