"""A shared thing as one line of a list, as one reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.access.audience import Mark


@dataclass(frozen=True, slots=True)
class CardText:
    """`extract` is what a list may show of the text."""

    language: str
    title: str
    extract: str


@dataclass(frozen=True, slots=True)
class Card:
    """`mark` is what the reader must keep to; `date` is as exact as it is known."""

    id: str
    number: str | None
    external_id: str | None
    status: str
    exercise: bool
    revision: int
    mark: Mark
    texts: Sequence[CardText]
    original: CardText
    countries: Sequence[str]
    date: str

    @property
    def reference(self) -> str:
        return self.number or self.id

    def text_for(self, *languages: str) -> CardText:
        """The text in the first of these languages there is one in, else the original."""
        held = {text.language: text for text in self.texts}
        return next((held[language] for language in languages if language in held), self.original)
