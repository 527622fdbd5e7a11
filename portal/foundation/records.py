"""Frozen typed records of what members write: the same shape in the row, its versions, the forms and the import."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar

from babel import Locale
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from portal.foundation.i18n import Lazy, lazy
from portal.foundation.problems import read_record, readable
from portal.foundation.texts import Line, at_most

ENTRIES_MAX = 100
Entry = TypeVar("Entry")
Content = TypeVar("Content", bound=BaseModel)
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

TEXT_STATES: Mapping[str, Lazy] = {
    "original": lazy("Original"),
    "human": lazy("Human translation"),
    "machine": lazy("Machine translation"),
    "stale": lazy("Older than the original"),
}
"""How a text came to be in its language."""


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _slug(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().lower())


def unknown(given: object) -> PydanticCustomError:
    return PydanticCustomError("unknown_code", "unknown_code", {"given": readable(given)})


def code_of(known: Mapping[str, object]) -> Callable[[object], str]:
    """Accepts the code in any case, with blanks or underscores for hyphens, or its English label."""
    labels = {_slug(getattr(label, "message", str(label))): code for code, label in known.items()}

    def check(given: object) -> str:
        if isinstance(given, str) and given in known:
            return given
        code = _slug(given) if isinstance(given, str) else ""
        if code not in known and code not in labels:
            raise unknown(given)
        return code if code in known else labels[code]

    return check


@cache
def content_languages() -> Mapping[str, str]:
    """Every language CLDR names in English, by its two- or three-letter code."""
    return {code: name for code, name in Locale("en").languages.items() if "_" not in code and len(code) <= 3}


def first_language(spoken: list[str]) -> str:
    """The first of these a text can be written in, else English."""
    return next((code for code in spoken if code in content_languages()), "en")


def _unique(values: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(dict.fromkeys(values))


def _few(values: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if len(values) > ENTRIES_MAX:
        raise PydanticCustomError("too_many", "too_many", {"limit": ENTRIES_MAX, "length": len(values)})
    return values


def partial_date(text: str) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD of a day that exists, 1900 or later (ISO 8601-1 §5.2.2)."""
    match = _PARTIAL_DATE.fullmatch(text)
    try:
        if match:
            found = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
            if 1900 <= found.year <= 2100:
                return text
    except ValueError:
        pass
    if text == "":
        return text
    raise PydanticCustomError("bad_date", "bad_date")


def sortable(partial: str) -> str:
    """The first day such a date may mean; empty for none."""
    return f"{partial}-01-01"[:10] if len(partial) == 4 else f"{partial}-01"[:10] if partial else ""


PartialDate = Annotated[Line, AfterValidator(partial_date)]
Language = Annotated[str, BeforeValidator(code_of(content_languages()))]
TextState = Annotated[str, BeforeValidator(code_of(TEXT_STATES))]
Few = Annotated[tuple[Entry, ...], AfterValidator(_few)]
"""At most 100 entries."""
Distinct = Annotated[tuple[Entry, ...], AfterValidator(_unique), AfterValidator(_few)]
"""The same, each kept once."""


def given(text: str) -> str:
    """A text that may not be empty."""
    if not text:
        raise PydanticCustomError("missing", "missing")
    return text


ExternalId = Annotated[Line, AfterValidator(at_most(200)), AfterValidator(given)]
"""What a thing is called where it comes from."""


def once_each(languages: list[str]) -> None:
    """One text a language."""
    for place, language in enumerate(languages):
        if language in languages[:place]:
            raise PydanticCustomError("twice", "twice", {"at": ("texts", place, "language")})


def rebuilt(base: Content, changes: Mapping[str, Any]) -> Content:
    """`base` with some fields replaced. Raises Invalid naming every field that breaks a rule."""
    given = {name: getattr(base, name) for name in type(base).model_fields} | dict(changes)
    return read_record(type(base), given)


def refreshed(before: list[Any], after: list[Any], first: Any, now: Any) -> list[Any]:
    """Texts after a change of the original from `first` to `now`: translations left as they were are stale."""
    if first == now or first.language != now.language:
        return after
    return [
        text.model_copy(update={"state": "stale"}) if text.state in ("human", "machine") and text in before else text
        for text in after
    ]
