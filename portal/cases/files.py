"""Attachments of a case: which kinds are taken, and how they are kept and given out."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic

from portal.access.actor import Actor
from portal.access.policy import require
from portal.cases import queries
from portal.cases.models import LAYERS, Case, CaseFile
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.events import announce
from portal.foundation.files import FileStore, FileTooLarge, receive
from portal.foundation.i18n import lazy
from portal.foundation.outbox.queue import enqueue
from portal.foundation.refs import Ref

NAME_MAX = 150
ALLOWED = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
_TEXTS = (".txt", ".csv")
_ZIPPED = (".docx", ".xlsx", ".pptx", ".odt", ".ods")


def safe_name(name: str) -> str:
    """The name without path, control or direction characters, at most 150 long, its ending kept."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    plain = re.sub(r'[<>:"|?*;\s]+', " ", plain).strip(" .") or "file"
    ending = PurePosixPath(plain).suffix[:10]
    return plain[: NAME_MAX - len(ending)].removesuffix(ending) + ending


def attach_file(
    actor: Actor, store: FileStore, reference: str, *, layer: str, name: str, stream: BinaryIO, max_bytes: int
) -> CaseFile:
    """Keeps the file under the mark of a layer. Raises Invalid for a kind, content or size that is not taken."""
    case = queries.find_case(actor, reference)
    require(actor, "case.edit", case)
    name = safe_name(name)
    ending = PurePosixPath(name).suffix.lower()
    if layer not in LAYERS:
        raise Invalid([Problem(("layer",), lazy("Choose the part of the case it belongs to."))])
    if ending not in ALLOWED:
        raise Invalid([Problem(("file",), lazy("Files of this kind are not taken. See the list beside the field."))])
    _check_content(stream, ending)
    try:
        received = receive(stream, max_bytes)
    except FileTooLarge:
        words = lazy("This file is too large: at most %(limit)s MB.", limit=max_bytes // 1024 // 1024)
        raise Invalid([Problem(("file",), words)]) from None
    row = CaseFile(
        layer=layer,
        name=name,
        media_type=ALLOWED[ending],
        size=len(received.content),
        sha256=received.sha256,
        added_by=actor.id,
    )
    case.files.append(row)
    case.updated_at = clock.now()
    audit.record(actor.ref, "file.added", Ref("case", case.id), layer=layer, sha256=received.sha256)
    if case.status == "published" and layer == "abstract":
        announce("case.file_added", Ref("case", case.id), actor.ref)
    db.session.flush()
    store.put(received)
    return row


def _check_content(stream: BinaryIO, ending: str) -> None:
    """The content must be what its ending says (ASVS 5.0.0 §5.2.2): nothing that a browser could run under cover."""
    head = stream.read(8192)
    stream.seek(0)
    wrong = Invalid([Problem(("file",), lazy("The content of this file is not what its name says."))])
    if not head:
        raise Invalid([Problem(("file",), lazy("This file is empty."))])
    if ending in _TEXTS:
        if b"\x00" in head or re.search(rb"<\s*(script|html|svg|!doctype|\?xml)", head, re.IGNORECASE):
            raise wrong
        return
    try:
        found = {match.extension for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        raise wrong from None
    expected = {".zip", *_ZIPPED} if ending in _ZIPPED else {".jpg", ".jpeg"} if ending.startswith(".jp") else {ending}
    if not found & expected:
        raise wrong


def remove_file(actor: Actor, reference: str, file_id: str) -> Case:
    """Takes the file off the case; its content is swept when no other case holds it."""
    case = queries.find_case(actor, reference)
    require(actor, "case.edit", case)
    row = next((row for row in case.files if row.id == file_id), None)
    if row is None:
        raise NotFound
    case.files.remove(row)
    case.updated_at = clock.now()
    audit.record(actor.ref, "file.removed", Ref("case", case.id), layer=row.layer, sha256=row.sha256)
    enqueue("files", row.sha256)
    return case
