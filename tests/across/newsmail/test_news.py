"""News by mail: gathered, once, in time, under the rights of the moment it leaves, and without a word of any case."""

import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.across.alerts import choices, following
from portal.across.alerts.models import Notice
from portal.across.alerts.notices import mark_read
from portal.across.cadences import due_at
from portal.across.newsmail.models import NewsMail
from portal.across.working import make_worker
from portal.cases import service
from portal.cases.queries import find_case
from portal.conversation.service import add_comment, start_thread
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.ids import new_id
from portal.foundation.mail import open_sender, senders
from portal.foundation.refs import Ref
from portal.members.models import Member
from tests.support.cases import published
from tests.support.cast import Cast, Person
from tests.support.sink import Sink

START = datetime(2031, 3, 3, 12, tzinfo=UTC)
SECRETS = ("Pistols in a spare wheel", "A car was stopped", "Twelve converted", "informant")
MORNING = datetime(2031, 3, 4, 7, 1, tzinfo=UTC)
GREEN = {"abstract": "GREEN", "summary": "GREEN", "annex": "GREEN"}
AMBER = {"abstract": "AMBER", "summary": "RED", "annex": "RED"}


def follow(person: Person, target: str, cadence: str = "daily") -> None:
    with transaction():
        following.follow(person.actor, target)
        choices.set_follow_cadence(person.actor, target, cadence)


def work(app: Flask, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        make_worker(app).drain(40)


def publish(app: Flask, cast: Cast, **more: object) -> str:
    with time_machine.travel(START):
        key = str(published(cast.author.actor, cast.coordinator.actor, **more).id)
        make_worker(app).drain(40)
    return key


def to(sink: Sink, person: Person) -> list[str]:
    """The bodies of what this person got."""
    mine = [mail for mail in sink.kept if mail["To"].addresses[0].addr_spec == person.email]
    return [mail.get_content() for mail in mine]


def test_a_day_of_news_is_one_message_in_the_morning_of_the_reader(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE")
    publish(app, cast, marks=GREEN)
    publish(app, cast, marks=GREEN)
    assert to(sink, cast.neighbour) == []
    work(app, MORNING)
    work(app, MORNING + timedelta(hours=3))
    [text] = to(sink, cast.neighbour)
    assert text.count("A case is published: Pistols in a spare wheel") == 2
    [mail] = [mail for mail in sink.kept if mail["To"].addresses[0].addr_spec == cast.neighbour.email]
    assert mail["Subject"] == "[TLP:GREEN] 2 pieces of news for you"


def test_a_title_that_its_mark_keeps_in_stands_in_no_message(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE")
    publish(app, cast, marks=AMBER)
    work(app, MORNING)
    [mail] = [mail for mail in sink.kept if mail["To"].addresses[0].addr_spec == cast.neighbour.email]
    assert mail["Subject"] == "[TLP:AMBER] A case is published"
    assert not any(secret in str(mail) for secret in SECRETS)
    assert "/cases/NER-" in mail.get_content()


def test_a_right_lost_before_the_morning_takes_the_line_and_with_it_the_message(
    app: Flask, cast: Cast, sink: Sink
) -> None:
    follow(cast.neighbour, "country:NE")
    key = publish(app, cast)
    revision = find_case(cast.author.actor, key).revision
    with transaction():
        service.withdraw_case(cast.author.actor, key, revision)
    work(app, MORNING)
    assert to(sink, cast.neighbour) == []
    assert db.session.scalars(select(NewsMail).where(NewsMail.sent_at.is_(None))).all() == []


def test_a_suspended_member_gets_nothing(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE")
    publish(app, cast)
    with transaction():
        db.session.get_one(Member, cast.neighbour.id).state = "suspended"
    work(app, MORNING)
    assert to(sink, cast.neighbour) == []


def test_what_was_read_in_the_inbox_is_not_mailed(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE")
    publish(app, cast)
    with transaction():
        mark_read(cast.neighbour.actor)
    work(app, MORNING)
    assert to(sink, cast.neighbour) == []


def test_at_once_waits_a_minute_for_what_else_comes(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE", "now")
    publish(app, cast)
    publish(app, cast)
    work(app, START + timedelta(seconds=61))
    [text] = to(sink, cast.neighbour)
    assert text.count("A case is published") == 2


def test_the_soonest_of_several_reasons_counts_and_none_means_none(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE", "off")
    follow(cast.focal_point, "country:NE", "weekly")
    follow(cast.focal_point, f"member:{cast.author.id}", "now")
    publish(app, cast)
    work(app, START + timedelta(seconds=61))
    work(app, START + timedelta(days=8))
    assert len(to(sink, cast.focal_point)) == 1 and to(sink, cast.neighbour) == []


def test_a_letter_of_its_own_is_not_repeated_by_the_news(app: Flask, cast: Cast, sink: Sink) -> None:
    publish(app, cast)
    for days in range(9):
        work(app, MORNING + timedelta(days=days))
    [letter] = to(sink, cast.author)
    assert "The coordinator has published the case" in letter


def test_a_day_without_a_mail_server_ends_in_one_message_and_loses_nothing(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE")
    publish(app, cast)
    sink.answer = "451 not now"
    work(app, MORNING)
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        published(cast.author.actor, cast.coordinator.actor)
        make_worker(app).drain(40)
    for hours in (5, 26):
        work(app, MORNING + timedelta(hours=hours))
    assert to(sink, cast.neighbour) == []
    sink.answer = "250 kept"
    work(app, MORNING + timedelta(hours=30))
    work(app, MORNING + timedelta(hours=60))
    [text] = to(sink, cast.neighbour)
    assert text.count("A case is published") == 2


def test_a_server_that_dies_after_taking_a_message_gets_it_again_under_the_same_name(
    app: Flask, cast: Cast, sink: Sink
) -> None:
    follow(cast.neighbour, "country:NE")
    publish(app, cast)
    sink.dies_after_data = True
    work(app, MORNING)
    sink.dies_after_data = False
    app.extensions["portal_sender"].rests_until = 0.0
    work(app, MORNING + timedelta(hours=2))
    names = [mail["Message-ID"] for mail in sink.kept if mail["To"].addresses[0].addr_spec == cast.neighbour.email]
    assert len(names) == 2 and len(set(names)) == 1


@pytest.mark.parametrize("jump", [timedelta(days=3), timedelta(hours=-2)])
def test_a_clock_that_jumps_neither_repeats_nor_loses(app: Flask, cast: Cast, sink: Sink, jump: timedelta) -> None:
    follow(cast.neighbour, "country:NE")
    publish(app, cast)
    for at in (MORNING, MORNING + jump, MORNING + timedelta(days=1), MORNING + timedelta(days=4)):
        work(app, at)
    assert len(to(sink, cast.neighbour)) == 1


def test_the_message_is_in_the_language_of_the_reader(app: Flask, cast: Cast, sink: Sink) -> None:
    with transaction():
        db.session.get_one(Member, cast.neighbour.id).interface_language = "fr"
    follow(cast.neighbour, "country:NE")
    publish(app, cast)
    work(app, MORNING)
    [text] = to(sink, cast.neighbour)
    assert "Une affaire est publiée" in text


@pytest.mark.parametrize(
    ("cadence", "now", "zone", "due"),
    [
        ("daily", "2026-03-28T09:00+00:00", "Europe/Belgrade", "2026-03-29T05:00+00:00"),
        ("daily", "2026-03-28T05:00+00:00", "Europe/Belgrade", "2026-03-28T06:00+00:00"),
        ("daily", "2026-06-01T12:00+00:00", "Africa/Niamey", "2026-06-02T06:00+00:00"),
        ("weekly", "2026-06-01T12:00+00:00", "UTC", "2026-06-08T07:00+00:00"),
        ("weekly", "2026-06-07T12:00+00:00", "Pacific/Auckland", "2026-06-07T19:00+00:00"),
        ("now", "2026-06-07T12:00+00:00", "UTC", "2026-06-07T12:01+00:00"),
    ],
)
def test_the_hour_is_that_of_the_readers_own_clock(cadence: str, now: str, zone: str, due: str) -> None:
    """Also in the night in which clocks change, and where Monday comes while it is Sunday in Greenwich."""
    assert due_at(cadence, datetime.fromisoformat(now), zone, 7) == datetime.fromisoformat(due)


def test_no_notice_is_mailed_twice_when_two_workers_gather(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE")
    publish(app, cast)
    with time_machine.travel(MORNING, tick=False):
        first, second = make_worker(app), make_worker(app)
        for _ in range(6):
            first.step()
            second.step()
    assert len(to(sink, cast.neighbour)) == 1
    assert db.session.scalars(select(Notice).where(Notice.mail_due_at <= clock.now())).all() == []


def test_the_title_of_a_narrowed_conversation_stays_out_of_mail_whatever_the_mark_of_its_case(
    app: Flask, cast: Cast, sink: Sink
) -> None:
    key = publish(app, cast, marks=GREEN)
    with time_machine.travel(START):
        begun = {"title": "The zumpra of Arlit", "text": "x", "narrowed": "authority"}
        with transaction():
            thread = start_thread(cast.author.actor, Ref("case", key), begun).id
        with transaction():
            add_comment(cast.colleague.actor, thread, {"key": new_id(), "text": "y"})
        make_worker(app).drain(40)
    work(app, START + timedelta(minutes=2))
    news = [mail for mail in sink.kept if f"/threads/{thread}" in mail.get_content()]
    assert [mail["Subject"] for mail in news] == ["[TLP:AMBER+STRICT] There is a new comment"]
    assert not any("zumpra" in str(mail) for mail in sink.kept)


def test_what_concerns_her_most_comes_first_in_the_message(app: Flask, cast: Cast, sink: Sink) -> None:
    with transaction():
        choices.set_choice(cast.neighbour.actor, "daily", 7)
    follow(cast.neighbour, "country:NE")
    key = publish(app, cast, marks=GREEN)
    with time_machine.travel(START):
        with transaction():
            start_thread(cast.author.actor, Ref("case", key), {"title": "Which post?", "text": "@Neighbour, yours?"})
        make_worker(app).drain(40)
    work(app, MORNING)
    [text] = to(sink, cast.neighbour)
    places = [text.index(words) for words in ("For you", "You are mentioned", "Of countries, regions", "A case is")]
    assert places == sorted(places)


def test_a_mail_server_that_hangs_delays_nothing_else_and_loses_nothing(
    app: Flask, cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection and says nothing. Only the first message waits for it."""
    monkeypatch.setattr(senders, "TIMEOUT_SECONDS", 0.5)
    for person in (cast.neighbour, cast.focal_point, cast.colleague):
        follow(person, "country:NE")
    publish(app, cast)
    working, waits, letters = app.extensions["portal_sender"], 0, len(sink.kept)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(0.1)
        address = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        app.extensions["portal_sender"] = open_sender(address, "portal@portal.example", "x")
        work(app, MORNING)
        with suppress(TimeoutError):
            while True:
                silent.accept()[0].close()
                waits += 1
    app.extensions["portal_sender"] = working
    assert waits == 1 and len(sink.kept) == letters
    work(app, MORNING + timedelta(hours=3))
    people = (cast.neighbour, cast.focal_point, cast.colleague)
    assert [len(to(sink, person)) for person in people] == [1, 1, 1]
