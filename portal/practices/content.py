"""What a practice tells, as one frozen, typed record: the same shape in the row, its versions and the forms."""

from typing import Self

from pydantic import field_validator, model_validator

from portal.access.audience import MarkOf
from portal.countries.content import CountryCode
from portal.foundation.records import Distinct, Few, Language, Record, TextState, once_each
from portal.foundation.texts import Line, Prose
from portal.regions.content import Audience, RegionCodes
from portal.vocabulary.content import Key

PROSE = ("problem", "action", "preconditions", "result", "failed")
"""The parts of a text in the order of the form, but for the steps."""


class PracticeText(Record):
    """The practice told in one language. `state` says how the text came to be."""

    language: Language
    state: TextState = "original"
    title: Line = ""
    problem: Prose = ""
    action: Prose = ""
    preconditions: Prose = ""
    steps: Few[Prose] = ()
    result: Prose = ""
    failed: Prose = ""

    @field_validator("steps")
    @classmethod
    def only_written_steps(cls, steps: tuple[str, ...]) -> tuple[str, ...]:
        """Empty ones are dropped once each has been judged: a problem is named by the place its row has on the page."""
        return tuple(step for step in steps if step)

    @property
    def told(self) -> str:
        """What may tell the themes."""
        return " ".join((self.title, self.problem, self.action, *self.steps, self.result))


class PracticeContent(Record):
    """`repeated` are the countries it was used in besides the author's; `cases` the ids of the cases behind it."""

    texts: Few[PracticeText] = ()
    repeated: Distinct[CountryCode] = ()
    regions: RegionCodes = ()
    themes: Distinct[Key] = ()
    cases: Distinct[Line] = ()
    sources: Few[Line] = ()
    mark: MarkOf | None = None
    audience: Audience = Audience()

    @field_validator("sources")
    @classmethod
    def only_named_sources(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(source for source in sources if source)

    @model_validator(mode="after")
    def one_text_a_language(self) -> Self:
        once_each([text.language for text in self.texts])
        return self

    @property
    def original(self) -> PracticeText:
        """The text the author wrote first; an empty one in a practice that has none yet."""
        originals = (text for text in self.texts if text.state == "original")
        return next(originals, None) or next(iter(self.texts), PracticeText(language="en"))
