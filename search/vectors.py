"""Vectors of meaning: what makes them, how a text of many sentences becomes one, how two rankings become one."""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Protocol, TypeVar

Vector = tuple[float, ...]
Key = TypeVar("Key", bound=Hashable)

PASSAGE = 600
"""Characters of a passage: sentence models read little more at once."""
PASSAGES_MAX = 24
"""Passages of one text; what follows them is found by its words."""
NEAREST = 100
"""Places of each ranking that are joined."""
RANK_CONSTANT = 60
"""k of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
_SENTENCE = re.compile(r"[^.!?。！？؟।\n]+[.!?。！？؟।]*\s*")


@dataclass(frozen=True, slots=True)
class Near:
    """What is looked for: at most `limit` things that are as like `vector` as `least`, the most alike first."""

    vector: Vector
    limit: int
    least: float


class Embedder(Protocol):
    """A sentence model. `least` is the likeness (cosine) below which two sentences have nothing to do with each other;
    `fingerprint` changes whenever the same text would get another vector: small letters and digits."""

    dimensions: int
    fingerprint: str
    least: float

    def embed(self, texts: Sequence[str], question: bool = False) -> list[Vector]:
        """One vector of length one for each text."""
        ...


def passages(text: str) -> list[str]:
    """Whole sentences joined up to `PASSAGE` characters; a longer sentence is cut."""
    found: list[str] = []
    for sentence in _SENTENCE.findall(text):
        if found and len(found[-1]) + len(sentence) <= PASSAGE:
            found[-1] += sentence
        else:
            found += [sentence[start : start + PASSAGE] for start in range(0, len(sentence), PASSAGE)]
    return [passage.strip() for passage in found if passage.strip()][:PASSAGES_MAX]


def joined(vectors: Iterable[Sequence[float]]) -> Vector:
    """Their mean direction, of length one; empty when there are none or they cancel out."""
    kept = [vector for vector in vectors if vector]
    return unit([fsum(values) for values in zip(*kept, strict=True)])


def unit(values: Sequence[float]) -> Vector:
    length = sqrt(fsum(value * value for value in values))
    return tuple(value / length for value in values) if length else ()


def likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """Cosine of two vectors of length one, as exact as every engine keeps it."""
    return round(fsum(a * b for a, b in zip(one, other, strict=True)), 4)


def fuse(rankings: Sequence[Sequence[Key]]) -> list[Key]:
    """Reciprocal rank fusion: high in one ranking is good, high in both better. Equals keep the first one's order."""
    worth: dict[Key, float] = {}
    for ranking in rankings:
        for place, key in enumerate(ranking, 1):
            worth[key] = worth.get(key, 0.0) + 1 / (RANK_CONSTANT + place)
    return sorted(worth, key=lambda key: -worth[key])
