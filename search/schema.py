"""Engine-neutral declarations: what texts are called and weigh, and the fingerprint of an index."""

import hashlib
import json
from datetime import date

from search.languages import LANGUAGES

LIBRARY_VERSION = 2
"""Grows whenever the code would write another index from the same documents."""

TITLE = "title"
DEFAULT_WEIGHT = 1
TEXT_WEIGHTS = {TITLE: 5, "abstract": 3}
"""How much a match in a text of this name counts; every other name counts `DEFAULT_WEIGHT`."""

FREQUENT = 3
"""A word standing this often in what a reader may read counts somewhat more."""

MAX_AUDIENCES = 5
"""Distinct audiences one document may have: the views an engine keeps grow with the power of two."""

_KEY_BITS = 42
_NO_DATE_OLDEST = 0x3FFFFF


def fingerprint() -> str:
    """Sixteen hex digits that change when the declarations or the library change."""
    analysers = {tag: (a.tantivy, a.elastic) for tag, a in LANGUAGES.items()}
    declared = [LIBRARY_VERSION, TEXT_WEIGHTS, FREQUENT, MAX_AUDIENCES, analysers]
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()[:16]


def day_number(iso: str) -> int:
    """Days since year 1; 0 for no date or a text that is none."""
    try:
        return date.fromisoformat(iso[:10]).toordinal()
    except ValueError:
        return 0


def newest_rank(kind: str, key: str, iso: str) -> int:
    """Sorts by date, then evenly by key; falling order is newest first with undated last. Below 2**64."""
    return day_number(iso) << _KEY_BITS | key_bits(kind, key)


def oldest_rank(kind: str, key: str, iso: str) -> int:
    """As `newest_rank`, for rising order: undated come last here too."""
    return (day_number(iso) or _NO_DATE_OLDEST) << _KEY_BITS | key_bits(kind, key)


def key_bits(kind: str, key: str) -> int:
    """Spreads keys evenly: what orders documents of one day. Below 2**42."""
    digest = hashlib.blake2b(f"{kind}:{key}".encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _KEY_BITS)
