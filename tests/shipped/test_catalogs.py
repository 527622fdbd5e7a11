"""English is the source; French and Arabic say everything it says."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from portal.foundation.i18n import INTERFACE_LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "portal" / "foundation" / "i18n" / "translations"
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.do", "silent": "false"}
PLACEHOLDER = re.compile(r"%\(\w+\)s")
TRANSLATED = [language for language in INTERFACE_LANGUAGES if language != "en"]


def _found(folder: str, methods: list[tuple[str, str]], options: dict[str, str]) -> Iterator[str | tuple[str, ...]]:
    choices = {pattern: options for pattern, method in methods if method != "ignore"}
    for found in extract_from_dir(str(ROOT / folder), methods, choices, keywords=KEYWORDS):
        yield found[2]


@cache
def source() -> dict[str, str | tuple[str, ...]]:
    """First form → message, of everything code and templates say. The developers' gallery is not translated."""
    said = [*_found("portal", [("**.py", "python")], {})]
    said += _found("templates", [("design/**", "ignore"), ("**.html", "jinja2")], JINJA)
    return {message if isinstance(message, str) else message[0]: message for message in said}


def catalog(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    held = {(m.id if isinstance(m.id, str) else m.id[0]): m for m in catalog(language) if m.id}
    missing = [key for key in source() if key not in held or not all(_forms(held[key].string))]
    assert not missing, f"{len(missing)} without a translation into {language}: {missing[:5]}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_the_same(language: str) -> None:
    for message in catalog(language):
        if not message.id:
            continue
        wanted = set(PLACEHOLDER.findall(_forms(message.id)[0]))
        for form in _forms(message.string):
            found = set(PLACEHOLDER.findall(form))
            assert found <= wanted and wanted - found <= {"%(n)s"}, f"{language}: {message.id}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalog_is_that_of_its_source(language: str) -> None:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = {_forms(m.id)[0]: _forms(m.string) for m in read_mo(file) if m.id}
    assert compiled == {_forms(m.id)[0]: _forms(m.string) for m in catalog(language) if m.id}


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)
