"""What a text may hold, said once for forms, imports and the API."""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

LINE_MAX = 300
TEXT_MAX = 20_000

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """NFC, line ends as \\n, no blank around. Raises for characters that hide or cannot be shown.

    Bidirectional controls are refused (CVE-2021-42574): they make a text read otherwise than it is stored.
    """
    if _UNREADABLE.search(text):
        raise PydanticCustomError("unreadable", "unreadable")
    if _BIDI_CONTROLS.search(text):
        raise PydanticCustomError("bidi", "bidi")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text: str) -> str:
    return " ".join(clean(text).split())


def at_most(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) > limit:
            raise PydanticCustomError("too_long", "too_long", {"limit": limit, "length": len(text)})
        return text

    return check


def _none_is_empty(value: object) -> object:
    return "" if value is None else value


Line = Annotated[str, BeforeValidator(_none_is_empty), AfterValidator(at_most(LINE_MAX)), AfterValidator(clean_line)]
"""One line, at most 300 characters."""

Prose = Annotated[str, BeforeValidator(_none_is_empty), AfterValidator(at_most(TEXT_MAX)), AfterValidator(clean)]
"""Markdown of at most 20,000 characters."""
