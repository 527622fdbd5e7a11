"""Measures of a ranking, each between 0 and 1."""

from collections.abc import Collection, Sequence
from math import log2


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    return next((1 / place for place, key in enumerate(ranked[:depth], 1) if key in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    """Binary relevance; 1 when the first places are all relevant, as far as there are relevant ones."""
    gained = sum(1 / log2(place + 1) for place, key in enumerate(ranked[:depth], 1) if key in relevant)
    best = sum(1 / log2(place + 1) for place in range(1, min(len(relevant), depth) + 1))
    return gained / best if best else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], depth: int = 50) -> float:
    """Of what could stand among the first `depth`."""
    could = min(len(relevant), depth)
    return len(set(ranked[:depth]) & set(relevant)) / could if could else 0.0
