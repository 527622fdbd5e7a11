"""What different readers can see of one document, worked out before anything is indexed.

A reader holds tokens and may read each part whose audience meets them. A *view* is one set of parts somebody
can hold together. Every reader matches exactly one view of a document, or none: so an engine that keeps views
counts, ranks and highlights nothing but readable parts without any care at query time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.document import Document, Part
from search.schema import MAX_AUDIENCES

Audience = frozenset[str]


@dataclass(frozen=True, slots=True)
class Rights:
    """Held by readers with a token of each set in `needs`, which is never empty, and none of `deny`.

    `shows` are the audiences whose parts they read.
    """

    needs: tuple[Audience, ...]
    deny: Audience
    shows: frozenset[Audience]


@dataclass(frozen=True, slots=True)
class View:
    rights: Rights
    parts: Sequence[Part]


def views(document: Document) -> list[View]:
    """Raises ValueError when the document has more than `MAX_AUDIENCES` distinct audiences."""
    audiences = tuple(dict.fromkeys(part.audience for part in document.parts if part.audience))
    if len(audiences) > MAX_AUDIENCES:
        raise ValueError(f"{document.kind} has {len(audiences)} audiences; an engine keeps {MAX_AUDIENCES}")
    return [
        View(rights, [part for part in document.parts if part.audience in rights.shows])
        for rights in _all_rights(audiences)
        if not document.gated or document.parts[0].audience in rights.shows
    ]


def readable_parts(document: Document, audience: Audience) -> list[Part]:
    """The plain definition everything else must agree with."""
    if document.gated and not document.parts[0].audience & audience:
        return []
    return [part for part in document.parts if part.audience & audience]


@lru_cache(maxsize=4096)
def _all_rights(audiences: tuple[Audience, ...]) -> list[Rights]:
    """Remembered: many documents are shared in the same way."""
    return [rights for shows in _subsets(audiences) if (rights := _rights(shows, audiences))]


def _subsets(audiences: Sequence[Audience]) -> Iterator[frozenset[Audience]]:
    for bits in range(1, 1 << len(audiences)):
        yield frozenset(a for n, a in enumerate(audiences) if bits >> n & 1)


def _rights(shows: frozenset[Audience], audiences: Sequence[Audience]) -> Rights | None:
    """None when nobody can hold exactly these parts: a token that opens one would open another as well."""
    none: Audience = frozenset()
    deny = none.union(*(audience for audience in audiences if audience not in shows))
    needs = [audience - deny for audience in shows]
    return Rights(_smallest(needs), deny, shows) if all(needs) else None


def _smallest(needs: Sequence[Audience]) -> tuple[Audience, ...]:
    """Drops a need that any other need already fulfils."""
    kept: list[Audience] = []
    for need in sorted(set(needs), key=lambda need: (len(need), sorted(need))):
        if not any(smaller <= need for smaller in kept):
            kept.append(need)
    return tuple(kept)
