"""Webhooks: signed, to allowed hosts alone, without following anybody, again until they are taken, and no more."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from standardwebhooks import Webhook as Reader

from portal.across.searches import calling, service
from portal.across.searches.models import Webhook
from portal.across.working import make_worker
from portal.cases import service as cases
from portal.cases.queries import find_case
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound
from portal.foundation.outbox.models import OutboxRow
from portal.members.models import Member
from tests.across.searches.test_saved import saved, shared, work
from tests.support.at_once import ten_at_once
from tests.support.cast import Cast
from tests.support.portal import Portal


@dataclass
class Receiver:
    """Keeps every call and answers what it is told."""

    status: int = 204
    location: str = ""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def receiver(app: Flask) -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.status)
            if kept.location:
                self.send_header("Location", kept.location)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    before = app.extensions["portal_settings"]
    app.extensions["portal_settings"] = before.model_copy(update={"webhook_origins": kept.origin})
    yield kept
    app.extensions["portal_settings"] = before
    server.shutdown()
    server.server_close()


def hooked(cast: Cast, receiver: Receiver, path: str = "/told") -> tuple[str, str]:
    """(search, hook) of the outsider."""
    search = saved(cast.outsider)
    with transaction():
        hook = calling.add_webhook(cast.outsider.actor, search, f"{receiver.origin}{path}", {receiver.origin})
        return search, hook.id


def waiting() -> list[OutboxRow]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxRow).where(OutboxRow.topic == calling.TOPIC)))


def later(app: Flask, hours: float) -> None:
    with time_machine.travel(clock.now() + timedelta(hours=hours), tick=False):
        make_worker(app).drain(20)


def test_a_find_is_told_signed_so_that_another_library_believes_it(
    app: Flask, portal: Portal, cast: Cast, receiver: Receiver
) -> None:
    _, hook = hooked(cast, receiver)
    shared(cast)
    work(portal)
    [(headers, body)] = receiver.calls
    secret = calling.secret_of(hook, str(app.secret_key))
    told = Reader(secret).verify(body, headers)
    assert told["data"]["items"][0]["title"] == "The zumpra of Arlit"
    with pytest.raises(Exception, match="No matching signature"):
        Reader(secret).verify(body.replace(b"zumpra", b"zumpre"), headers)
    with pytest.raises(Exception, match="too old"), time_machine.travel(clock.now() + timedelta(minutes=10)):
        Reader(secret).verify(body, headers)


def test_a_title_that_its_mark_keeps_in_is_not_told(portal: Portal, cast: Cast, receiver: Receiver) -> None:
    hooked(cast, receiver)
    shared(cast, marks={"abstract": "GREEN", "summary": "AMBER", "annex": "RED"}, audience={"countries": ["RS"]})
    work(portal)
    [(_, body)] = receiver.calls
    [item] = json.loads(body)["data"]["items"]
    assert set(item) == {"kind", "url", "mark"} and item["mark"] == "AMBER" and b"Arlit" not in body


def test_a_redirect_is_not_followed(app: Flask, portal: Portal, cast: Cast, receiver: Receiver) -> None:
    receiver.status, receiver.location = 302, f"{receiver.origin}/elsewhere"
    hooked(cast, receiver)
    shared(cast)
    work(portal)
    assert len(receiver.calls) == 1 and len(waiting()) == 1


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:1/", "https://elsewhere.example/", "file:///etc/passwd", "//host/x", "", "javascript:x"),
        *("{origin}@elsewhere.example/", "http://elsewhere.example#{origin}", "http://user:pass@127.0.0.1/", "x" * 600),
        *("http://[::1", "{origin}\r\nHost: elsewhere", "http://127.0.0.1:99999999/"),
    ],
)
def test_a_host_that_is_not_allowed_is_refused_in_words(cast: Cast, receiver: Receiver, url: str) -> None:
    search = saved(cast.outsider)
    with pytest.raises(Invalid) as refused, transaction():
        calling.add_webhook(cast.outsider.actor, search, url.format(origin=receiver.origin), {receiver.origin})
    assert [problem.field for problem in refused.value.problems] == ["url"]


def test_a_host_no_longer_allowed_is_called_no_more(app: Flask, portal: Portal, cast: Cast, receiver: Receiver) -> None:
    _, hook = hooked(cast, receiver)
    settings = app.extensions["portal_settings"]
    app.extensions["portal_settings"] = settings.model_copy(update={"webhook_origins": ""})
    shared(cast)
    work(portal)
    assert receiver.calls == [] and waiting() == []
    assert db.session.get_one(Webhook, hook).stopped == "failing"


def test_a_refusal_is_tried_again_under_the_same_name_until_it_is_taken(
    app: Flask, portal: Portal, cast: Cast, receiver: Receiver
) -> None:
    hooked(cast, receiver)
    receiver.status = 503
    shared(cast)
    work(portal)
    later(app, 1)
    receiver.status = 200
    later(app, 3)
    later(app, 5)
    names = [headers["webhook-id"] for headers, _ in receiver.calls]
    assert len(names) == 3 and len(set(names)) == 1 and waiting() == []


def test_a_right_lost_before_it_is_taken_ends_the_telling(
    app: Flask, portal: Portal, cast: Cast, receiver: Receiver
) -> None:
    hooked(cast, receiver)
    receiver.status = 503
    key = shared(cast)
    work(portal)
    revision = find_case(cast.author.actor, key).revision
    with transaction():
        cases.withdraw_case(cast.author.actor, key, revision)
    receiver.status = 200
    later(app, 1)
    assert len(receiver.calls) == 1 and waiting() == []


def test_a_suspended_owner_tells_nobody(app: Flask, portal: Portal, cast: Cast, receiver: Receiver) -> None:
    hooked(cast, receiver)
    receiver.status = 503
    shared(cast)
    work(portal)
    with transaction():
        db.session.get_one(Member, cast.outsider.id).state = "suspended"
    receiver.status = 200
    later(app, 1)
    assert len(receiver.calls) == 1 and waiting() == []


def test_gone_means_gone_and_too_many_failures_stop_it_visibly(
    app: Flask, portal: Portal, cast: Cast, receiver: Receiver
) -> None:
    search, hook = hooked(cast, receiver)
    receiver.status = 410
    shared(cast)
    work(portal)
    assert waiting() == []
    assert "called no more" in portal.browser(cast.outsider).get(f"/searches/{search}/links").text
    with transaction():
        calling.restart_webhook(cast.outsider.actor, search, hook)
    receiver.status = 500
    shared(cast, title="Another zumpra")
    work(portal)
    for turn in range(calling.FAILURES + 2):
        later(app, 8 * (turn + 1))
    assert db.session.get_one(Webhook, hook).stopped == "failing" and waiting() == []
    assert len(receiver.calls) == 1 + calling.FAILURES


def test_the_webhook_of_another_is_not_found(cast: Cast, receiver: Receiver) -> None:
    search, hook = hooked(cast, receiver)
    mine = saved(cast.author)
    for act in (calling.remove_webhook, calling.restart_webhook):
        for key in (search, mine):
            with pytest.raises(NotFound), transaction():
                act(cast.author.actor, key, hook)


def test_no_address_is_allowed_until_the_administrator_says_so(portal: Portal, cast: Cast) -> None:
    search = saved(cast.outsider)
    browser = portal.browser(cast.outsider)
    assert "allow no host" in browser.get(f"/searches/{search}/links").text
    answer = browser.post(f"/searches/{search}/webhooks", {"url": "https://a.example/"})
    assert answer.status_code == 422 and "administrators have allowed" in answer.text
    assert calling.list_webhooks(service.get_own(cast.outsider.actor, search)) == []


def test_a_search_that_sends_no_mail_still_calls_its_programs(portal: Portal, cast: Cast, receiver: Receiver) -> None:
    search, _ = hooked(cast, receiver)
    with transaction():
        service.set_cadence(cast.outsider.actor, search, "off")
    shared(cast)
    work(portal)
    assert len(receiver.calls) == 1
    assert "found something new" not in portal.browser(cast.outsider).get("/inbox").text


def test_an_address_added_ten_times_at_once_is_called_once(portal: Portal, cast: Cast, receiver: Receiver) -> None:
    search = saved(cast.outsider)
    browser = portal.browser(cast.outsider)
    browser.get(f"/searches/{search}/links")
    ten_at_once(portal, browser, f"/searches/{search}/webhooks", {"url": f"{receiver.origin}/told"})
    shared(cast)
    work(portal)
    assert len(receiver.calls) == 1
