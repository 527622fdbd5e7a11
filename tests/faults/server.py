"""The real portal for tests that break it: `portal serve` with data of its own, and browsers that speak plain HTTP."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from click.testing import CliRunner, Result
from flask import Flask

from portal.access.actor import VISITOR
from portal.across.cli.main import portal
from portal.app import create_app
from portal.config import Settings
from portal.foundation.database import db
from tests.support.cast import PASSWORD, Cast, Person, make_cast
from tests.support.postgres import free_port

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_NOBODY = Person("", "", "", VISITOR)
NOBODY = Cast(*[_NOBODY] * len(fields(Cast)))
_FORM_ID = re.compile(r'name="form_id" value="([^"]+)"')


def new_database() -> str:
    """The address of a new PostgreSQL database; empty (SQLite in the data folder) when no server is named."""
    server = os.environ.get("PORTAL_TEST_DATABASE", "")
    if not server:
        return ""
    name = f"faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.format(database=name)


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Browser:
    """Cookies and the anti-forgery token of one person; one connection a request, so that a dead server is noticed."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"")

    def post(self, path: str, values: Mapping[str, str] | None = None) -> Answer:
        return self._ask("POST", path, self.body(values))

    def body(self, values: Mapping[str, str] | None = None) -> bytes:
        return urlencode({"csrf_token": self.token, **(values or {})}).encode()

    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}

    def send(self, path: str, body: bytes, kind: str) -> Answer:
        """A body of another kind than a form's."""
        return self._ask("POST", path, body, {"Content-Type": kind})

    def _ask(self, method: str, path: str, body: bytes, more: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request(method, path, body or None, {**self.headers(), **(more or {})})
            got = connection.getresponse()
            answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read().decode())
            for cookie in got.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
        finally:
            connection.close()
        found = _TOKEN.search(answer.text)
        self.token = found[1] if found else self.token
        return answer

    def sign_in(self, person: Person) -> "Browser":
        self.get("/sign-in")
        assert self.post("/sign-in", {"email": person.email, "password": PASSWORD}).status == 302
        self.get("/account")
        return self

    def new_form(self, title: str, **more: str) -> dict[str, str]:
        """A freshly opened form of a new case, filled in."""
        found = _FORM_ID.search(self.get("/cases/new").text)
        assert found
        text = {"texts-0-language": "en", "texts-0-state": "original", "texts-0-title": title}
        return {"form_id": found[1], **text, **more}


@dataclass
class Site:
    """Settings of one portal, an application on the same data for looking, and its people."""

    folder: Path
    settings: Settings
    app: Flask
    cast: Cast

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        mail = f"mailbox:{self.folder / 'mail'}"
        own = {"PORTAL_DATA_DIR": str(self.folder), "PORTAL_DATABASE_URL": self.settings.database_url}
        return {**kept, **own, "PORTAL_SEARCH_URL": self.settings.search_url, "PORTAL_MAIL_URL": mail}

    def command(self, *words: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """`portal …` as people type it; `typed` is its standard input, `more` are further settings."""
        command = [sys.executable, "-m", "portal", *words]
        environment = {**self.environment, **more}
        return subprocess.run(
            command, env=environment, input=typed, capture_output=True, text=True, check=False, timeout=120
        )

    def invoke(self, *words: str, typed: str = "") -> Result:
        """The same inside this process: quick, where no setting is looked at."""
        db.session.rollback()
        return CliRunner().invoke(portal, words, input=typed)


@contextmanager
def new_site(folder: Path, *, database: str | None = None, cast: bool = True) -> Iterator[Site]:
    """A migrated database with the cast in it unless told otherwise; nothing runs yet."""
    address = new_database() if database is None else database
    settings = Settings(data_dir=folder, database_url=address, mail_url=f"mailbox:{folder / 'mail'}")
    app = create_app(settings)
    with app.app_context():
        try:
            upgrade()
            yield Site(folder, settings, app, make_cast() if cast else NOBODY)
        finally:
            db.session.remove()
            db.engine.dispose()


def upgrade(revision: str = "head") -> None:
    """Alembic's own upgrade, quietly."""
    import flask_migrate

    flask_migrate.upgrade(revision=revision)


class Server:
    """A running `portal serve`."""

    def __init__(self, site: Site, workers: int) -> None:
        self.site, self.port = site, free_port()
        command = [sys.executable, "-m", "portal", "serve", "--port", str(self.port), "--workers", str(workers)]
        self.log = (site.folder.parent / f"{site.folder.name}.log").open("ab")
        self.process = subprocess.Popen(command, env=site.environment, stdout=self.log, stderr=self.log)

    def browser(self, person: Person | None = None) -> Browser:
        browser = Browser(self.port)
        return browser.sign_in(person) if person else browser

    def wait_until_answering(self) -> None:
        for _ in range(300):
            try:
                if Browser(self.port).get("/health/live").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"no answer; {Path(self.log.name).read_text()[-3000:]}")

    def web_processes(self) -> list[int]:
        """gunicorn's own children: those that answer requests."""
        return [web for child in children(self.process.pid) for web in children(child)]

    def worker_processes(self) -> list[int]:
        """The child that has no children."""
        return [child for child in children(self.process.pid) if not children(child)]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        finally:
            self.log.close()


@contextmanager
def running(site: Site, workers: int = 2) -> Iterator[Server]:
    server = Server(site, workers)
    try:
        server.wait_until_answering()
        yield server
    finally:
        server.stop()


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
