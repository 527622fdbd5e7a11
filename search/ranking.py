"""How much a match counts. Whole numbers, so that every engine orders alike to the last tie.

What a word counts depends on the texts a reader may read and on nothing else: no collection statistic of an
engine enters it, because those move with documents the reader must not feel.
"""

from math import log

from search.schema import TEXT_WEIGHTS, day_number

_DAY_1930 = 704_553
_DAYS_130_YEARS = 47_483.0

EXACT = 10
"""A word found as typed, in any text."""
INFLECTED = 8
"""A word found in another grammatical form."""
APART = 0.5
"""What the words of a label count, beside a whole one, when they are all there but do not stand together."""
OFTEN = 5
"""Added when the word stands `schema.FREQUENT` times or more."""
COMMON = 2
"""Rarity of a word that stands in a tenth of all documents."""
SIMILAR_FACET = 2
"""What a shared facet code counts for likeness, before its rarity."""


PREFERRED = 2**-5
"""Added for what the reader prefers: orders equals, and is too little to reorder others."""


def name_bonus(name: str, base: int) -> int:
    """Added when the match stands in a text of this name: a title counts five times a body."""
    return (TEXT_WEIGHTS[name] - 1) * base


def rarity(matching: int, readable: int) -> int:
    """1 (in most) to 16 (one in ten million): how telling a word is among what this reader may read."""
    return max(1, round(log(1 + (readable - matching + 0.5) / (matching + 0.5))))


def worth(matching: int, readable: int, partial: bool) -> int:
    """What a clause of a question counts: its rarity. Where only some of the words have to be there, those that stand
    in a tenth of all documents or more tell next to nothing, and a few rare ones must outweigh many of them.
    """
    rare = rarity(matching, readable)
    return 4 * rare * rare if partial and rare > COMMON else rare


def recency(iso: str) -> float:
    """0 to 3e-4, growing with the date: orders equal scores in an engine, too small to reorder others.

    Dates outside 1930 to 2060 count as its ends.
    """
    return min(max(day_number(iso) - _DAY_1930, 0) / _DAYS_130_YEARS, 1.0) * 3e-4


def fuzzy_distance(word: str) -> int:
    """Letters that may be wrong, missing, added or swapped when nothing matched as typed."""
    if len(word) < 4:
        return 0
    return 1 if len(word) < 8 else 2
