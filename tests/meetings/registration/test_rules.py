"""Who may register, who gets a place and who moves up: decided without a database."""

from dataclasses import dataclass

import pytest

from portal.access.actor import VISITOR, Actor, Role
from portal.meetings.registration import rules
from portal.meetings.registration.content import Desk, Question
from portal.meetings.registration.models import State
from portal.meetings.registration.rules import Taken

NIGER = Actor("n", Role.MEMBER, "NE", "a", frozenset({"sahel"}))
SERBIA = Actor("s", Role.MEMBER, "RS", "b", frozenset({"south-eastern-europe"}))


@dataclass
class Someone:
    country: str
    role: str = "participant"


def test_who_may_register_follows_region_country_and_invitation() -> None:
    assert rules.may_register(SERBIA, Desk())
    by_region = Desk(who="places", regions=("sahel",))
    by_country = Desk(who="places", countries=("RS",))
    assert rules.may_register(NIGER, by_region) and not rules.may_register(SERBIA, by_region)
    assert rules.may_register(SERBIA, by_country) and not rules.may_register(NIGER, by_country)
    assert not rules.may_register(NIGER, Desk(who="invited"))
    assert rules.may_register(SERBIA, by_region.model_copy(update={"invited": ("s",)}))
    assert not rules.may_register(VISITOR, Desk())


def test_a_place_is_given_within_the_whole_and_within_the_country() -> None:
    desk = Desk(places=2, country_places=1, approval=False)
    taken = Taken.of([Someone("NE")])
    assert rules.first_state(desk, taken, "participant", "NE") is State.WAITING
    assert rules.first_state(desk, taken, "participant", "ML") is State.APPROVED
    taken.add(Someone("ML"))
    assert rules.first_state(desk, taken, "participant", "SN") is State.WAITING
    assert rules.first_state(desk, taken, "observer", "NE") is State.APPROVED
    assert rules.first_state(desk.model_copy(update={"approval": True}), Taken(), "observer", "NE") is State.APPLIED


def test_observers_take_no_place() -> None:
    taken = Taken.of([Someone("NE", "observer")] * 9)
    assert taken.total == 0 and rules.has_room(Desk(places=1), taken, "participant", "NE")


def test_a_full_country_holds_up_no_other() -> None:
    desk = Desk(places=3, country_places=1)
    waiting = [Someone("NE"), Someone("ML"), Someone("ML"), Someone("SN"), Someone("TD")]
    up = rules.moving_up(desk, Taken.of([Someone("NE")]), waiting)
    assert [person.country for person in up] == ["ML", "SN"]


@pytest.mark.parametrize(
    ("status", "cancelled", "today", "is_open"),
    [
        ("registration", False, "2031-01-01", True),
        ("registration", False, "2031-01-02", False),
        ("registration", True, "2031-01-01", False),
        ("announced", False, "2031-01-01", False),
        ("held", False, "2031-01-01", False),
    ],
)
def test_registration_is_open_in_its_state_until_its_last_day(
    status: str, cancelled: bool, today: str, is_open: bool
) -> None:
    assert (rules.why_closed(status, Desk(deadline="2031-01-01"), cancelled, today) is None) == is_open


def test_answers_are_judged_by_the_kind_of_their_question() -> None:
    questions = (
        Question(label="Why", required=True),
        Question(kind="choice", label="Meal", choices=("fish", "rice")),
        Question(kind="yes-no", label="First time"),
    )
    good = {"q0": "to learn", "q1": "rice", "q2": "yes"}
    assert not rules.problems_of_answers(questions, good)
    for name, wrong in (("q0", ""), ("q0", "x" * 2001), ("q1", "meat"), ("q2", "maybe")):
        assert [found.path for found in rules.problems_of_answers(questions, {**good, name: wrong})] == [(name,)]


def test_placeholders_are_filled_once_and_unknown_ones_named() -> None:
    assert rules.unknown_placeholders("{name} {Name} {email} {}") == ["Name", "email", ""]
    filled = rules.fill_placeholders("{name}: {meeting}", {"name": "{link}", "meeting": "M", "link": "L"})
    assert filled == "{link}: M", "what somebody is called is not looked at again"
