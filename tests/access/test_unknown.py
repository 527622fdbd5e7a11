"""What a reader may not know of answers exactly as what does not exist."""

from typing import Any

import pytest
from flask import Flask

from portal.foundation.database import db, transaction
from portal.foundation.ids import new_id
from portal.members.models import MemberSession
from tests.access.answers import addresses, state, whole
from tests.access.planted import MARKED, Planted, advance, plant
from tests.support.cast import Cast, Person
from tests.support.portal import Browser, Portal

UNUSED = "NER-2026-999"
SENT = {
    "revision": "4",
    "decision": "publish",
    "texts-0-language": "en",
    "texts-0-title": "A title",
    "layer": "abstract",
}


@pytest.fixture
def red(app: Flask, cast: Cast) -> Planted:
    """Published, and read by its writer and one named person."""
    return advance(cast, plant(app, cast, "red", MARKED["red"]), "published")


def _values(reference: str, file_id: str) -> dict[str, str]:
    return {
        "reference": reference,
        "cases.edit:section": "texts",
        "practices.edit:section": "texts",
        "file_id": file_id,
        "number": "1",
        "about.show:section": "marks",
        "row_id": "1",
        "handle": "none",
        "member_id": "none",
        "code": "NE",
        "probe": "live",
        "key": "homicide",
        "form": "csv",
    }


def _asked(app: Flask, method: str, reference: str, file_id: str) -> list[str]:
    paths = addresses(app, method, _values(reference, file_id))
    return [path for path in paths if reference in path]


def _compare(browser: Browser, pairs: list[tuple[str, str]], echoes: tuple[str, ...], **options: Any) -> None:
    """Each pair of addresses answers alike, by GET and by POST with the same form."""
    for hidden, unused in pairs:
        assert whole(browser.get(hidden, **options), *echoes) == whole(browser.get(unused, **options), *echoes), hidden
        told, silent = browser.post(hidden, SENT, **options), browser.post(unused, SENT, **options)
        assert whole(told, *echoes) == whole(silent, *echoes), hidden


@pytest.mark.parametrize("reader", ["outsider", "visitor", "coordinator", "administrator"])
@pytest.mark.parametrize("by", ["id", "number"])
def test_a_hidden_case_answers_as_an_unused_reference_on_every_route(
    portal: Portal, cast: Cast, red: Planted, reader: str, by: str
) -> None:
    person: Person = getattr(cast, reader)
    browser = portal.browser(person)
    browser.get("/about")
    row = red.row
    known, unused = (row.id, new_id()) if by == "id" else (str(row.number), UNUSED)
    file_id, no_file = row.files[0].id, new_id()
    before = state()
    paths = [path for method in ("GET", "POST") for path in _asked(portal.app, method, known, file_id)]
    pairs = [(path, path.replace(known, unused).replace(file_id, no_file)) for path in paths]
    assert len(pairs) >= 15
    _compare(browser, pairs, (known, unused, file_id, no_file))
    assert state() == before


def test_a_hidden_file_of_a_readable_case_answers_as_an_unused_one(app: Flask, portal: Portal, cast: Cast) -> None:
    green = advance(cast, plant(app, cast, "green", MARKED["green"]), "published")
    closed = next(file.id for file in green.row.files if file.layer == "annex")
    browser, unused = portal.browser(cast.outsider), new_id()
    for place in ("", "/remove"):
        pair = (f"/cases/{green.id}/files/{closed}{place}", f"/cases/{green.id}/files/{unused}{place}")
        _compare(browser, [pair], (closed, unused))
    opened = next(file.id for file in green.row.files if file.layer == "abstract")
    assert browser.get(f"/cases/{green.id}/files/{opened}").status_code == 200
    for headers in (
        {"Range": "bytes=0-3"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
    ):
        assert browser.get(f"/cases/{green.id}/files/{closed}", headers=headers).status_code == 404
        assert browser.client.head(f"/cases/{green.id}/files/{closed}", headers=headers).status_code == 404


def test_a_suspended_member_answers_as_an_unused_id(portal: Portal, cast: Cast) -> None:
    browser, unused = portal.browser(cast.outsider), new_id()
    _compare(browser, [(f"/members/{cast.suspended.id}", f"/members/{unused}")], (cast.suspended.id, unused))
    assert cast.suspended.name not in browser.get("/members?q=suspended").text


def test_a_session_of_somebody_else_answers_as_an_unused_one(portal: Portal, cast: Cast) -> None:
    portal.browser(cast.author)
    handle = db.session.scalars(db.select(MemberSession.handle)).one()
    browser, unused = portal.browser(cast.outsider), new_id()
    pair = (f"/account/sessions/{handle}/end", f"/account/sessions/{unused}/end")
    _compare(browser, [pair], (handle, unused))
    assert db.session.scalar(db.select(MemberSession).where(MemberSession.handle == handle)) is not None


def test_naming_a_hidden_case_as_related_answers_as_an_unused_number(portal: Portal, cast: Cast, red: Planted) -> None:
    from tests.support.cases import draft

    own = draft(cast.outsider.actor)
    path, revision, number = f"/cases/{own.id}/edit/cooperation", str(own.revision), str(red.row.number)
    browser = portal.browser(cast.outsider)
    told, silent = (browser.post(path, {"revision": revision, "related-0": related}) for related in (number, UNUSED))
    assert told.status_code == 422
    assert whole(told, number, UNUSED) == whole(silent, number, UNUSED)


def test_a_withdrawn_case_answers_as_an_unused_reference(portal: Portal, cast: Cast, app: Flask) -> None:
    gone = advance(cast, plant(app, cast, "green", MARKED["green"]), "withdrawn")
    browser, number = portal.browser(cast.outsider), str(gone.row.number)
    _compare(browser, [(f"/cases/{number}", f"/cases/{UNUSED}")], (number, UNUSED))


def test_an_address_and_a_password_that_do_not_fit_tell_nothing_of_the_address(portal: Portal, cast: Cast) -> None:
    browser = portal.browser()
    browser.get("/sign-in")
    known, unused = cast.author.email, "author@portal.invalid"
    told, silent, shut = (
        browser.post("/sign-in", {"email": email, "password": "not the password"})
        for email in (known, unused, cast.suspended.email)
    )
    echoes = (known, unused, cast.suspended.email)
    assert whole(told, *echoes) == whole(silent, *echoes) == whole(shut, *echoes)
    with transaction():
        assert db.session.query(MemberSession).count() == 0
