"""Every text marked for translation can be worded in every language of the interface."""

import gc
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import portal
from portal.foundation.i18n import INTERFACE_LANGUAGES, Lazy, choose_language, gettext, ngettext, use_language

_NAMED = re.compile(r"%\((\w+)\)")


def _every_lazy() -> Iterator[Lazy]:
    """All that any module of the portal holds or made while it was imported."""
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    yield from (thing for thing in gc.get_objects() if isinstance(thing, Lazy))


def _written() -> set[str]:
    """Those inside functions, read from the source."""
    found = set[str]()
    for path in Path(portal.__path__[0]).rglob("*.py"):
        found |= set(re.findall(r'(?:lazy|_)\(\s*"((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_lazy_text_is_worded(language: str) -> None:
    texts = {lazy.message for lazy in _every_lazy()} | _written()
    assert len(texts) > 200
    with use_language(language):
        for text in texts:
            named = set(_NAMED.findall(text))
            worded = gettext(text, **dict.fromkeys(named, "value")) if named else gettext(text)
            assert worded.strip() or not text.strip(), text
            assert "%(" not in worded, text


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 11, 100, 1_000])
def test_every_number_has_its_form(language: str, number: int) -> None:
    with use_language(language):
        worded = ngettext("%(n)s case", "%(n)s cases", number)
    assert "%(" not in worded and worded.strip()


def test_the_language_is_what_was_asked_for_else_the_browsers_else_english() -> None:
    assert choose_language("ar", "fr", ["en"]) == "ar"
    assert choose_language("xx", "fr", ["en"]) == "fr"
    assert choose_language(None, None, ["de", "fr-CA", "en"]) == "fr"
    assert choose_language(None, "", ["de", "<script>", ""]) == "en"
