"""Registering, waiting, moving up, deciding, checking in: who may, what is told, and what bad values get."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.access.actor import Role
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from portal.foundation.events import read_event
from portal.foundation.outbox.models import OutboxRow
from portal.meetings import queries as meetings
from portal.meetings.registration import queries, service
from portal.meetings.registration.models import Registration
from portal.meetings.registration.reminding import purge_answers
from portal.meetings.registration.service import Wanted
from portal.members.service import NewMember, create_member
from tests.support.cast import Cast, cheap_hash
from tests.support.meetings import announced, moved
from tests.support.registration import delegate, desk, opened, registered


def _state(row: Registration | str) -> str:
    key = row if isinstance(row, str) else row.id
    return str(db.session.scalar(select(Registration.state).where(Registration.id == key)))


def _mails(what: str) -> list[str]:
    wanted = OutboxRow.key.startswith(f"registration.{what}:")
    return [key.split(":")[2] for key in db.session.scalars(select(OutboxRow.key).where(wanted).order_by(OutboxRow.id))]


def _told(act: str) -> list[tuple[str, ...]]:
    rows = db.session.scalars(select(OutboxRow).where(OutboxRow.topic == "event"))
    return [event.to for event in (read_event(row.key, row.payload) for row in rows) if event.act == act]


def test_the_last_free_place_goes_to_one_of_ten_who_come_at_once(app: Flask, cast: Cast) -> None:
    meeting_id = opened(cast.coordinator.actor, places=1).id
    with transaction():
        people = [
            create_member(
                NewMember(f"p{at}@x.example", f"P{at}", "NE", Role.MEMBER, cheap_hash(), "Parquet")
            ).as_actor()
            for at in range(10)
        ]
    gate, faults = threading.Barrier(10), []

    def come(actor: Any) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    service.register(actor, meeting_id, Wanted({}))
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=come, args=(actor,)) for actor in people]
    db.session.remove()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    states = sorted(db.session.scalars(select(Registration.state).where(Registration.meeting_id == meeting_id)))
    assert states == ["approved"] + ["waiting"] * 9


def test_a_freed_place_goes_to_the_first_in_line_who_is_told(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, places=1)
    first = registered(cast.author.actor, meeting)
    second, third = registered(cast.neighbour.actor, meeting), registered(cast.outsider.actor, meeting)
    assert (_state(first), _state(second), _state(third)) == ("approved", "waiting", "waiting")
    with transaction():
        service.withdraw(cast.author.actor, first.id)
    assert (_state(first), _state(second), _state(third)) == ("withdrawn", "approved", "waiting")
    assert cast.neighbour.id in _mails("approved") and (cast.neighbour.id,) in _told("registration.approved")
    acts = set(db.session.scalars(select(AuditRow.act)))
    assert {"registration.withdrawn", "registration.approved", "registration.waiting"} <= acts
    registered(cast.author.actor, meeting)
    desk(cast.coordinator.actor, meeting, places=2)
    assert (_state(third), _state(first)) == ("approved", "waiting"), "who comes back stands at the end"


def test_a_country_has_its_quota_and_observers_take_none(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, country_places=1, observers=True)
    assert registered(cast.author.actor, meeting).state == "approved"
    assert registered(cast.colleague.actor, meeting).state == "waiting"
    assert registered(cast.focal_point.actor, meeting, role="observer").state == "approved"
    assert registered(cast.neighbour.actor, meeting).state == "approved"


def test_registering_twice_changes_the_one_there_is(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, languages=["fr", "ar"])
    registered(cast.author.actor, meeting, language="fr")
    again = registered(cast.author.actor, meeting, language="ar", consent=True)
    assert (again.language, again.consent) == ("ar", True)
    assert len(queries.list_own(cast.author.actor, meeting.id)) == 1


def test_an_organizer_approves_declines_and_checks_in(cast: Cast) -> None:
    organizer = cast.coordinator.actor
    meeting = opened(organizer, approval=True, places=1)
    first, second = registered(cast.author.actor, meeting), registered(cast.neighbour.actor, meeting)
    assert first.state == "applied"
    for row, act, state in (
        (first, "approve", "approved"),
        (second, "approve", "waiting"),
        (first, "attend", "attended"),
        (first, "undo", "approved"),
        (first, "decline", "declined"),
    ):
        with transaction():
            service.decide(organizer, row.id, act)
        assert _state(row) == state
    assert _state(second) == "approved", "the declined one's place"
    for act in ("undo", "nonsense", ""):
        with pytest.raises(Refused), transaction():
            service.decide(organizer, first.id, act)
    with pytest.raises(Refused), transaction():
        service.register(cast.author.actor, meeting.id, Wanted({}))


def test_only_organizers_decide_and_others_learn_nothing(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor)
    row = registered(cast.author.actor, meeting)
    for person in (cast.neighbour, cast.outsider, cast.editor, cast.administrator):
        for use in (lambda who: service.decide(who, row.id, "attend"), lambda who: service.withdraw(who, row.id)):
            with pytest.raises(NotFound), transaction():
                use(person.actor)
        with pytest.raises(Refused):
            queries.read_overview(person.actor, meeting.id, "", "", 1)
        with pytest.raises(Refused), transaction():
            service.save_desk(person.actor, meeting.id, 1, {})
        with pytest.raises(Refused), transaction():
            service.cancel_meeting(person.actor, meeting.id)
    with pytest.raises(Refused), transaction():
        service.decide(cast.author.actor, row.id, "attend")


def test_who_may_not_read_the_meeting_cannot_register(cast: Cast) -> None:
    about = {"mark": "AMBER", "audience": {"regions": ["sahel"]}}
    meeting = opened(cast.coordinator.actor, about)
    for use in (service.register, service.register_delegate):
        with pytest.raises(NotFound), transaction():
            use(cast.outsider.actor, meeting.id, Wanted({"name": "x"}))
    with pytest.raises(NotFound):
        queries.list_participants(cast.outsider.actor, meeting.id, 1)


def test_registration_needs_a_desk_that_is_open_to_one(cast: Cast) -> None:
    organizer = cast.coordinator.actor
    with pytest.raises(NotFound), transaction():
        service.register(cast.author.actor, announced(organizer).id, Wanted({}))
    invited = opened(organizer, who="invited", invited=[cast.outsider.id])
    with pytest.raises(Refused), transaction():
        service.register(cast.author.actor, invited.id, Wanted({}))
    assert registered(cast.outsider.actor, invited).state == "approved"
    ended = opened(organizer, deadline="2020-01-01")
    with pytest.raises(Refused), transaction():
        service.register(cast.author.actor, ended.id, Wanted({}))
    back = moved(organizer, opened(organizer), "announced")
    with pytest.raises(Refused), transaction():
        service.register(cast.author.actor, back.id, Wanted({}))


def test_a_delegation_is_registered_by_one_and_has_one_head(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor)
    first = delegate(cast.author.actor, meeting, "Aïcha", head=True)
    second = delegate(cast.author.actor, meeting, "Moussa", head=True)
    db.session.refresh(first)
    assert first.delegation == second.delegation != ""
    assert (first.head, second.head) == (False, True)
    assert (second.authority, second.country) == ("Parquet de Niamey", "NE")
    assert _mails("approved") == [cast.author.id] * 2, "who registered them hears of it"
    assert registered(cast.author.actor, meeting).delegation == first.delegation
    with transaction():
        service.withdraw(cast.author.actor, second.id)
    with pytest.raises(NotFound), transaction():
        service.withdraw(cast.colleague.actor, first.id)
    with pytest.raises(Invalid), transaction():
        service.register_delegate(cast.author.actor, meeting.id, Wanted({"name": " "}))


_QUESTIONS = [
    {"kind": "text", "label": "Why", "required": True},
    {"kind": "choice", "label": "Meal", "choices": ["fish", "rice"]},
    {"kind": "yes-no", "label": "First time"},
]


@pytest.mark.parametrize(
    ("person", "answers", "field"),
    [
        ({"language": "xx"}, {}, "language"),
        ({"role": "observer"}, {}, "role"),
        ({"role": "king"}, {}, "role"),
        ({}, {"q0": ""}, "q0"),
        ({}, {"q0": "a\x00b"}, "q0"),
        ({}, {"q0": "a\u202eb"}, "q0"),
        ({}, {"q0": "x" * 301}, "q0"),
        ({}, {"q1": "meat"}, "q1"),
        ({}, {"q2": "maybe"}, "q2"),
    ],
)
def test_bad_values_are_named_by_field(cast: Cast, person: dict[str, str], answers: dict[str, str], field: str) -> None:
    meeting = opened(cast.coordinator.actor, questions=_QUESTIONS, retain_until="2031-06-01", languages=["fr"])
    with pytest.raises(Invalid) as caught, transaction():
        service.register(cast.author.actor, meeting.id, Wanted(person, {"q0": "to learn", **answers}))
    assert {problem.field for problem in caught.value.problems} == {field}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"who": "friends"}, "who"),
        ({"who": "places"}, "regions"),
        ({"countries": ["XX"]}, "countries[0]"),
        ({"invited": ["0" * 32]}, "invited"),
        ({"deadline": "2031-13-01"}, "deadline"),
        ({"deadline": "2031"}, "deadline"),
        ({"places": "many"}, "places"),
        ({"places": -1}, "places"),
        ({"country_places": 100_001}, "country_places"),
        ({"remind_before": 61}, "remind_before"),
        ({"languages": ["blub"]}, "languages[0]"),
        ({"listed": "all"}, "listed"),
        ({"video_link": "javascript:alert(1)"}, "video_link"),
        ({"video_link": "http://a.example"}, "video_link"),
        ({"questions": _QUESTIONS}, "retain_until"),
        ({"questions": [{"label": "x"}] * 13, "retain_until": "2031-01-01"}, "questions"),
        ({"questions": [{"label": ""}], "retain_until": "2031-01-01"}, "questions[0].label"),
        ({"questions": [{"kind": "choice", "label": "x"}], "retain_until": "2031-01-01"}, "questions[0].choices"),
        ({"evaluation": [{"label": "x", "kind": "song"}]}, "evaluation[0].kind"),
        ({"note": "a\x00b"}, "note"),
    ],
)
def test_bad_settings_are_named_by_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    meeting = announced(cast.coordinator.actor)
    with pytest.raises(Invalid) as caught, transaction():
        service.save_desk(cast.coordinator.actor, meeting.id, 0, given)
    assert field in {problem.field for problem in caught.value.problems}


def test_two_organizers_do_not_overwrite_one_another(cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    desk(cast.coordinator.actor, meeting)
    with pytest.raises(Conflict), transaction():
        service.save_desk(cast.coordinator.actor, meeting.id, 0, {})


def test_names_stand_on_the_list_by_consent_and_for_whom_the_organizer_chose(cast: Cast) -> None:
    organizer = cast.coordinator.actor
    meeting = opened(organizer, listed="participants")
    registered(cast.author.actor, meeting, consent=True)
    registered(cast.neighbour.actor, meeting)

    def seen(person: Any) -> list[str]:
        return [row.name for row in queries.list_participants(person.actor, meeting.id, 1)[1].rows]

    assert seen(cast.neighbour) == seen(cast.coordinator) == ["Author"]
    with pytest.raises(NotFound):
        seen(cast.outsider)
    desk(organizer, meeting, listed="public")
    assert seen(cast.outsider) == ["Author"]
    desk(organizer, meeting, listed="private")
    with pytest.raises(NotFound):
        seen(cast.neighbour)


def test_answers_are_forgotten_once_their_day_has_passed(cast: Cast) -> None:
    until = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    meeting = opened(cast.coordinator.actor, questions=_QUESTIONS, retain_until=until)
    row = registered(cast.author.actor, meeting, {"q0": "to learn"})
    with pytest.raises(Invalid), transaction():
        service.save_desk(cast.coordinator.actor, meeting.id, 1, {})
    with time_machine.travel(datetime.now(UTC) + timedelta(days=5)):
        assert purge_answers() == 0, "the day itself is still within"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=6)):
        assert (purge_answers(), purge_answers()) == (1, 0)
    db.session.expire_all()
    assert not db.session.get_one(Registration, row.id).answers
    assert "registration.answers_purged" in set(db.session.scalars(select(AuditRow.act)))


def test_a_cancellation_taken_back_tells_the_same_people_and_shows_the_meeting_again(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor)
    registered(cast.author.actor, meeting)
    with transaction():
        service.cancel_meeting(cast.coordinator.actor, meeting.id)
    assert [card.cancelled for card in meetings.get_cards(cast.author.actor, [meeting.id]).values()] == [True]
    with pytest.raises(Refused), transaction():
        service.restore_meeting(cast.author.actor, meeting.id)
    with transaction():
        service.restore_meeting(cast.coordinator.actor, meeting.id)
    assert _mails("restored") == [cast.author.id] and _told("meeting.restored") == [(cast.author.id,)]
    assert [card.cancelled for card in meetings.get_cards(cast.author.actor, [meeting.id]).values()] == [False]
    with pytest.raises(Refused), transaction():
        service.restore_meeting(cast.coordinator.actor, meeting.id)


def test_a_cancelled_meeting_tells_everybody_once_and_registers_nobody(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor)
    registered(cast.author.actor, meeting)
    delegate(cast.author.actor, meeting, "Aïcha")
    with transaction():
        service.cancel_meeting(cast.coordinator.actor, meeting.id)
    assert _mails("cancelled") == [cast.author.id] and _told("meeting.cancelled") == [(cast.author.id,)]
    for use in (service.cancel_meeting, lambda who, key: service.register(who, key, Wanted({}))):
        with pytest.raises(Refused), transaction():
            use(cast.coordinator.actor, meeting.id)
    panel = queries.read_panel(cast.outsider.actor, meetings.find_meeting(cast.outsider.actor, meeting.id))
    assert panel is not None and panel.cancelled
