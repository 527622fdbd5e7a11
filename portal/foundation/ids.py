"""Identifiers made by the application, so a key is known before its row is inserted."""

import os
import re
import time

_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """A UUIDv7 (RFC 9562 §5.7) as 32 hexadecimal digits: ordered by the millisecond it was made in."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = (milliseconds & (1 << 48) - 1) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return f"{value:032x}"


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None
