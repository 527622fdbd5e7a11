"""pydantic's errors in our words: the field, the rule, and what to do."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from portal.foundation.errors import Invalid, Problem
from portal.foundation.i18n import Lazy, lazy
from portal.foundation.texts import Prose

Given = TypeVar("Given", bound=BaseModel)
_prose: TypeAdapter[str] = TypeAdapter(Prose)

_WORDS: Mapping[str, Lazy] = {
    "missing": lazy("This is needed. Please fill it in."),
    "unreadable": lazy("This holds characters that cannot be read or shown. Please type it again."),
    "bidi": lazy("This holds invisible direction marks that can make a text read differently. Please remove them."),
    "too_long": lazy("This is too long: %(length)s characters, at most %(limit)s. Please shorten it."),
    "too_many": lazy("There are too many entries: %(length)s, at most %(limit)s."),
    "unknown_code": lazy("“%(given)s” is not in the list. Please choose one of the values offered."),
    "bad_date": lazy("This is not a date that exists. Write a year, year-month or year-month-day, such as 2018-07-31."),
    "date_order": lazy("This date lies before the one above it. Please check both."),
    "extra_forbidden": lazy("There is no field of this name."),
    "twice": lazy("This stands here twice. Please remove one."),
    "mark_order": lazy("A layer may not be read by more people than the layer before it."),
    "bad_key": lazy("“%(given)s” is no name: small letters, digits and single hyphens, at most 80."),
    "bad_identifier": lazy("“%(given)s” is no identifier: letters and digits, at most 20."),
    "given_mark": lazy("Give either “mark” or “marks”."),
}
_BY_PREFIX = (
    ("int", lazy("Please write a whole number.")),
    ("bool", lazy("Please answer yes or no.")),
    ("string", lazy("Please write text here.")),
    ("list", lazy("A list is expected here.")),
    ("tuple", lazy("A list is expected here.")),
    ("dict", lazy("An object with named fields is expected here.")),
    ("model", lazy("An object with named fields is expected here.")),
    ("greater", lazy("The number is too small.")),
    ("less", lazy("The number is too large.")),
)


def readable(given: object) -> str:
    """What somebody gave, as far as a message may repeat it: sixty characters, none that a terminal obeys."""
    return "".join(letter if letter.isprintable() else "�" for letter in str(given)[:60])


def _message(kind: str, context: dict[str, Any]) -> Lazy:
    if kind in _WORDS:
        return _WORDS[kind].fill(**context)
    for prefix, words in _BY_PREFIX:
        if kind.startswith(prefix):
            return words
    return lazy("This value cannot be used here.")


def problems_of(error: ValidationError) -> list[Problem]:
    """One problem for each broken rule, in the order of the fields; `at` of a rule over several leads on to one."""
    found = []
    for entry in error.errors(include_url=False, include_input=False):
        context = dict(entry.get("ctx") or {})
        path = tuple(step if isinstance(step, int) else readable(step) for step in entry["loc"])
        found.append(Problem(path + context.pop("at", ()), _message(entry["type"], context)))
    return found


def read_record(kind: type[Given], data: Mapping[str, Any]) -> Given:
    """What a form or a program gave, as the record it must be. Raises Invalid naming every field that breaks a rule."""
    try:
        return kind.model_validate(dict(data))
    except ValidationError as error:
        raise Invalid(problems_of(error)) from None


def prose_of(text: str, field: str) -> str:
    """What a person tells another in a field of its own, under the rules of every text. Raises Invalid."""
    try:
        return _prose.validate_python(text)
    except ValidationError as error:
        raise Invalid([Problem((field,), problem.message) for problem in problems_of(error)]) from None
