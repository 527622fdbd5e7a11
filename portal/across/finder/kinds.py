"""Which kinds of things are found: how each is read with the reader's rights, called and addressed.

A further kind joins with one entry here and one in `across.indexing.catalogue`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from portal.access.actor import Actor
from portal.access.cards import Card
from portal.cases import cards as cases
from portal.cases import document as case_document
from portal.foundation.i18n import Lazy, lazy
from portal.meetings import cards as meetings
from portal.meetings import document as meeting_document
from portal.practices import cards as practices
from portal.practices import document as practice_document
from search.results import Hit


@dataclass(frozen=True, slots=True)
class FoundKind:
    """`read` gives id → card of those the actor may read, in one statement; `facets` are those its documents have.

    `first` are facets of its own that a page which shows this kind alone counts unasked.
    """

    label: Lazy
    path: str
    read: Callable[[Actor, Collection[str]], Mapping[str, Card]]
    facets: Sequence[str]
    first: frozenset[str] = frozenset()

    def url(self, card: Card) -> str:
        return f"{self.path}/{card.reference}"


KINDS: Mapping[str, FoundKind] = {
    "case": FoundKind(lazy("Case"), "/cases", cases.get_many, case_document.FACETS),
    "practice": FoundKind(
        lazy("Practice"),
        "/practices",
        practices.get_many,
        practice_document.FACETS,
        frozenset({"grade", "theme", "language"}),
    ),
    "meeting": FoundKind(lazy("Meeting"), "/meetings", meetings.get_meetings, meeting_document.FACETS),
    "document": FoundKind(lazy("Paper of a meeting"), "/meetings", meetings.get_papers, meeting_document.FACETS),
}
FACETS: Sequence[str] = tuple(dict.fromkeys(name for kind in KINDS.values() for name in kind.facets))
"""Names a query may filter and count by."""


def read_cards(actor: Actor, hits: Sequence[Hit]) -> dict[tuple[str, str], Card]:
    """(kind, key) → card of the hits the actor may read: one statement for each kind on the page."""
    keys: dict[str, list[str]] = {}
    for hit in hits:
        keys.setdefault(hit.kind, []).append(hit.key)
    return {
        (name, key): card
        for name, wanted in keys.items()
        if name in KINDS
        for key, card in KINDS[name].read(actor, wanted).items()
    }
