"""A word that stands only where the reader may not look answers as a word that stands nowhere."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from search.engine import Engine
from tests.access.answers import body, whole
from tests.access.planted import NONSENSE, SHARED, Planted, plant_all
from tests.support.cast import Cast, Person
from tests.support.portal import Browser, Portal

READERS = ("visitor", "outsider", "neighbour", "colleague", "coordinator", "administrator")
TYPED = ("-{0}", '"{0}"', "{0}*", "Kalashnikov {0}", "Kalashnikov or {0}", "Kalashnikov -{0}", "item:{0}", "mark:{0}")
ON_DISK = pytest.mark.parametrize("engine", ["embedded"], indirect=True)
"""Where the pages are looked at, not the engines: on the one that members use."""


@pytest.fixture
def planted(app: Flask, cast: Cast, portal: Portal, engine: Engine) -> list[Planted]:
    found = plant_all(app, cast)
    portal.work()
    assert engine.stats().documents == len(found)
    return found


def hidden(planted: list[Planted], person: Person) -> list[str]:
    return [word for case in planted for word in case.hidden_from(person.actor)]


def _telling(planted: list[Planted], person: Person) -> Iterator[str]:
    """One hidden word of each hidden layer: its first; and of the annex the serial number."""
    for case in planted:
        closed = set(case.hidden_from(person.actor))
        yield from (words[0] for words in case.words.values() if words[0] in closed)
        yield from (word for word in case.words["annex"][-1:] if word in closed)


@pytest.mark.parametrize("reader", [name for name in READERS if name != "visitor"])
def test_programs_and_suggestions_tell_no_hidden_word(
    portal: Portal, cast: Cast, planted: list[Planted], reader: str
) -> None:
    person = getattr(cast, reader)
    browser, bearer = portal.browser(person), {"headers": portal.bearer(person)}
    asked = {"/api/v1/search?q={}": bearer, "/search/suggest?q={}": {}}
    words = hidden(planted, person)
    assert len(words) > 50
    for address, options in asked.items():
        expected = whole(browser.get(address.format(NONSENSE), **options), NONSENSE)
        for word in words:
            assert whole(browser.get(address.format(word), **options), word) == expected


@ON_DISK
@pytest.mark.parametrize("reader", READERS)
def test_the_result_page_tells_no_hidden_word_however_it_is_asked(
    portal: Portal, cast: Cast, planted: list[Planted], reader: str
) -> None:
    person: Person = getattr(cast, reader)
    browser = portal.browser(person)
    words = list(_telling(planted, person))
    for number, word in enumerate(words):
        typed = ("{0}", TYPED[number % len(TYPED)])
        for query in typed:
            told = browser.get("/search", query_string={"q": query.format(word)})
            silent = browser.get("/search", query_string={"q": query.format(NONSENSE)})
            assert whole(told, word) == whole(silent, NONSENSE)


def test_every_way_of_asking_hides_a_red_title_from_an_outsider(
    portal: Portal, cast: Cast, planted: list[Planted]
) -> None:
    browser, bearer = portal.browser(), portal.bearer(cast.outsider)
    red = next(case for case in planted if case.name == "red")
    for typed in TYPED:
        told, silent = (
            browser.get("/api/v1/search", query_string={"q": typed.format(word)}, headers=bearer)
            for word in (red.words["abstract"][0], NONSENSE)
        )
        assert body(told) == body(silent)


def test_a_readable_word_does_find_its_case(portal: Portal, cast: Cast, planted: list[Planted]) -> None:
    """Without this the comparisons above would also hold on an empty index."""
    browser = portal.browser()
    for reader in READERS[1:]:
        person = getattr(cast, reader)
        bearer, closed = portal.bearer(person), set(hidden(planted, person))
        for case in planted:
            for layer, words in case.words.items():
                if words[0] in closed:
                    continue
                found = json.loads(browser.get(f"/api/v1/search?q={words[0]}", headers=bearer).text)
                assert [hit["key"] for hit in found["hits"]] == [case.id], (reader, case.name, layer)


def _pages(planted: list[Planted]) -> Iterator[str]:
    yield from ("/", "/cases", "/cases?list=own", "/review", "/search", f"/search?q={SHARED}", "/search/suggest?q=told")
    yield from ("/members", "/members?q=told", "/countries/NE", "/account", "/administration")
    yield from ("/administration/audit", "/administration/audit?q=case")
    for case in planted:
        for reference in {case.id, case.row.reference}:
            yield f"/cases/{reference}"
            for page in ("versions", "versions/1", "files", "edit/texts", "submit", "review", "withdraw"):
                yield f"/cases/{reference}/{page}"


def _tells(browser: Browser, path: str, words: list[str]) -> list[str]:
    answer = browser.get(path)
    text = answer.text.lower() + str(answer.headers).lower()
    return [f"{path}: {word}" for word in words if word in text]


@ON_DISK
@pytest.mark.parametrize("reader", READERS)
def test_no_page_at_all_shows_a_hidden_word(portal: Portal, cast: Cast, planted: list[Planted], reader: str) -> None:
    person: Person = getattr(cast, reader)
    browser, words = portal.browser(person), hidden(planted, person)
    assert words
    told = [line for path in _pages(planted) for line in _tells(browser, path, words)]
    assert not told
