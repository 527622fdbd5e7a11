"""The index at one commit, and what is worked out once per reader in it."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import tantivy

from search.engines.embedded.asking import readable
from search.engines.embedded.fields import NEEDS, token_term
from search.query import Query
from search.results import Page

_READERS, _QUESTIONS, _PAGES = 1000, 100, 100
"""Audiences and questions, and answers remembered; beyond that all are forgotten and worked out anew."""
Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class Snapshot:
    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self._rights: dict[frozenset[str], tantivy.Query] = {}
        self._readable: dict[frozenset[str], int] = {}
        self._asked: dict[Hashable, tantivy.Query] = {}
        self._pages: dict[Query, Page] = {}

    def rights(self, audience: frozenset[str]) -> tantivy.Query:
        """The clause every question of this reader starts with."""
        return self._kept(self._rights, _READERS, audience, lambda: self._rights_of(audience))

    def _rights_of(self, audience: frozenset[str]) -> tantivy.Query:
        tokens = sorted(token_term(token) for token in audience)
        return readable({field: self._known(field, tokens) for field in (*NEEDS, "deny")})

    def readable(self, audience: frozenset[str]) -> int:
        """How many documents this reader has: it stands behind every query and is a walk over all entries."""
        return self._kept(self._readable, _READERS, audience, lambda: count(self.searcher, self.rights(audience)))

    def remembered(self, key: Hashable, make: Callable[[], tantivy.Query]) -> tantivy.Query:
        """What was made of this question before; the key holds the reader's audience, so nobody learns of another's."""
        return self._kept(self._asked, _QUESTIONS, key, make)

    def page(self, query: Query, make: Callable[[], Page]) -> Page:
        """The answer to this very question of this reader: his audience is part of it."""
        return self._kept(self._pages, _PAGES, query, make)

    def _kept(self, remembered: dict[Key, Kept], most: int, key: Key, make: Callable[[], Kept]) -> Kept:
        found = remembered.get(key)
        if found is None:
            if len(remembered) >= most:
                remembered.clear()
            found = remembered[key] = make()
        return found

    def _known(self, field: str, tokens: Sequence[str]) -> list[str]:
        """A reader may hold hundreds of tokens of which few stand in any one field."""
        return [token for token in tokens if self.searcher.doc_freq(field, token)]


def count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    return total(searcher.search(query, limit=1))


def total(found: tantivy.SearchResult) -> int:
    """How many matched, however few were fetched."""
    # the attribute is there, the engine's type stubs forget it
    return int(found.count)  # type: ignore[attr-defined]
