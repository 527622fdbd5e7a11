"""What a meeting is, as one frozen, typed record: the same shape in the row, the forms and the demonstration."""

import re
from functools import cache
from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from portal.access.audience import Mark, MarkOf
from portal.countries.content import CountryCode
from portal.foundation.records import Distinct, Language, PartialDate, Record, code_of, sortable, unknown
from portal.foundation.texts import Line, Prose
from portal.meetings import codes
from portal.regions.content import Audience, RegionCodes
from portal.vocabulary.content import Key

_SERIES = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SERIES_MAX = 80


@cache
def time_zones() -> frozenset[str]:
    """Zones that name a place (or UTC): what a meeting can be in. Abbreviations and fixed offsets are none."""
    return frozenset(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")) | {"UTC"}


def _zone(text: str) -> str:
    if text not in time_zones():
        raise unknown(text)
    return text


def _series(text: str) -> str:
    if text and (not _SERIES.fullmatch(text) or len(text) > SERIES_MAX):
        raise PydanticCustomError("bad_key", "bad_key", {"given": text[:60]})
    return text


TimeZone = Annotated[Line, AfterValidator(_zone)]
Series = Annotated[Line, AfterValidator(_series)]
Participants = Annotated[int, Field(ge=0, le=100_000)]


class MeetingContent(Record):
    """`starts` and `ends` are days of the place, as exact as they are known; clock times are the sessions' own.

    `participants` keeps its qualifier beside it and, in `participants_note`, what was counted.
    """

    title: Line = ""
    language: Language = "en"
    purpose: Prose = ""
    form: Annotated[str, BeforeValidator(code_of(codes.FORMS))] = "regional"
    regions: RegionCodes = ()
    countries: Distinct[CountryCode] = ()
    place: Line = ""
    country: CountryCode | None = None
    time_zone: TimeZone = "UTC"
    starts: PartialDate = ""
    ends: PartialDate = ""
    languages: Distinct[Language] = ()
    participants: Participants | None = None
    qualifier: Annotated[str, BeforeValidator(code_of(codes.QUALIFIERS))] = "exactly"
    participants_note: Line = ""
    series: Series = ""
    earlier: Line = ""
    themes: Distinct[Key] = ()
    mark: MarkOf | None = None
    minutes_mark: MarkOf | None = None
    audience: Audience = Audience()

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.starts and self.ends and self.starts[: len(self.ends)] > self.ends[: len(self.starts)]:
            raise PydanticCustomError("date_order", "date_order", {"at": ("ends",)})
        return self

    @model_validator(mode="after")
    def minutes_never_wider(self) -> Self:
        if self.mark and self.minutes_mark and self.minutes_mark.rank < self.mark.rank:
            raise PydanticCustomError("mark_order", "mark_order", {"at": ("minutes_mark",)})
        return self

    @property
    def sort_date(self) -> str:
        """YYYY-MM-DD the meeting is sorted by; empty when it is not known."""
        return sortable(self.starts)

    @property
    def mark_of_minutes(self) -> Mark | None:
        """Minutes and decisions are never public by default: a CLEAR meeting has GREEN minutes."""
        if self.minutes_mark or not self.mark:
            return self.minutes_mark or self.mark
        return Mark.GREEN if self.mark is Mark.CLEAR else self.mark
