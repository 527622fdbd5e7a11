"""What an engine answers. Nothing in it comes from a part the reader may not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage with the matched words marked: `pieces` alternates (text, is_match). Plain text, not HTML."""

    name: str
    language: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """`revision` is the one the engine holds: where the row is newer, the caller shows no snippets.
    `by_meaning` is true for what has not the words that were asked for."""

    kind: str
    key: str
    revision: int
    score: float
    snippets: tuple[Snippet, ...] = ()
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """`total` counts documents, never parts. `loose` is true when only a misspelt reading matched.

    `notes` are codes of what the syntax could not use (see `search.syntax`); the caller words them. `after` goes on
    from the last hit where the query asked for it; empty behind the last page.
    """

    total: int
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[FacetCount]] = field(default_factory=dict)
    loose: bool = False
    notes: Sequence[str] = ()
    took_ms: float = 0.0
    after: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title that completes what is being typed."""

    kind: str
    key: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Stats:
    """`documents` counts whole documents; `generation` names the build that answers; `size_bytes` on disk."""

    engine: str
    generation: str
    documents: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Generation:
    """One build of an index. `answers` is true for the one that readers are answered from."""

    name: str
    documents: int
    size_bytes: int
    answers: bool


@dataclass(frozen=True, slots=True)
class Health:
    ok: bool
    reason: str = ""
