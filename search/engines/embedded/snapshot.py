"""The index at one commit, and what is worked out once per reader in it."""

from collections.abc import Sequence

import tantivy

from search.engines.embedded.asking import readable
from search.engines.embedded.fields import NEEDS, token_term

_READERS = 1000
"""Audiences remembered; beyond that all are forgotten and worked out anew."""


class Snapshot:
    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self._rights: dict[frozenset[str], tantivy.Query] = {}
        self._readable: dict[frozenset[str], int] = {}

    def rights(self, audience: frozenset[str]) -> tantivy.Query:
        """The clause every question of this reader starts with."""
        if audience not in self._rights:
            self._forget(self._rights)
            tokens = sorted(token_term(token) for token in audience)
            self._rights[audience] = readable({field: self._known(field, tokens) for field in (*NEEDS, "deny")})
        return self._rights[audience]

    def readable(self, audience: frozenset[str]) -> int:
        """How many documents this reader has: it stands behind every query and is a walk over all entries."""
        if audience not in self._readable:
            self._forget(self._readable)
            self._readable[audience] = count(self.searcher, self.rights(audience))
        return self._readable[audience]

    def _known(self, field: str, tokens: Sequence[str]) -> list[str]:
        """A reader may hold hundreds of tokens of which few stand in any one field."""
        return [token for token in tokens if self.searcher.doc_freq(field, token)]

    def _forget(self, remembered: dict[frozenset[str], tantivy.Query] | dict[frozenset[str], int]) -> None:
        if len(remembered) >= _READERS:
            remembered.clear()


def count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    return total(searcher.search(query, limit=1))


def total(found: tantivy.SearchResult) -> int:
    """How many matched, however few were fetched."""
    # the attribute is there, the engine's type stubs forget it
    return int(found.count)  # type: ignore[attr-defined]
