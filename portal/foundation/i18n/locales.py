"""Which language this request or job speaks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from babel import Locale
from babel.core import negotiate_locale

INTERFACE_LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
"""Languages whose catalog is complete; a language joins when it is."""

_language: ContextVar[str] = ContextVar("language", default="en")


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def current_language() -> str:
    return _language.get()


def current_locale() -> Locale:
    return _locale(_language.get())


def set_language(language: str) -> None:
    """For the rest of this context; unknown languages become English."""
    _language.set(language if language in INTERFACE_LANGUAGES else "en")


@contextmanager
def use_language(language: str) -> Iterator[None]:
    token = _language.set(language if language in INTERFACE_LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def choose_language(asked: str | None, profile: str | None, header: Iterable[str]) -> str:
    """What was asked for, else what the profile says, else the browser's list, else English."""
    for candidate in (asked, profile):
        if candidate in INTERFACE_LANGUAGES:
            return str(candidate)
    return negotiate_locale(list(header), list(INTERFACE_LANGUAGES), sep="-") or "en"
