"""Mail to groups, reminders at their time and never twice, and a questionnaire that tells nobody's answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import inspect, select

from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound, Refused
from portal.foundation.mail import Message
from portal.foundation.outbox.models import OutboxRow
from portal.meetings import queries as meetings
from portal.meetings import service as meeting_service
from portal.meetings.models import Meeting
from portal.meetings.registration import evaluation, letters, messages, service
from portal.meetings.registration.models import EvaluationGiven, EvaluationSheet
from portal.meetings.registration.reminding import remind_participants
from portal.members.models import Member
from tests.support.cast import Cast
from tests.support.meetings import moved
from tests.support.portal import Portal
from tests.support.registration import delegate, opened, registered

GIVEN = {"group": "approved", "subject": "{meeting}", "text": "Dear {name}, {place}, {starts}: {link}"}


def _letters(what: str) -> list[Message | None]:
    """What each mail of this kind that waits would say now."""
    wanted = select(OutboxRow).where(OutboxRow.key.startswith(f"registration.{what}")).order_by(OutboxRow.id)
    return [messages.build(row.key, "https://portal.example", row.id) for row in db.session.scalars(wanted)]


def _send(cast: Cast, meeting: Meeting, **changes: Any) -> int:
    with transaction():
        return letters.send_letter(cast.coordinator.actor, meeting.id, {**GIVEN, **changes}).recipients


def test_a_letter_is_filled_in_for_each_recipient(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor)
    registered(cast.author.actor, meeting)
    registered(cast.neighbour.actor, meeting)
    assert _send(cast, meeting) == 2
    first = next(mail for mail in _letters("letter") if mail and mail.to_name == "Author")
    assert first.subject == "[TLP:GREEN] Prosecutors of the Sahel in Dakar"
    assert first.text == "Dear Author, Dakar, 2031-03-04: https://portal.example/meetings/M-2031-001\n"


def test_each_group_reaches_those_in_it_and_nobody_twice(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, places=3, observers=True)
    registered(cast.author.actor, meeting)
    delegate(cast.author.actor, meeting, "Aïcha")
    delegate(cast.author.actor, meeting, "Moussa")
    registered(cast.neighbour.actor, meeting)
    registered(cast.editor.actor, meeting, role="observer")
    reached = {
        group: _send(cast, meeting, group=group) for group in ("approved", "waiting", "observers", "delegations")
    }
    assert reached == {"approved": 2, "waiting": 1, "observers": 1, "delegations": 1}
    assert _send(cast, meeting, group="country", country="NE") == 1


def test_rights_are_asked_again_when_a_letter_is_sent(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor)
    for person in (cast.author, cast.neighbour, cast.outsider, cast.colleague):
        registered(person.actor, meeting)
    assert _send(cast, meeting) == 4
    withdrawn = letters.queries.list_own(cast.author.actor, meeting.id)[0].id
    with transaction():
        service.withdraw(cast.author.actor, withdrawn)
        db.session.get_one(Member, cast.neighbour.id).state = "suspended"
        changes = {"mark": "AMBER", "audience": {"regions": ["sahel"]}}
        meeting_service.save_meeting(cast.coordinator.actor, meeting.id, meeting.revision, changes)
    sent = [mail for mail in _letters("letter") if mail]
    assert [mail.to_name for mail in sent] == ["Colleague"]
    assert sent[0].subject.startswith("[TLP:AMBER]")
    assert "Dakar" not in sent[0].subject + sent[0].text and "Dear" not in sent[0].text


def test_a_letter_of_a_narrow_meeting_waits_on_its_page(portal: Portal, cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, {"mark": "AMBER", "audience": {"regions": ["sahel"]}})
    registered(cast.author.actor, meeting)
    _send(cast, meeting, text="Bring the list, {name}.")
    assert "Bring the list, Author." in portal.browser(cast.author).get("/meetings/M-2031-001/messages").text
    assert portal.browser(cast.neighbour).get("/meetings/M-2031-001/messages").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "Dear {nam}"}, "text"),
        ({"subject": "{password_hash}"}, "subject"),
        ({"text": ""}, "text"),
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 301}, "subject"),
        ({"text": "a\x00b"}, "text"),
        ({"group": "everybody"}, "group"),
        ({"group": "observers"}, "group"),
        ({"group": "country"}, "country"),
        ({"group": "country", "country": "XX"}, "country"),
    ],
)
def test_a_wrong_letter_is_not_sent(cast: Cast, changes: dict[str, str], field: str) -> None:
    meeting = opened(cast.coordinator.actor)
    registered(cast.author.actor, meeting)
    with pytest.raises(Invalid) as caught:
        _send(cast, meeting, **changes)
    assert {problem.field for problem in caught.value.problems} == {field}
    assert not _letters("letter")


def test_a_letter_is_looked_at_before_it_is_sent(portal: Portal, cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor)
    registered(cast.author.actor, meeting)
    browser = portal.browser(cast.coordinator)
    here = "/meetings/M-2031-001/letters"
    browser.get(here)
    seen = browser.post(here, GIVEN)
    assert "1 person gets this" in seen.text and "Dear Author, Dakar" in seen.text and not _letters("letter")
    wrong = browser.post(here, {**GIVEN, "text": "Dear {nam}"})
    assert wrong.status_code == 422 and "{nam}" in wrong.text and "is no placeholder" in wrong.text
    assert browser.post(here, {**GIVEN, "send": "1"}).status_code == 302
    assert len(_letters("letter")) == 1
    with pytest.raises(Refused):
        letters.prepare(cast.author.actor, meeting.id, GIVEN)


@pytest.mark.parametrize(
    ("now", "what"),
    [
        ("2031-03-01T23:00:00+00:00", []),
        ("2031-03-02T00:30:00+00:00", ["before"]),
        ("2031-03-03T23:59:00+00:00", ["before"]),
        ("2031-03-04T00:00:00+00:00", []),  # it has begun: a worker that slept reminds of nothing past
        ("2031-03-05T23:00:00+00:00", []),
        ("2031-03-06T00:00:00+00:00", ["after"]),
        ("2031-03-30T00:00:00+00:00", []),  # a clock that jumped far ahead
    ],
)
def test_reminders_come_at_their_time_and_once(cast: Cast, now: str, what: list[str]) -> None:
    meeting = opened(cast.coordinator.actor, remind_before=2, remind_after=True)
    registered(cast.author.actor, meeting)
    moment = datetime.fromisoformat(now)
    with time_machine.travel(moment):
        remind_participants()
        remind_participants()
    for hours in (-3, 3, 0) if what else ():
        with time_machine.travel(moment + timedelta(hours=hours)):
            remind_participants()
    keys = [key for key in db.session.scalars(select(OutboxRow.key)) if ".before:" in key or ".after:" in key]
    assert [key.partition(":")[0].partition(".")[2] for key in keys] == what


def test_a_meeting_that_moves_is_reminded_of_again(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, remind_before=2)
    registered(cast.author.actor, meeting)
    with time_machine.travel("2031-03-03T00:00:00+00:00"):
        assert remind_participants() == 1
        held = meetings.find_meeting(cast.coordinator.actor, meeting.id)
        with transaction():
            changes = {"starts": "2031-03-05", "ends": "2031-03-06"}
            meeting_service.save_meeting(cast.coordinator.actor, held.id, held.revision, changes)
        assert remind_participants() == 1


QUESTIONS = [{"kind": "rating", "label": "Overall"}, {"kind": "text", "label": "What was missing"}]


def _held(cast: Cast) -> Meeting:
    meeting = opened(cast.coordinator.actor, evaluation=QUESTIONS)
    for person in cast.active:
        registered(person.actor, meeting)
    return moved(cast.coordinator.actor, meeting, "held")


def test_answers_are_shown_from_five_on_and_joined_to_nobody(portal: Portal, cast: Cast) -> None:
    meeting = _held(cast)
    people = [cast.author, cast.colleague, cast.neighbour, cast.outsider, cast.editor]
    for at, person in enumerate(people):
        with transaction():
            evaluation.answer(person.actor, meeting.id, {"q0": str(at + 1), "q1": f"Text {9 - at}"})
        _, count, results = evaluation.read_results(cast.coordinator.actor, meeting.id)
        assert (count, bool(results)) == (at + 1, at == 4)
    assert results[0].mean == 3.0 and [count for _, count in results[0].ratings] == [1] * 5
    assert list(results[1].texts) == sorted(results[1].texts), "not in the order they came"
    columns = {column.name for table in (EvaluationSheet, EvaluationGiven) for column in inspect(table).columns}
    assert columns == {"id", "meeting_id", "answers", "member_id"}, "nothing tells when"
    assert "member_id" not in {column.name for column in inspect(EvaluationSheet).columns}
    told = db.session.scalars(select(AuditRow.actor).where(AuditRow.act == "evaluation.answered"))
    assert set(told) == {"system:"}
    page = portal.browser(cast.coordinator).get("/meetings/M-2031-001/evaluation/results").text
    assert "What was missing" in page and "Text 9" in page


def test_only_those_who_took_part_answer_and_once(cast: Cast) -> None:
    meeting = _held(cast)
    with transaction():
        evaluation.answer(cast.author.actor, meeting.id, {"q0": "5"})
    with pytest.raises(Refused), transaction():
        evaluation.answer(cast.author.actor, meeting.id, {"q0": "1"})
    gone = letters.queries.list_own(cast.neighbour.actor, meeting.id)[0].id
    with transaction():
        service.withdraw(cast.neighbour.actor, gone)
    with pytest.raises(NotFound), transaction():
        evaluation.answer(cast.neighbour.actor, meeting.id, {"q0": "1"})
    with pytest.raises(Refused):
        evaluation.read_results(cast.author.actor, meeting.id)
    with pytest.raises(Invalid), transaction():
        service.save_desk(cast.coordinator.actor, meeting.id, 1, {"evaluation": QUESTIONS[:1]})


@pytest.mark.parametrize("answers", [{}, {"q0": "6"}, {"q0": "0"}, {"q0": "x"}, {"q1": "x" * 301}, {"q1": "a\x00"}])
def test_a_wrong_answer_is_not_kept(portal: Portal, cast: Cast, answers: dict[str, str]) -> None:
    _held(cast)
    browser = portal.browser(cast.author)
    here = "/meetings/M-2031-001/evaluation"
    assert "Overall" in browser.get(here).text
    assert browser.post(here, answers).status_code == 422
    assert browser.post(here, {"q0": "4"}).status_code == 302
    assert browser.get(here).status_code == 403


def test_nobody_answers_before_the_meeting(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, evaluation=QUESTIONS)
    registered(cast.author.actor, meeting)
    with pytest.raises(Refused):
        evaluation.open_sheet(cast.author.actor, meeting.id)
    with time_machine.travel(datetime(2031, 3, 4, 12, tzinfo=UTC)):
        assert evaluation.open_sheet(cast.author.actor, meeting.id)
