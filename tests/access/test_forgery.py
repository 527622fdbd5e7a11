"""A request that the reader did not mean changes nothing, and reading changes nothing at all."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.access.answers import addresses, state
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.portal import Browser, Portal

SENT = {"revision": "3", "texts-0-language": "en", "texts-0-title": "Forged", "name": "Forged", "language": "fr"}

NOT_HIS = (
    *("/review", "/retry", "/approve", "/vocabulary/homicide/edit", "/vocabulary/homicide/merge"),
    *("/meetings/new", "/move", "/copy"),
)
"""What the author may not enter in any case; the guard says so before it looks at tokens."""


@pytest.fixture
def paths(app: Flask, cast: Cast) -> list[str]:
    """Every address that takes a post, with a case of the author in it; but the one that mail programs post to."""
    case = published(cast.author.actor, cast.coordinator.actor)
    nothing = "0" * 32
    values = {
        "reference": case.id,
        "cases.edit:section": "texts",
        "practices.edit:section": "texts",
        "file_id": nothing,
        "row_id": "1",
        "handle": nothing,
    }
    values |= {"key": "homicide"}
    return [path for path in addresses(app, "POST", values) if not path.startswith("/unsubscribe/")]


def _refused(browser: Browser, paths: list[str], token: str | None, **headers: str) -> None:
    before = state()
    for path in paths:
        sent = SENT if token is None else {**SENT, "csrf_token": token}
        answer = browser.client.post(path, data=sent, headers=headers)
        assert answer.status_code == (404 if path.endswith(NOT_HIS) and not headers else 400), path
        assert not any("language=fr" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    assert state() == before


def test_a_post_without_a_token_is_refused(portal: Portal, cast: Cast, paths: list[str]) -> None:
    _refused(portal.browser(cast.author), paths, None)


def test_a_post_with_the_token_of_another_member_is_refused(portal: Portal, cast: Cast, paths: list[str]) -> None:
    _refused(portal.browser(cast.author), paths, portal.browser(cast.outsider).token)


def test_a_post_with_a_made_up_token_is_refused(portal: Portal, cast: Cast, paths: list[str]) -> None:
    for token in ("", "x", "a.b.c"):
        _refused(portal.browser(cast.author), paths, token)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_elsewhere_is_refused_even_with_the_right_token(
    portal: Portal, cast: Cast, paths: list[str], headers: dict[str, str]
) -> None:
    browser = portal.browser(cast.author)
    _refused(browser, paths, browser.token, **headers)


def test_a_post_from_a_page_of_ours_is_taken(portal: Portal, cast: Cast) -> None:
    """So that the refusals above are not refusals of everything."""
    browser = portal.browser(cast.author)
    for headers in ({}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        answer = browser.post("/preferences", {"language": "fr"}, headers=headers)
        assert answer.status_code == 302, headers


def test_a_refused_form_from_elsewhere_is_not_offered_again(portal: Portal, cast: Cast, paths: list[str]) -> None:
    browser = portal.browser(cast.author)
    for path in paths:
        if path.startswith("/cases"):
            answer = browser.client.post(path, data=SENT, headers={"Origin": "https://evil.example"})
            assert "Forged" not in answer.text, path


def test_signing_in_needs_a_token_too(portal: Portal, cast: Cast) -> None:
    """Else a member could be signed in as somebody else without noticing."""
    from tests.support.cast import PASSWORD

    browser = portal.browser()
    answer = browser.client.post("/sign-in", data={"email": cast.outsider.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert browser.get("/account").status_code == 302


def _everything_read(app: Flask, case: str, file: str, member: str) -> Iterator[str]:
    values = {"reference": case, "file_id": file, "number": "1", "member_id": member, "code": "NE", "probe": "live"}
    values |= {"key": "homicide", "form": "csv"}
    sections = ("texts", "facts", "items", "persons", "cooperation", "audience")
    for section in sections:
        fixed = {"practices.edit:section": "texts", "about.show:section": "marks"}
        yield from addresses(app, "GET", {**values, "cases.edit:section": section, **fixed})


@pytest.mark.parametrize("reader", ["author", "coordinator", "administrator", "outsider", "visitor"])
def test_reading_every_page_changes_no_row(app: Flask, portal: Portal, cast: Cast, reader: str) -> None:
    from tests.access.planted import MARKED, advance, plant

    case = advance(cast, plant(app, cast, "green", MARKED["green"]), "submitted").row
    pages = set(_everything_read(app, case.id, case.files[0].id, cast.author.id))
    browser = portal.browser(getattr(cast, reader))
    before = state()
    for path in pages:
        assert browser.get(path).status_code in (200, 302, 401, 403, 404, 503), path
        browser.client.head(path)
        browser.client.options(path)
    assert state() == before


def test_parameters_of_a_link_do_not_act(portal: Portal, cast: Cast) -> None:
    """What a form would send changes nothing when it stands in an address."""
    case = published(cast.author.actor, cast.coordinator.actor)
    browser, asked = portal.browser(cast.author), {**SENT, "decision": "publish", "csrf_token": "x"}
    before = state()
    for path in ("/account", "/cases/new", f"/cases/{case.id}/edit/texts", f"/cases/{case.id}/withdraw", "/sign-in"):
        assert browser.get(path, query_string=asked).status_code == 200
    assert state() == before
