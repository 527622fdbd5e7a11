"""Handling marks (Traffic Light Protocol 2.0) and the audience tokens that follow from them.

A row has tokens, an actor holds tokens, *visible* = the two meet. An empty set meets nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """From widest to narrowest."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"

    @property
    def rank(self) -> int:
        """0 for the widest."""
        return _RANKS[self]


_RANKS = {mark: rank for rank, mark in enumerate(Mark)}


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the author named: the audience of AMBER (regions, countries) and of RED (members)."""

    regions: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()


def tokens_of_mark(mark: Mark, named: Named, authority: str) -> frozenset[str]:
    """Who may read what carries this mark, besides those who wrote it (domain: handling marks)."""
    match mark:
        case Mark.CLEAR:
            return frozenset({"public"})
        case Mark.GREEN:
            return frozenset({"all"})
        case Mark.AMBER:
            regions = {f"region:{region}" for region in named.regions}
            return frozenset(regions | {f"country:{country}" for country in named.countries})
        case Mark.AMBER_STRICT:
            return frozenset({f"authority:{authority}"})
        case Mark.RED:
            return frozenset(f"member:{member}" for member in named.members)


def writers(owner: str, editors: Iterable[str]) -> frozenset[str]:
    return frozenset(f"member:{member}" for member in {owner, *editors})


def review_tokens(regions: Iterable[str], tokens: frozenset[str] | None) -> frozenset[str]:
    """Held by coordinators of these regions who also hold one of `tokens`; by all of them when None."""
    if tokens is None:
        return frozenset(f"review:{region}" for region in regions)
    return frozenset(f"review:{region}:{token}" for region in regions for token in tokens)
