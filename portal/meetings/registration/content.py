"""What an organizer decides about registration, as one frozen, typed record."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from portal.countries.content import CountryCode
from portal.foundation.records import Distinct, Language, PartialDate, Record, code_of
from portal.foundation.texts import Line, Prose
from portal.meetings.registration import codes
from portal.regions.content import RegionCodes

QUESTIONS_MAX = 12


def _web(text: str) -> str:
    """An address a browser may follow: nothing but https."""
    if text and (not text.isascii() or " " in text or urlsplit(text).scheme != "https" or not urlsplit(text).hostname):
        raise PydanticCustomError("unknown_code", "unknown_code", {"given": text[:60]})
    return text


def _whole_day(text: str) -> str:
    if text and len(text) != 10:
        raise PydanticCustomError("bad_date", "bad_date")
    return text


Day = Annotated[PartialDate, AfterValidator(_whole_day)]
WebAddress = Annotated[Line, AfterValidator(_web)]
Places = Annotated[int, Field(ge=0, le=100_000)]
Days = Annotated[int, Field(ge=0, le=60)]


class Question(Record):
    """One question of the organizer's own. `choices` are for `choice` alone."""

    kind: Annotated[str, BeforeValidator(code_of(codes.QUESTIONS))] = "text"
    label: Line = ""
    choices: tuple[Line, ...] = ()
    required: bool = False

    @model_validator(mode="after")
    def whole(self) -> Self:
        if not self.label:
            raise PydanticCustomError("missing", "missing", {"at": ("label",)})
        if self.kind == "choice" and len(self.choices) < 2:
            raise PydanticCustomError("missing", "missing", {"at": ("choices",)})
        if len(self.choices) > 30:
            at = {"limit": 30, "length": len(self.choices), "at": ("choices",)}
            raise PydanticCustomError("too_many", "too_many", at)
        return self


class EvaluationQuestion(Record):
    kind: Annotated[str, BeforeValidator(code_of(codes.EVALUATION))] = "rating"
    label: Line = ""

    @model_validator(mode="after")
    def whole(self) -> Self:
        if not self.label:
            raise PydanticCustomError("missing", "missing", {"at": ("label",)})
        return self


def _twelve(values: tuple[object, ...]) -> tuple[object, ...]:
    if len(values) > QUESTIONS_MAX:
        raise PydanticCustomError("too_many", "too_many", {"limit": QUESTIONS_MAX, "length": len(values)})
    return values


class Desk(Record):
    """0 places mean no limit, and so does 0 for a country. Answers are kept until `retain_until`."""

    who: Annotated[str, BeforeValidator(code_of(codes.WHO))] = "members"
    regions: RegionCodes = ()
    countries: Distinct[CountryCode] = ()
    invited: Distinct[Line] = ()
    deadline: Day = ""
    places: Places = 0
    country_places: Places = 0
    approval: bool = True
    observers: bool = False
    languages: Distinct[Language] = ()
    questions: Annotated[tuple[Question, ...], AfterValidator(_twelve)] = ()
    listed: Annotated[str, BeforeValidator(code_of(codes.LISTS))] = "private"
    retain_until: Day = ""
    visa_letters: bool = False
    video_link: WebAddress = ""
    note: Prose = ""
    remind_before: Days = 0
    remind_after: bool = False
    evaluation: Annotated[tuple[EvaluationQuestion, ...], AfterValidator(_twelve)] = ()
