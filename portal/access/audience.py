"""Handling marks (Traffic Light Protocol 2.0) and the audience tokens that follow from them.

A row has tokens, an actor holds tokens, *visible* = the two meet. An empty set meets nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from portal.foundation.i18n import lazy
from portal.foundation.records import unknown


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


OPEN_MARKS = frozenset({Mark.CLEAR, Mark.GREEN})
"""Under which a title may leave the portal: by mail, in a feed, to another program."""
_RANKS = {mark: rank for rank, mark in enumerate(Mark)}


MARK_CHOICES = [
    (Mark.CLEAR.value, lazy("CLEAR — anyone, also visitors")),
    (Mark.GREEN.value, lazy("GREEN — every member of the network")),
    (Mark.AMBER.value, lazy("AMBER — members of the regions or countries you name below")),
    (Mark.AMBER_STRICT.value, lazy("AMBER+STRICT — members of your authority")),
    (Mark.RED.value, lazy("RED — the persons you name below")),
]


def _mark(given: object) -> str:
    if isinstance(given, Mark):
        return given
    text = str(given).strip().upper().removeprefix("TLP:").replace("_", "+").replace(" ", "+").replace("-", "+")
    if text not in [mark.value for mark in Mark]:
        raise unknown(given)
    return text


MarkOf = Annotated[Mark, BeforeValidator(_mark)]


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


def is_widened(before: frozenset[str], after: frozenset[str]) -> bool:
    """Whether somebody may read now who could not before. Everybody includes all members, and those any of them."""
    gained = after - before
    if "public" in before:
        return False
    if "all" in before:
        return "public" in gained
    return bool(gained)
