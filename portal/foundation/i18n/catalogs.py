"""Catalog look-ups. `lazy` marks text that is worded later, in the language of whoever reads it."""

from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations

from portal.foundation.i18n.locales import current_language

_FOLDER = Path(__file__).parent / "translations"


@cache
def _catalog(language: str) -> NullTranslations:
    return Translations.load(_FOLDER, [language], "messages")


def gettext(message: str, /, **values: Any) -> str:
    """The message in the current language, its %(name)s filled from `values`."""
    text = _catalog(current_language()).ugettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: Any) -> str:
    """The form for `n`; `%(n)s` is filled too."""
    text = _catalog(current_language()).ungettext(singular, plural, n)
    return text % {"n": n, **values}


class Lazy:
    """A message not worded yet. `str()` words it in the language current at that moment."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, values: dict[str, Any]) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return gettext(self.message, **self.values)

    def fill(self, **values: Any) -> "Lazy":
        """The same message with values for its %(name)s."""
        return Lazy(self.message, values)

    def __html__(self) -> str:
        from markupsafe import escape

        return str(escape(str(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lazy) and (self.message, self.values) == (other.message, other.values)

    def __hash__(self) -> int:
        return hash(self.message)

    def __repr__(self) -> str:
        return f"lazy({self.message!r})"


def lazy(message: str, /, **values: Any) -> Lazy:
    return Lazy(message, values)
