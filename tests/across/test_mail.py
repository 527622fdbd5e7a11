"""Mail through a real server: it says that something waits and where, to those who may know, once."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from portal.across.working import make_worker
from portal.cases import service
from portal.cases.models import Case
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.mail import open_sender
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.outbox.queue import MAX_ATTEMPTS
from portal.members.models import Member
from tests.support.cases import published, submitted
from tests.support.cast import Cast
from tests.support.postgres import free_port
from tests.support.sink import Sink

SECRETS = ("Pistols in a spare wheel", "A car was stopped", "Twelve converted", "informant", "Author")


def _work(app: Flask, times: int = 1) -> None:
    start = clock.now()
    for hour in range(times):
        with time_machine.travel(start + timedelta(hours=hour), tick=False):
            make_worker(app).drain(20)


def _waiting() -> list[OutboxRow]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxRow).where(OutboxRow.topic == "mail")))


def test_each_coordinator_gets_one_mail_with_the_mark_and_a_link_and_nothing_of_the_case(
    app: Flask, cast: Cast, sink: Sink
) -> None:
    number = submitted(cast.author.actor).number
    _work(app)
    assert [mail["To"].addresses[0].addr_spec for mail in sink.kept] == [cast.coordinator.email]
    mail = sink.kept[0]
    text = mail.get_content()
    assert mail["Subject"].startswith("[TLP:GREEN]") and f"/cases/{number}" in text
    assert not [secret for secret in SECRETS if secret in text + str(mail["Subject"])]
    assert mail["Auto-Submitted"] == "auto-generated" and _waiting() == []
    _work(app)
    assert len(sink.kept) == 1


def test_the_author_hears_of_the_decision(app: Flask, cast: Cast, sink: Sink) -> None:
    published(cast.author.actor, cast.coordinator.actor)
    _work(app)
    assert {mail["To"].addresses[0].addr_spec for mail in sink.kept} == {cast.author.email}
    assert not [secret for secret in SECRETS[:4] if secret in sink.kept[0].get_content()]


def test_a_right_lost_between_queue_and_sending_stops_the_mail(app: Flask, cast: Cast, sink: Sink) -> None:
    case = submitted(cast.author.actor)
    with transaction():
        service.withdraw_case(cast.author.actor, case.id, case.revision)
    submitted(cast.author.actor)
    with transaction():
        db.session.get_one(Member, cast.coordinator.id).state = "suspended"
    _work(app)
    assert sink.kept == [] and _waiting() == []


def test_a_case_moved_to_another_region_is_not_announced_to_the_first(app: Flask, cast: Cast, sink: Sink) -> None:
    case = submitted(cast.author.actor)
    with transaction():
        changes = {"regions": ["western-balkans"], "audience": {"regions": ["western-balkans"]}}
        service.save_case(cast.author.actor, case.id, case.revision, changes, confirm_widening=True)
    _work(app)
    assert sink.kept == []


def test_a_temporary_refusal_is_tried_again_until_it_is_taken(app: Flask, cast: Cast, sink: Sink) -> None:
    submitted(cast.author.actor)
    sink.answer = "451 not now"
    _work(app, MAX_ATTEMPTS + 2)
    assert sink.tries >= MAX_ATTEMPTS and [row.parked_reason for row in _waiting()] == [None]
    sink.answer = "250 kept"
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        make_worker(app).drain(20)
    assert len(sink.kept) == 1 and _waiting() == []


def test_a_final_refusal_is_parked_with_its_code_and_the_others_are_sent(app: Flask, cast: Cast, sink: Sink) -> None:
    submitted(cast.author.actor)
    sink.answer = "550 nobody of that name"
    _work(app, MAX_ATTEMPTS + 2)
    reasons = [row.parked_reason or "" for row in _waiting()]
    assert len(reasons) == 1 and "550" in reasons[0]
    sink.answer = "250 kept"
    published(cast.author.actor, cast.coordinator.actor)
    _work(app)
    assert len(sink.kept) == 1


def test_a_mail_server_that_is_away_keeps_the_mail_waiting(app: Flask, cast: Cast) -> None:
    app.extensions["portal_sender"], before = (
        open_sender(f"smtp://127.0.0.1:{free_port()}", "a@b.example", "x"),
        (app.extensions["portal_sender"]),
    )
    submitted(cast.author.actor)
    _work(app, MAX_ATTEMPTS + 2)
    app.extensions["portal_sender"] = before
    assert [row.parked_reason for row in _waiting()] == [None]
    assert db.session.query(Case).count() == 1
