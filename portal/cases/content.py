"""What a case tells, as one frozen, typed record: the same shape in the row, its versions, the forms and the import."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from portal.access.audience import MarkOf
from portal.cases import codes
from portal.countries.content import CountryCode
from portal.foundation.records import (
    Distinct,
    Few,
    Language,
    PartialDate,
    Record,
    TextState,
    code_of,
    once_each,
    sortable,
)
from portal.foundation.texts import Line, Prose
from portal.regions.content import Audience, RegionCodes
from portal.vocabulary.content import Key

Quantity = Annotated[int, Field(ge=1, le=10_000_000)]
OffenceCodes = Distinct[Annotated[str, BeforeValidator(code_of(codes.OFFENCES))]]
MethodCodes = Distinct[Annotated[str, BeforeValidator(code_of(codes.METHODS))]]
TechniqueCodes = Distinct[Annotated[str, BeforeValidator(code_of(codes.TECHNIQUES))]]
CooperationCodes = Distinct[Annotated[str, BeforeValidator(code_of(codes.COOPERATION))]]
StageCode = Annotated[str, BeforeValidator(code_of(codes.STAGES))]
Year = Annotated[int, Field(ge=1900, le=2100)]


class CaseText(Record):
    """The case told in one language. `state` says how the text came to be."""

    language: Language
    state: TextState = "original"
    title: Line = ""
    abstract: Prose = ""
    summary: Prose = ""
    annex: Prose = ""
    commentary: Prose = ""
    outcome: Prose = ""
    lessons: Prose = ""
    difficulties: Prose = ""

    @property
    def told(self) -> str:
        """What may tell the themes; never the annex."""
        return " ".join((self.title, self.abstract, self.summary))


class CountryPart(Record):
    code: CountryCode
    part: Annotated[str, BeforeValidator(code_of(codes.PARTS))]


class Item(Record):
    type: Annotated[str, BeforeValidator(code_of(codes.ITEM_TYPES))]
    make: Line = ""
    model: Line = ""
    calibre: Line = ""
    country: CountryCode | None = None
    quantity: Quantity | None = None
    marking: Annotated[str, BeforeValidator(code_of(codes.MARKINGS))] | None = None
    serial: Line = ""


class Leg(Record):
    """One leg of a route; places in the author's words."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    origin: Line = Field("", alias="from")
    destination: Line = Field("", alias="to")
    by: Annotated[str, BeforeValidator(code_of(codes.CARRIAGE))] | None = None


class Charge(Record):
    charge: Line = ""
    law: Line = ""
    verdict: Annotated[str, BeforeValidator(code_of(codes.VERDICTS))] | None = None
    sentence: Line = ""


class Person(Record):
    """Somebody who played a part. Never a name."""

    part: Annotated[str, BeforeValidator(code_of(codes.PERSON_PARTS))] = "other"
    age_band: Annotated[str, BeforeValidator(code_of(codes.AGE_BANDS))] | None = None
    sex: Annotated[str, BeforeValidator(code_of(codes.SEXES))] | None = None
    nationality: CountryCode | None = None
    charges: Few[Charge] = ()


class Dates(Record):
    """When it began, when the seizure was, when a court decided: each as exact as it is known."""

    started: PartialDate = ""
    seized: PartialDate = ""
    decided: PartialDate = ""

    @model_validator(mode="after")
    def in_order(self) -> Self:
        known = [(name, value) for name, value in self if value]
        for (_, earlier), (name, later) in pairwise(known):
            if earlier[: len(later)] > later[: len(earlier)]:
                raise PydanticCustomError("date_order", "date_order", {"at": (name,)})
        return self


class Marks(Record):
    """One mark a layer; none yet means nobody but the writers."""

    abstract: MarkOf | None = None
    summary: MarkOf | None = None
    annex: MarkOf | None = None

    @model_validator(mode="after")
    def never_wider(self) -> Self:
        known = [(name, mark) for name, mark in self if mark is not None]
        for (_, before), (name, mark) in pairwise(known):
            if mark.rank < before.rank:
                raise PydanticCustomError("mark_order", "mark_order", {"at": (name,)})
        return self


class CaseContent(Record):
    texts: Few[CaseText] = ()
    countries: Distinct[CountryPart] = ()
    regions: RegionCodes = ()
    offences: OffenceCodes = ()
    stage: StageCode | None = None
    year: Year | None = None
    dates: Dates = Dates()
    organized_crime: bool = False
    terrorism: bool = False
    authority: Line = ""
    court: Line = ""
    items: Few[Item] = ()
    route: Few[Leg] = ()
    methods: MethodCodes = ()
    techniques: TechniqueCodes = ()
    cooperation: CooperationCodes = ()
    persons: Few[Person] = ()
    themes: Distinct[Key] = ()
    sources: Few[Line] = ()
    sherloc: Line = ""
    related: Distinct[Line] = ()
    marks: Marks = Marks()
    audience: Audience = Audience()

    @model_validator(mode="after")
    def one_text_a_language(self) -> Self:
        once_each([text.language for text in self.texts])
        return self

    @property
    def original(self) -> CaseText:
        """The text the author wrote first; an empty one in a case that has none yet."""
        originals = (text for text in self.texts if text.state == "original")
        return next(originals, None) or next(iter(self.texts), CaseText(language="en"))

    @property
    def sort_date(self) -> str:
        """YYYY-MM-DD the case is sorted by: decision, else seizure, else beginning, else year; empty when unknown."""
        known = self.dates.decided or self.dates.seized or self.dates.started or (str(self.year) if self.year else "")
        return sortable(known)
