"""What is taken as an attachment, whatever it is attached to: kinds, names, contents, sizes."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic

from portal.foundation.errors import Invalid, Problem
from portal.foundation.files import FileTooLarge, ReceivedFile, receive
from portal.foundation.i18n import lazy

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


def take_file(name: str, stream: BinaryIO, max_bytes: int) -> tuple[str, str, ReceivedFile]:
    """(safe name, media type, content). Raises Invalid for a kind, content or size that is not taken."""
    name = safe_name(name)
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ALLOWED:
        raise Invalid([Problem(("file",), lazy("Files of this kind are not taken. See the list beside the field."))])
    _check_content(stream, ending)
    try:
        received = receive(stream, max_bytes)
    except FileTooLarge:
        words = lazy("This file is too large: at most %(limit)s MB.", limit=max_bytes // 1024 // 1024)
        raise Invalid([Problem(("file",), words)]) from None
    return name, ALLOWED[ending], received


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
