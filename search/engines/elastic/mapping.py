"""The fields of an index: one a language with that language's analyzer, one folded, keywords and dates. Strict.

Only analyzers that the full distribution has under the same name; nothing of an optional module.
"""

from typing import Any

from search.languages import LANGUAGES
from search.schema import MAX_AUDIENCES, TEXT_WEIGHTS
from search.stems import STEMMED, family

NAMES = tuple(name for name, weight in TEXT_WEIGHTS.items() if weight > 1)
NEEDS = tuple(f"need{n}" for n in range(MAX_AUDIENCES))
OPEN = "open"
"""Stands in every need a view does not use; no token can be spelt like it."""
SHOWN = "shown"
VECTOR = "vector"
ANALYZERS = {
    family(language): analysis.elastic for language, analysis in LANGUAGES.items() if family(language) in STEMMED
}
"""Family → analyzer; `standard` for families whose stems are given."""
GIVEN_STEMS = frozenset(tag for tag, analyzer in ANALYZERS.items() if analyzer == "standard")


def folded_field(name: str = "") -> str:
    return f"folded_{name}" if name else "folded"


def stem_field(tag: str, name: str = "") -> str:
    return f"text_{tag}_{name}" if name else f"text_{tag}"


def token_term(token: str) -> str:
    """An audience token as it is indexed: never equal to `OPEN`."""
    return f"t:{writable(token)}"


def writable(text: str) -> str:
    """JSON keeps no half characters (lone surrogates)."""
    return text.encode("utf-8", "replace").decode()


def facet_field(name: str) -> str:
    return f"facet.{writable(name)}"


def mapping(dimensions: int = 0) -> dict[str, Any]:
    """`dimensions` of the vectors kept; none for 0."""
    keyword, text = {"type": "keyword", "norms": False}, {"type": "text", "norms": False}
    fields: dict[str, Any] = {
        name: {"type": "keyword"} for name in ("kind", "key", "identifier", "often", "deny", "has")
    }
    fields |= {name: {"type": "keyword"} for name in NEEDS}
    fields |= {"revision": {"type": "long"}, "views": {"type": "short"}, "head": {"type": "boolean"}}
    fields |= {"day": {"type": "integer"}, "bits": {"type": "long"}, "date": {"type": "date", "format": "strict_date"}}
    fields["facet"] = {"type": "flattened", "depth_limit": 2}
    fields["document"] = keyword
    for name in ("", *NAMES):
        fields[folded_field(name)] = text | {"analyzer": "whitespace"}
        for tag, analyzer in ANALYZERS.items():
            fields[stem_field(tag, name)] = text | {"analyzer": "whitespace" if tag in GIVEN_STEMS else analyzer}
    if dimensions:
        fields[VECTOR] = {"type": "dense_vector", "dims": dimensions, "index": True, "similarity": "cosine"}
    fields[SHOWN] = {"type": "object", "enabled": False}
    source = {"includes": [SHOWN, "kind", "key", "revision", "views"]}
    return {"dynamic": "strict", "_source": source, "properties": fields}
