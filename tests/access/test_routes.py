"""Every route says whom it admits, and admits nobody else."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.access.policy import POLICY
from portal.foundation.database import db, transaction
from portal.foundation.web.guard import census
from portal.members.models import Member, MemberSession
from tests.access.answers import addresses, state
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.portal import Browser, Portal

PUBLIC = {
    *("members.sign_in", "finder.search", "preferences.save", "about.show", "health.show"),
    *("cases.show", "practices.show", "practices.collection"),
    *("meetings.show", "meetings.programme", "meetings.download"),
    *("meetings.participants", "meetings.calendar_file", "meetings.feed"),
    *("searches.atom", "searches.meetings", "newsmail.show"),
}
"""What a stranger may open. Those of things answer with what is marked CLEAR, and with nothing else; feeds and the
way out of mail with what their address alone gives the right to."""


@pytest.fixture
def values(cast: Cast) -> dict[str, str]:
    """A value for every place in an address: things of the author that an outsider may read or not."""
    case = published(cast.author.actor, cast.coordinator.actor)
    return {
        "reference": case.id,
        "cases.edit:section": "texts",
        "practices.edit:section": "texts",
        "about.show:section": "marks",
        "file_id": "0" * 32,
        "number": "1",
        "row_id": "1",
        "handle": "0" * 32,
        "member_id": cast.author.id,
        "code": "NE",
        "probe": "live",
        "key": "homicide",
        "form": "csv",
    }


def _closed(app: Flask, method: str, values: dict[str, str]) -> Iterator[str]:
    yield from (path for path, endpoint in addresses(app, method, values).items() if endpoint not in PUBLIC)


def test_every_method_of_every_route_declares_a_permission_of_the_policy(app: Flask) -> None:
    undeclared = [line for line in census(app) if line[3] not in POLICY]
    assert not undeclared


def test_no_more_is_public_than_what_is_named(app: Flask) -> None:
    from portal.access.actor import VISITOR
    from portal.access.policy import may

    opened = {endpoint for _, _, endpoint, action in census(app) if may(VISITOR, str(action))}
    assert opened == PUBLIC


def test_a_permission_that_nothing_asks_is_not_in_the_policy(app: Flask) -> None:
    """A row nobody reads would be believed; those asked by use cases alone are named here."""
    asked = {action for *_, action in census(app)}
    inside = {"case.audience", "case.import", "practice.audience", "practice.import", "member.suspend", "region.read"}
    inside |= {"document.audience", "document.history"}
    assert set(POLICY) - asked == inside


def test_a_stranger_is_shown_the_way_in_and_nothing_else(app: Flask, portal: Portal, values: dict[str, str]) -> None:
    browser = portal.browser()
    for path in _closed(app, "GET", values):
        answer = browser.get(path)
        if path.startswith("/api/"):
            assert answer.status_code == 401, path
        else:
            assert answer.status_code == 302, path
            assert answer.location.startswith("/sign-in?next="), path


def test_a_stranger_changes_nothing_by_any_post(app: Flask, portal: Portal, values: dict[str, str]) -> None:
    browser = portal.browser()
    browser.get("/sign-in")
    before = state()
    for path in _closed(app, "POST", values):
        assert browser.post(path, {"revision": "1", "title": "x"}).status_code == 401, path
    assert state() == before


def test_a_public_case_page_opens_to_a_stranger_only_what_is_clear(portal: Portal, cast: Cast) -> None:
    marks = {"abstract": "CLEAR", "summary": "GREEN", "annex": "RED"}
    clear = published(cast.author.actor, cast.coordinator.actor, marks=marks)
    green = published(cast.author.actor, cast.coordinator.actor)
    clear_id, green_id = clear.id, green.id
    page = portal.browser().get(f"/cases/{clear_id}")
    assert page.status_code == 200 and "Pistols in a spare wheel" in page.text
    assert "Twelve converted" not in page.text and "informant" not in page.text
    assert portal.browser().get(f"/cases/{green_id}").status_code == 404


def test_a_suspended_member_is_a_stranger_on_every_route(
    app: Flask, portal: Portal, cast: Cast, values: dict[str, str]
) -> None:
    browser, bearer = portal.browser(cast.colleague), portal.bearer(cast.colleague)
    assert browser.get("/cases").status_code == 200
    with transaction():
        db.session.get_one(Member, cast.colleague.id).state = "suspended"
    for path in _closed(app, "GET", values):
        expected = 401 if path.startswith("/api/") else 302
        assert browser.get(path, headers=bearer).status_code == expected, path
    before = state()
    for path in _closed(app, "POST", values):
        assert browser.post(path, {"revision": "1"}, headers=bearer).status_code in (400, 401), path
    assert state() == before


def test_a_suspended_member_cannot_sign_in(portal: Portal, cast: Cast) -> None:
    from tests.support.cast import PASSWORD

    browser = Browser(portal.app)
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"email": cast.suspended.email, "password": PASSWORD})
    assert answer.status_code == 422
    assert db.session.query(MemberSession).count() == 0


@pytest.mark.parametrize("reader", ["colleague", "outsider", "administrator", "editor", "focal_point"])
def test_a_reader_of_a_case_changes_nothing_of_it(
    app: Flask, portal: Portal, cast: Cast, values: dict[str, str], reader: str
) -> None:
    """The abstract is open to all of these; none of them writes or reviews the case."""
    browser = portal.browser(getattr(cast, reader))
    assert browser.get(f"/cases/{values['reference']}").status_code == 200
    before = state()
    paths = [path for path in addresses(app, "POST", values) if values["reference"] in path]
    assert len(paths) >= 7
    for path in paths:
        sent = {"revision": "3", "decision": "publish", "texts-0-language": "en", "texts-0-title": "Taken over"}
        # a reader may propose and ask, and this proposes and asks nothing
        refused = (403, 404, 422) if path.endswith(("/correct", "/ask")) else (403, 404)
        assert browser.post(path, sent).status_code in refused, path
    assert state() == before


@pytest.mark.parametrize("reader", ["author", "coordinator", "focal_point", "editor"])
def test_administration_does_not_exist_for_others(app: Flask, portal: Portal, cast: Cast, reader: str) -> None:
    browser = portal.browser(getattr(cast, reader))
    for path in ("/administration", "/administration/audit"):
        assert browser.get(path).status_code == 404
    assert browser.post("/administration/queue/1/retry").status_code == 404


def test_asking_with_another_method_opens_no_way_round(app: Flask, portal: Portal, values: dict[str, str]) -> None:
    browser = portal.browser()
    before = state()
    for path in _closed(app, "GET", values):
        assert browser.client.head(path).status_code in (302, 401)
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            assert browser.client.open(path, method=method).status_code in (401, 405), (method, path)
    assert state() == before
