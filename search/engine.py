"""The port every engine answers to, and the one place that chooses an engine from a URL."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from search.document import Document
from search.query import Query
from search.results import Health, Page, Stats, Suggestion


class SearchUnavailable(Exception):
    """The engine cannot answer now (missing, broken, locked, timed out). Pages say so and go on."""


class Engine(Protocol):
    """Writing is for the one worker; reading for everybody. Every method may raise `SearchUnavailable`."""

    name: str

    def put(self, documents: Iterable[Document]) -> None:
        """Stores each document unless the engine already holds the same or a newer revision of its key.

        All or nothing, durable and visible to this engine's own readers on return.
        """
        ...

    def remove(self, removals: Mapping[tuple[str, str], int]) -> None:
        """Forgets (kind, key) whole, unless the engine holds a newer revision than the one given.

        Raises SearchUnavailable when the engine still answers with one of them afterwards.
        """
        ...

    def find(self, query: Query) -> Page: ...

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
        """Makes the filled generation the one that answers, atomically, and drops the one before."""
        ...

    def close(self) -> None: ...


def open_engine(url: str) -> Engine:
    """`memory:` or `embedded:PATH` (a folder, made when missing). Raises ValueError for anything else."""
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        from search.engines.memory import MemoryEngine

        return MemoryEngine()
    if scheme == "embedded":
        from search.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(rest)
    raise ValueError(f"unknown search engine address: {scheme}:")
