"""The port every engine answers to, and the one place that chooses an engine from a URL."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from search.document import Document
from search.query import Query
from search.results import Generation, Health, Hit, Page, Stats, Suggestion
from search.schema import fingerprint
from search.vectors import Embedder, Near


class SearchUnavailable(Exception):
    """The engine cannot answer now (missing, broken, locked, timed out). Pages say so and go on."""


class DocumentRefused(Exception):
    """The engine cannot keep this one document, now or later; the others are not at fault."""

    def __init__(self, kind: str, key: str, reason: str) -> None:
        super().__init__(f"{kind} {key}: {reason}")
        self.kind, self.key, self.reason = kind, key, reason


class CursorExpired(ValueError):
    """A cursor of deep paging is too old, or none of ours: the question must be asked from its beginning."""


class Engine(Protocol):
    """Writing is for the one worker; reading for everybody. Every method may raise `SearchUnavailable`."""

    name: str

    def put(self, documents: Iterable[Document]) -> None:
        """Stores each document unless the engine already holds the same or a newer revision of its key.

        Durable and visible to this engine's own readers on return. After an exception some may be stored; giving
        them again is harmless. Raises DocumentRefused for one that no trying again will store.
        """
        ...

    def remove(self, removals: Mapping[tuple[str, str], int]) -> None:
        """Forgets (kind, key) whole, unless the engine holds a newer revision than the one given.

        Raises SearchUnavailable when the engine still answers with one of them afterwards.
        """
        ...

    def find(self, query: Query) -> Page:
        """Raises CursorExpired for a `query.after` that cannot be gone on from."""
        ...

    def nearest(self, query: Query, near: Near) -> Sequence[Hit]:
        """Readable documents that pass the query's filters and tree, in the order of their likeness; none that was put
        without vectors."""
        ...

    def suggest(self, prefix: str, audience: frozenset[str], limit: int = 8) -> Sequence[Suggestion]:
        """Titles in which every word typed begins a word, the last one possibly unfinished."""
        ...

    def similar(self, kind: str, key: str, audience: frozenset[str], limit: int = 5) -> Sequence[tuple[str, str]]:
        """(kind, key) of readable documents nearest in words and facets to the readable parts of this one.

        Empty when the reader may read no part of it.
        """
        ...

    def revisions(self, kind: str) -> Mapping[str, int]:
        """key → revision of everything held, for comparing with the database."""
        ...

    def stats(self) -> Stats: ...

    def health(self) -> Health: ...

    def begin_generation(self, fingerprint: str) -> "Engine":
        """A new empty generation beside the live one, to be filled with `put`; readers do not see it yet."""
        ...

    def swap_generation(self, filled: "Engine") -> None:
        """Makes the filled generation the one that answers, atomically. The one before may be kept."""
        ...

    def generations(self) -> Sequence[Generation]:
        """Every build there is, the one that answers first."""
        ...

    def drop_generations(self) -> int:
        """Removes all but the one that answers; how many there were."""
        ...

    def close(self) -> None: ...


def open_engine(url: str, embedder: Embedder | None = None) -> Engine:
    """`memory:`, `embedded:PATH` (a folder, made when missing) or `http(s)://…` of an Elasticsearch cluster.

    With an `embedder` its indexes hold vectors, and queries may ask for meaning. Raises ValueError for any other URL.
    """
    if embedder is None:
        return _opened(url, "", 0)
    from search.meaning import MeaningEngine

    return MeaningEngine(_opened(url, fingerprint() + embedder.fingerprint, embedder.dimensions), embedder)


def _opened(url: str, named: str, dimensions: int) -> Engine:
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        from search.engines.memory import MemoryEngine

        return MemoryEngine()
    if scheme == "embedded":
        from search.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(rest, named, dimensions=dimensions)
    if scheme in ("http", "https"):
        from search.engines.elastic import ElasticEngine

        return ElasticEngine(url, named, dimensions=dimensions)
    raise ValueError(f"unknown search engine address: {scheme}:")
