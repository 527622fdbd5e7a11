"""A sign-in is a row: it begins with a cookie of its own and ends when the row does."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.members.models import ApiToken, MemberSession
from tests.support.cast import PASSWORD, Cast
from tests.support.portal import Browser, Portal


def _cookie(client: FlaskClient) -> str:
    kept = client.get_cookie("session")
    return kept.value if kept else ""


def _with(portal: Portal, cookie: str) -> Browser:
    """Another browser that holds this cookie."""
    browser = Browser(portal.app)
    browser.client.set_cookie("session", cookie)
    return browser


def test_signing_in_changes_the_cookie_and_the_one_before_opens_nothing(portal: Portal, cast: Cast) -> None:
    browser = portal.browser()
    browser.get("/sign-in")
    planted = _cookie(browser.client)
    browser.post("/sign-in", {"email": cast.author.email, "password": PASSWORD})
    assert planted and _cookie(browser.client) != planted
    assert browser.get("/account").status_code == 200
    assert _with(portal, planted).get("/account").status_code == 302


def test_the_form_token_of_before_signing_in_is_worth_nothing_afterwards(portal: Portal, cast: Cast) -> None:
    browser = portal.browser()
    browser.get("/sign-in")
    before = browser.token
    browser.post("/sign-in", {"email": cast.author.email, "password": PASSWORD})
    assert browser.post("/account", {"csrf_token": before, "name": "Changed"}).status_code == 400


def test_the_cookie_is_dead_after_signing_out(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.author)
    kept = _cookie(browser.client)
    answer = browser.post("/sign-out")
    assert answer.status_code == 302 and "storage" in answer.headers["Clear-Site-Data"]
    assert browser.get("/account").status_code == 302
    assert _with(portal, kept).get("/account").status_code == 302
    assert db.session.query(MemberSession).count() == 0


def test_ending_a_session_elsewhere_shuts_it_at_its_next_request(portal: Portal, cast: Cast) -> None:
    lost = portal.browser(cast.author)
    handle = db.session.scalars(db.select(MemberSession.handle)).one()
    own = portal.browser(cast.author)
    assert own.post(f"/account/sessions/{handle}/end").status_code == 302
    assert lost.get("/account").status_code == 302
    assert own.get("/account").status_code == 200


def test_a_session_ends_with_its_hours(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.author)
    with transaction():
        db.session.scalars(db.select(MemberSession)).one().expires_at = clock.now() - timedelta(seconds=1)
    assert browser.get("/account").status_code == 302


@pytest.mark.parametrize("change", [{"revoked_at": clock.now()}, {"id": "0" * 64}])
def test_a_revoked_token_answers_as_one_that_never_was(
    portal: Portal, cast: Cast, change: Mapping[str, object]
) -> None:
    bearer, browser = portal.bearer(cast.author), portal.browser()
    assert browser.get("/api/v1/search", headers=bearer).status_code == 200
    with transaction():
        row = db.session.scalars(db.select(ApiToken)).one()
        for name, value in change.items():
            setattr(row, name, value)
    refused = browser.get("/api/v1/search", headers=bearer)
    unknown = browser.get("/api/v1/search", headers={"Authorization": "Bearer nonsense"})
    assert (refused.status_code, refused.text) == (unknown.status_code, unknown.text)
    assert refused.status_code == 401


def test_a_cookie_is_no_token_and_a_token_no_cookie(portal: Portal, cast: Cast) -> None:
    signed_in, bearer = portal.browser(cast.author), portal.bearer(cast.author)
    assert signed_in.get("/api/v1/search").status_code == 401
    assert portal.browser().get("/cases", headers=bearer).status_code == 302


def test_neither_cookie_nor_database_holds_what_would_open_the_other(portal: Portal, cast: Cast) -> None:
    browser, bearer = portal.browser(cast.author), portal.bearer(cast.author)
    kept = [row.id for row in db.session.scalars(db.select(MemberSession))]
    kept += [row.id for row in db.session.scalars(db.select(ApiToken))]
    for row_id in kept:
        assert row_id not in _cookie(browser.client)
        headers = {"Authorization": f"Bearer {row_id}"}
        assert portal.browser().get("/api/v1/search", headers=headers).status_code == 401
    assert bearer["Authorization"].partition(" ")[2] not in kept


def test_the_cookie_cannot_be_read_by_script_nor_sent_by_other_sites(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.author)
    sent = browser.get("/account").headers["Set-Cookie"]
    assert "HttpOnly" in sent and "SameSite=Lax" in sent and "Path=/" in sent and "Domain" not in sent
