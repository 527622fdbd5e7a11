"""The portal as a test uses it: browsers that carry cookies and tokens, and a worker that works when told."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.across.working import make_worker
from portal.foundation.database import db, transaction
from portal.members.models import Member
from portal.members.service import create_token
from tests.support.cast import PASSWORD, Cast, Person
from tests.support.page import inspect_page

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """One person's browser. Every page it opens is inspected."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        with fresh_session(), self.client.application.app_context():
            response = self.client.get(path, **options)
        return self._looked_at(response)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **options: Any) -> TestResponse:
        """Posts with the anti-forgery token of the last page seen."""
        values = {"csrf_token": self.token, **(data or {})}
        with fresh_session(), self.client.application.app_context():
            response = self.client.post(path, data=values, **options)
        return self._looked_at(response)

    def _looked_at(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code != 302:
            inspect_page(response)
            found = _TOKEN.search(response.text)
            self.token = found[1] if found else self.token
        return response


class fresh_session:  # noqa: N801 - reads as a statement
    """A request must not see what the test holds unflushed, nor leave its own rows behind.

    It also runs in an application context of its own: Flask would otherwise lend it the test's `g`, and with it the
    person and the token of the request before.
    """

    def __enter__(self) -> None:
        db.session.rollback()

    def __exit__(self, *_: object) -> None:
        db.session.rollback()
        db.session.expire_all()


class Portal:
    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast

    def browser(self, person: Person | None = None) -> Browser:
        """Signed in as this person; a stranger without one."""
        browser = Browser(self.app)
        if person is not None and person.id:
            browser.get("/sign-in")
            answer = browser.post("/sign-in", {"email": person.email, "password": PASSWORD})
            assert answer.status_code == 302, f"{person.name} could not sign in"
            browser.get("/account")
        return browser

    def bearer(self, person: Person) -> dict[str, str]:
        with transaction():
            token = create_token(db.session.get_one(Member, person.id), "test")
        return {"Authorization": f"Bearer {token}"}

    def work(self) -> None:
        """The worker does everything that is due."""
        make_worker(self.app).drain()
