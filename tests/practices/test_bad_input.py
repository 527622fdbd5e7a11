"""Whatever stands in a field, the form comes back with the message beside it and everything typed in it."""

import pytest

from portal.foundation.database import db
from portal.practices.models import Practice, PracticeCollection
from tests.support.cast import Cast
from tests.support.portal import Browser, Portal
from tests.support.practices import draft

BIDI, NUL = "abc\u202edef", "abc\x00def"
LINES = ("title",)
PROSE = ("problem", "action", "preconditions", "result", "failed", "steps-0")


def _sent(**changes: str) -> dict[str, str]:
    return {"texts-0-language": "en", "texts-0-state": "original", "texts-0-title": "Kept title", **changes}


@pytest.fixture
def author(portal: Portal, cast: Cast) -> Browser:
    browser = portal.browser(cast.author)
    browser.get("/practices/new")
    return browser


@pytest.mark.parametrize("value", [BIDI, NUL, "a" * 20_001])
@pytest.mark.parametrize("field", [*LINES, *PROSE])
def test_a_text_that_cannot_be_shown_or_is_too_long_is_refused_beside_its_field(
    author: Browser, field: str, value: str
) -> None:
    answer = author.post("/practices/new", _sent(**{"texts-0-language": "fr", f"texts-0-{field}": value}))
    assert answer.status_code == 422
    assert f'id="texts-0-{field}-error"' in answer.text
    assert db.session.query(Practice).count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("texts-0-language", "no-language"), ("texts-0-state", "guessed"), ("texts-0-title", ""), ("texts-0-title", " ")],
)
def test_what_is_not_offered_or_missing_makes_no_practice(author: Browser, field: str, value: str) -> None:
    answer = author.post("/practices/new", _sent(**{"texts-0-problem": "Kept words", field: value}))
    assert answer.status_code == 422 and "Kept words" in answer.text
    assert db.session.query(Practice).count() == 0


def test_two_texts_in_one_language_are_refused(author: Browser) -> None:
    answer = author.post("/practices/new", _sent(**{"texts-1-language": "en", "texts-1-title": "Again"}))
    assert answer.status_code == 422 and 'id="texts-1-language-error"' in answer.text


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("evidence", "repeated-0", "Atlantis"),
        ("evidence", "cases-0", "NER-1999-001"),
        ("evidence", "cases-0", BIDI),
        ("evidence", "sources-0", BIDI),
        ("evidence", "sources-0", "a" * 301),
        ("evidence", "regions", "the-moon"),
        ("evidence", "themes", "no-such-concept"),
        ("audience", "mark", "PURPLE"),
        ("audience", "audience-regions", "the-moon"),
        ("audience", "audience-countries-0", "Atlantis"),
        ("audience", "audience-members", "nobody@nowhere.example"),
        ("audience", "editors", "nobody@nowhere.example"),
    ],
)
def test_a_wrong_value_of_a_later_section_changes_nothing(
    portal: Portal, cast: Cast, section: str, field: str, value: str
) -> None:
    practice = draft(cast.author.actor)
    practice_id, revision, before = practice.id, practice.revision, practice.content
    browser, place = portal.browser(cast.author), f"/practices/{practice_id}/edit/{section}"
    browser.get(place)
    sent = {"mark": "GREEN"} if section == "audience" else {"regions": "sahel"}
    answer = browser.post(place, {"revision": str(revision), **sent, field: value})
    assert answer.status_code == 422 and "error-summary" in answer.text
    assert db.session.get_one(Practice, practice_id).content == before


@pytest.mark.parametrize("revision", ["", "-1", "x", "99", "²", "1" * 5000])
def test_a_revision_that_is_not_the_stored_one_saves_nothing(portal: Portal, cast: Cast, revision: str) -> None:
    practice = draft(cast.author.actor)
    practice_id, before = practice.id, practice.content
    browser, place = portal.browser(cast.author), f"/practices/{practice_id}"
    browser.get(f"{place}/edit/texts")
    sent = {"revision": revision, "texts-0-language": "en", "texts-0-title": "Other"}
    assert browser.post(f"{place}/edit/texts", sent).status_code == 409
    assert browser.post(f"{place}/submit", {"revision": revision}).status_code == 409
    assert browser.post(f"{place}/withdraw", {"revision": revision}).status_code == 409
    assert db.session.get_one(Practice, practice_id).content == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", NUL),
        ("title", "a" * 301),
        ("introduction", BIDI),
        ("introduction", "a" * 20_001),
        ("mark", "PURPLE"),
        ("audience-regions", "the-moon"),
        ("audience-countries-0", "Atlantis"),
        ("audience-members", "nobody@nowhere.example"),
    ],
)
def test_a_list_with_a_wrong_value_is_not_made(author: Browser, field: str, value: str) -> None:
    author.get("/practices/collections/new")
    sent = {"title": "For a training", "introduction": "Kept words", "mark": "GREEN", field: value}
    answer = author.post("/practices/collections/new", sent)
    assert answer.status_code == 422 and "error-summary" in answer.text
    assert db.session.query(PracticeCollection).count() == 0


@pytest.mark.parametrize(
    "query", ["page=0", "page=-5", "page=x", "page=99999", "list=mine", "country=%00", "theme=%F0"]
)
def test_a_list_page_answers_whatever_the_link_says(author: Browser, query: str) -> None:
    assert author.get(f"/practices?{query}").status_code == 200
    assert author.get(f"/practices/collections?{query}").status_code == 200


def test_a_reference_no_database_takes_is_an_unknown_one(author: Browser) -> None:
    for path in ("/practices/%00", "/practices/collections/%00", "/practices/compare?a=%00x&b=x"):
        assert author.get(path).status_code == 404, path
    key = "0" * 32
    assert author.post(f"/practices/{key}/collect", {"collection": f"{key}\x00"}).status_code == 404
