"""The ways out of news by mail: one click, mail that comes back, a complaint."""

from datetime import timedelta
from email.message import EmailMessage

import time_machine
from flask import Flask

from portal.across.alerts.choices import choice_of, set_choice
from portal.across.newsmail.returns import read_report
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid
from portal.foundation.mail import write_id
from portal.members.models import Member
from tests.across.newsmail.test_news import MORNING, follow, publish, to, work
from tests.support.cast import Cast
from tests.support.portal import Portal
from tests.support.sink import SECRET, Sink


def _link(mail: EmailMessage) -> str:
    return str(mail["List-Unsubscribe"]).strip("<>").removeprefix("http://127.0.0.1:8000")


def _news(app: Flask, cast: Cast, sink: Sink) -> EmailMessage:
    follow(cast.neighbour, "country:NE")
    publish(app, cast)
    work(app, MORNING)
    return next(mail for mail in sink.kept if mail["To"].addresses[0].addr_spec == cast.neighbour.email)


def test_one_click_of_the_mail_program_stops_news_and_nothing_else(
    app: Flask, portal: Portal, cast: Cast, sink: Sink
) -> None:
    mail = _news(app, cast, sink)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    before = {key: value for key, value in vars(db.session.get_one(Member, cast.neighbour.id)).items() if key[0] != "_"}
    client = app.test_client()
    elsewhere = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    for _ in range(2):
        answer = client.post(_link(mail), data={"List-Unsubscribe": "One-Click"}, headers=elsewhere)
        assert answer.status_code == 200
    db.session.rollback()
    assert choice_of(cast.neighbour.id).stopped == "unsubscribed"
    member = db.session.get_one(Member, cast.neighbour.id)
    assert {key: value for key, value in vars(member).items() if key[0] != "_"} == before
    publish(app, cast)
    work(app, MORNING + timedelta(days=2))
    assert len(to(sink, cast.neighbour)) == 1
    assert "You get no news by mail" in portal.browser(cast.neighbour).get("/inbox").text


def test_a_program_that_only_opens_the_link_stops_nothing(app: Flask, portal: Portal, cast: Cast, sink: Sink) -> None:
    link = _link(_news(app, cast, sink))
    page = portal.browser().get(link)
    assert page.status_code == 200 and cast.neighbour.name not in page.text and cast.neighbour.email not in page.text
    assert choice_of(cast.neighbour.id).stopped == ""


def test_a_link_that_was_altered_is_not_found(app: Flask, portal: Portal, cast: Cast, sink: Sink) -> None:
    link = _link(_news(app, cast, sink))
    client = app.test_client()
    assert client.post(link[:-1] + ("a" if link[-1] != "a" else "b")).status_code == 404
    assert client.post(f"/unsubscribe/{cast.outsider.id}").status_code == 404
    assert choice_of(cast.neighbour.id).stopped == ""


def test_mail_can_be_had_again(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.neighbour)
    browser.get("/account/mail")
    browser.post("/account/mail", {"do": "stop"})
    assert choice_of(cast.neighbour.id).stopped == "unsubscribed"
    db.session.rollback()
    browser.post("/account/mail", {"do": "resume"})
    assert choice_of(cast.neighbour.id).stopped == ""


def test_a_wrong_hour_and_a_wrong_choice_are_named(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.neighbour)
    browser.get("/account/mail")
    answer = browser.post("/account/mail", {"own": "hourly", "hour": "99"})
    assert answer.status_code == 422
    assert (
        "Please give an hour from 0 to 23." in answer.text and "Please choose one of the values offered." in answer.text
    )
    try:
        set_choice(cast.neighbour.actor, "now", -1)
    except Invalid as invalid:
        assert [problem.field for problem in invalid.problems] == ["hour"]


def test_three_messages_refused_for_good_within_a_month_stop_mail_politely(app: Flask, cast: Cast, sink: Sink) -> None:
    follow(cast.neighbour, "country:NE")
    sink.answer = "550 no such user"
    for day in range(3):
        assert choice_of(cast.neighbour.id).stopped == ""
        db.session.rollback()
        publish(app, cast)
        work(app, MORNING + timedelta(days=day))
    assert choice_of(cast.neighbour.id).stopped == "returned"


def test_a_report_of_a_return_counts_once_and_only_for_a_message_of_ours(cast: Cast) -> None:
    with transaction():
        for number in range(2):
            assert read_report(_returned(_name(f"{number}", cast.neighbour.id)), SECRET) == "returned"
        assert read_report(_returned(_name("1", cast.neighbour.id)), SECRET) == "returned"
        assert read_report(_returned(f"<9.{cast.neighbour.id}.forged@portal.example>"), SECRET) == ""
        assert read_report(_returned(write_id(f"9.{cast.neighbour.id}", "another secret", "a@b.example")), SECRET) == ""
    assert choice_of(cast.neighbour.id).stopped == ""
    with transaction():
        assert read_report(_returned(_name("2", cast.neighbour.id), headers_only=True), SECRET) == "returned"
    assert choice_of(cast.neighbour.id).stopped == "returned"


def test_returns_long_ago_do_not_count(cast: Cast) -> None:
    for number in range(4):
        with time_machine.travel(MORNING + timedelta(days=20 * number)), transaction():
            read_report(_returned(_name(f"{number}", cast.neighbour.id)), SECRET)
    assert choice_of(cast.neighbour.id).stopped == ""


def test_a_delay_is_no_return_and_noise_is_nothing(cast: Cast) -> None:
    with transaction():
        assert read_report(_returned(_name("1", cast.neighbour.id), action="delayed"), SECRET) == ""
        for noise in (
            b"",
            b"\xff\xfe",
            b"Subject: hello\n\nword",
            b"Content-Type: multipart/report; boundary=x\n\n--x",
        ):
            assert read_report(noise, SECRET) == ""


def test_a_complaint_stops_mail_at_once(cast: Cast) -> None:
    complaint = [
        "Content-Type: message/feedback-report",
        "",
        "Feedback-Type: abuse",
        "User-Agent: test/1",
        "Version: 1",
    ]
    with transaction():
        assert read_report(_report(complaint, _original(_name("7", cast.neighbour.id))), SECRET) == "complained"
    assert choice_of(cast.neighbour.id).stopped == "complained"


def _name(key: str, member_id: str) -> str:
    return write_id(f"{key}.{member_id}", SECRET, "portal@portal.example")


def _original(message_id: str) -> list[str]:
    return ["Content-Type: message/rfc822", "", "Subject: news", f"Message-ID: {message_id}", "", "What was sent."]


def _returned(message_id: str, action: str = "failed", headers_only: bool = False) -> bytes:
    """As RFC 3464 has it, with the whole message or its headers alone."""
    final = ["Final-Recipient: rfc822; a@b.example", f"Action: {action}", "Status: 5.1.1"]
    status = ["Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mail.example", "", *final]
    headers = ["Content-Type: text/rfc822-headers", "", "Subject: news", f"Message-ID: {message_id}", ""]
    return _report(status, headers if headers_only else _original(message_id))


def _report(*parts: list[str]) -> bytes:
    lines = ["Message-ID: <of-the-report@mail.example>", "Content-Type: multipart/report; boundary=part", ""]
    for part in [["Content-Type: text/plain", "", "I could not deliver it."], *parts]:
        lines += ["--part", *part, ""]
    return "\r\n".join([*lines, "--part--", ""]).encode()
