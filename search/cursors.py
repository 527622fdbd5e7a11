"""Cursors of deep paging: opaque to who holds one, and worth nothing but a place in an order.

Whose rights apply is asked anew with every page, so a cursor that is forged or handed on shows nothing more.
"""

import base64
import binascii
import json
from typing import Any

from search.engine import CursorExpired
from search.query import Query

LENGTH_MAX = 4000


def write_cursor(place: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str) -> Any:
    """Raises CursorExpired for what no engine wrote."""
    try:
        if len(text) > LENGTH_MAX:
            raise CursorExpired("this is not a cursor; ask from the beginning")
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, UnicodeError):
        raise CursorExpired("this is not a cursor; ask from the beginning") from None


def offset(query: Query) -> int:
    """How many hits lie before the page, in an engine that counts from the beginning."""
    if query.after is None:
        return query.start
    place = read_cursor(query.after) if query.after else 0
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < 2**31:
        raise CursorExpired("this is not a cursor; ask from the beginning")
    return place


def next_offset(query: Query, total: int) -> str:
    """The cursor behind this page of such an engine; empty where there is none or nobody asked for one."""
    following = offset(query) + query.page_size
    return write_cursor(following) if query.after is not None and following < total else ""
