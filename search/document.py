"""What an engine is given to keep.

A document is made of *parts*, each with its own audience: a reader who may see one part only must neither
find, count nor be shown the document through the words of another. A document with one part is the plain
case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one language. `name` tells what it is (title, abstract, …) and weighs the match.

    `language` is a BCP 47 primary tag, `und` when unknown.
    """

    name: str
    language: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """The share of a document that one audience may read.

    `audience` holds the tokens of which a reader needs at least one; an empty set is read by nobody.
    `facets` maps a facet name to codes. `identifiers` are matched whole (case numbers, serials).
    `vector` is the direction of its texts' meaning, of length one; empty where no model reads them (`search.meaning`).
    """

    audience: frozenset[str]
    texts: Sequence[Text] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    identifiers: Sequence[str] = ()
    vector: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to find.

    `revision` grows with every change: an engine never lets an older one replace a newer.
    `date` is the ISO date (YYYY-MM-DD) the document is sorted by, empty when it has none. A `gated` document
    does not exist for who may not read its first part, whatever else he may read.
    """

    kind: str
    key: str
    revision: int
    parts: Sequence[Part]
    date: str = ""
    gated: bool = False
