"""Guessing passwords is slowed before any is hashed, for known and unknown addresses alike, and shuts nobody out."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.foundation import clock
from portal.foundation.database import db
from portal.members import secrets
from portal.members.models import SignInTry
from portal.members.throttling import OF_ACCOUNT, OF_ADDRESS, forget_tries
from tests.support.cast import PASSWORD, Cast
from tests.support.portal import Portal, fresh_session


def tried(
    client: FlaskClient, token: str, email: str, password: str = "wrong", address: str = "192.0.2.1"
) -> TestResponse:
    with fresh_session(), client.application.app_context():
        sent = {"csrf_token": token, "email": email, "password": password}
        return client.post("/sign-in", data=sent, environ_overrides={"REMOTE_ADDR": address})


def opened(portal: Portal) -> tuple[FlaskClient, str]:
    browser = portal.browser()
    browser.get("/sign-in")
    return browser.client, browser.token


@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_addresses_are_slowed_alike(portal: Portal, cast: Cast, known: bool) -> None:
    email = cast.author.email if known else "nobody@portal.example"
    client, token = opened(portal)
    answers = [tried(client, token, email, address=f"192.0.2.{at}").status_code for at in range(OF_ACCOUNT + 2)]
    assert answers == [422] * OF_ACCOUNT + [429] * 2
    last = tried(client, token, email)
    assert "Please wait 15 minutes." in last.text and 0 < int(last.headers["Retry-After"]) <= 900


def test_no_password_is_hashed_while_a_try_must_wait(
    portal: Portal, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, token = opened(portal)
    for _ in range(OF_ACCOUNT):
        tried(client, token, cast.author.email)
    hashed: list[str] = []
    monkeypatch.setattr(secrets, "verify_password", lambda *_: hashed.append("once"))
    assert tried(client, token, cast.author.email, PASSWORD).status_code == 429
    assert hashed == []


def test_other_letters_and_blanks_are_the_same_account(portal: Portal, cast: Cast) -> None:
    client, token = opened(portal)
    forms = [cast.author.email, cast.author.email.upper(), f" {cast.author.email} ", cast.author.email.title()]
    for at in range(OF_ACCOUNT):
        tried(client, token, forms[at % 4])
    assert tried(client, token, cast.author.email).status_code == 429


def test_one_network_address_is_slowed_whatever_accounts_it_tries_and_headers_do_not_change_it(
    portal: Portal, cast: Cast
) -> None:
    client, token = opened(portal)
    for at in range(OF_ADDRESS):
        assert tried(client, token, f"guess{at}@portal.example").status_code == 422
    with fresh_session(), client.application.app_context():
        answer = client.post(
            "/sign-in",
            data={"csrf_token": token, "email": "another@portal.example", "password": "x"},
            headers={"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.1"},
        )
    assert answer.status_code == 429


def test_guessing_from_her_own_office_does_not_shut_her_out_of_her_browser_which_is_counted_by_itself(
    portal: Portal, cast: Cast
) -> None:
    hers = portal.browser(cast.author)
    hers.get("/account")
    hers.post("/sign-out")
    client, token = opened(portal)
    for at in range(OF_ACCOUNT + 5):
        tried(client, token, cast.author.email, address=f"198.51.100.{at}")
    for at in range(OF_ADDRESS):
        tried(client, token, f"guess{at}@portal.example", address="198.51.100.99")
    assert tried(client, token, cast.author.email, PASSWORD, address="198.51.100.99").status_code == 429
    hers.get("/sign-in")
    for at in range(OF_ACCOUNT):
        assert tried(hers.client, hers.token, cast.author.email, address="198.51.100.99").status_code == 422, at
    assert tried(hers.client, hers.token, cast.author.email, PASSWORD, address="198.51.100.99").status_code == 429
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        answer = tried(hers.client, hers.token, cast.author.email, PASSWORD, address="198.51.100.99")
    assert answer.status_code == 302


def test_a_mark_of_another_account_or_a_forged_one_helps_nobody(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.outsider)
    browser.get("/account")
    browser.post("/sign-out")
    browser.get("/sign-in")
    for _ in range(OF_ACCOUNT):
        tried(browser.client, browser.token, cast.author.email)
    assert tried(browser.client, browser.token, cast.author.email, PASSWORD).status_code == 429
    browser.client.set_cookie("device", "forged", path="/sign-in")
    assert tried(browser.client, browser.token, cast.author.email, PASSWORD).status_code == 429


def test_after_a_while_it_is_open_again_and_old_tries_are_forgotten(portal: Portal, cast: Cast, app: Flask) -> None:
    client, token = opened(portal)
    for _ in range(OF_ACCOUNT):
        tried(client, token, cast.author.email)
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert tried(client, token, cast.author.email, PASSWORD).status_code == 302
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert forget_tries() == 2 * OF_ACCOUNT
    assert db.session.scalars(select(SignInTry)).all() == []


def test_no_row_names_an_account_or_an_address(portal: Portal, cast: Cast) -> None:
    client, token = opened(portal)
    tried(client, token, cast.author.email)
    keys = [row.key for row in db.session.scalars(select(SignInTry))]
    assert len(keys) == 2 and not any("author" in key or "192.0" in key for key in keys)
