"""The grade of a practice follows from rules alone, and tells nobody of what is hidden."""

import pytest

from portal.access.audience import Mark, Named, tokens_of_mark
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, Refused
from portal.practices import confirming, queries, rules, service
from portal.practices.models import Practice
from portal.practices.rules import Word
from tests.support import cases, practices
from tests.support.cast import Cast, Person
from tests.support.portal import Portal

HERE, OWN = "NE", "own"


def _grade(*words: tuple[str, str, bool], documented: bool = True) -> str:
    return rules.grade_of(documented, [Word(*word) for word in words], HERE, OWN)


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ([], "documented"),
        ([("ML", "a", True)], "documented"),
        ([("ML", "a", True), ("ML", "b", True)], "documented"),
        ([("ML", "a", True), ("NE", "b", True)], "documented"),
        ([("ML", "a", True), ("RS", "b", True)], "evaluated"),
        ([("ML", "a", True), ("RS", "b", True), ("BF", "c", False)], "evaluated"),
        ([("ML", "a", True), ("RS", "b", True), ("BF", "c", False), ("TG", "d", False)], "documented"),
        ([("ML", OWN, True), ("RS", "b", True)], "documented"),
        ([("ML", "a", True), ("RS", "b", True), ("NE", OWN, False), ("NE", OWN, False)], "evaluated"),
        ([("ML", "a", True), ("RS", "b", True), ("NE", "d", False), ("NE", "e", False)], "documented"),
    ],
)
def test_two_other_countries_and_fewer_contradictions_make_it_evaluated(
    words: list[tuple[str, str, bool]], grade: str
) -> None:
    assert _grade(*words) == grade


def test_no_number_of_confirmations_makes_up_for_a_missing_source() -> None:
    assert _grade(("ML", "a", True), ("RS", "b", True), documented=False) == "told"


@pytest.mark.parametrize(
    ("case", "practice", "proved"),
    [
        (Mark.CLEAR, Mark.CLEAR, True),
        (Mark.CLEAR, Mark.GREEN, True),
        (Mark.GREEN, Mark.GREEN, True),
        (Mark.GREEN, Mark.CLEAR, False),
        (Mark.AMBER, Mark.AMBER, True),
        (Mark.AMBER, Mark.GREEN, False),
        (Mark.RED, Mark.GREEN, False),
    ],
)
def test_only_a_case_that_all_readers_of_the_practice_may_read_counts(case: Mark, practice: Mark, proved: bool) -> None:
    named = Named(regions=frozenset({"sahel"}), members=frozenset({"m"}))
    behind = tokens_of_mark(case, named, "a") | {"member:writer"}
    assert rules.is_proved([behind], tokens_of_mark(practice, named, "a")) is proved


def _said(person: Person, practice: Practice, answer: str) -> str:
    with transaction():
        confirming.confirm_practice(person.actor, practice.id, answer, "Tried twice.")
    return str(db.session.get_one(Practice, practice.id).grade)


def test_the_grade_moves_up_and_down_with_what_members_say(cast: Cast) -> None:
    practice = practices.published(cast.author.actor, cast.coordinator.actor, sources=["Report 7"])
    assert practice.grade == "documented"
    assert _said(cast.neighbour, practice, "worked") == "documented"
    assert _said(cast.outsider, practice, "worked") == "evaluated"
    assert _said(cast.coordinator, practice, "did-not") == "evaluated"
    assert _said(cast.editor, practice, "did-not") == "documented"
    assert _said(cast.editor, practice, "worked") == "evaluated"
    assert _said(cast.colleague, practice, "did-not") == "evaluated"


def test_a_hidden_case_behind_a_practice_neither_grades_it_nor_shows(portal: Portal, cast: Cast) -> None:
    marks = dict.fromkeys(("abstract", "summary", "annex"), "AMBER+STRICT")
    hidden = cases.published(cast.author.actor, cast.coordinator.actor, marks=marks).number
    told = practices.published(cast.author.actor, cast.coordinator.actor, cases=[hidden])
    assert told.grade == "told"
    for person, seen in ((cast.colleague, 1), (cast.outsider, 0)):
        reading = queries.get_practice(person.actor, told.id)
        assert len(reading.cases) == seen and reading.content.cases == ()
        page = portal.browser(person).get(f"/practices/{told.id}").text
        assert ("Pistols in a spare wheel" in page) is bool(seen)
    shown = cases.published(cast.author.actor, cast.coordinator.actor).number
    assert practices.published(cast.author.actor, cast.coordinator.actor, cases=[shown]).grade == "documented"


def test_what_is_not_published_or_ones_own_cannot_be_confirmed(cast: Cast) -> None:
    waiting = practices.submitted(cast.author.actor)
    with pytest.raises(Refused):
        confirming.confirm_practice(cast.coordinator.actor, waiting.id, "worked", "Yes.")
    shown = practices.published(cast.author.actor, cast.coordinator.actor)
    with pytest.raises(Refused):
        confirming.confirm_practice(cast.author.actor, shown.id, "worked", "Yes.")


@pytest.mark.parametrize(
    ("answer", "context", "field"),
    [("worked", "", "context"), ("worked", " \n", "context"), ("perhaps", "Yes.", "answer"), ("", "Yes.", "answer"),
     ("worked", "\x00", "context"), ("worked", "\u202e", "context"), ("worked", "a" * 20_001, "context")],
)  # fmt: skip
def test_a_word_that_breaks_a_rule_is_not_kept(cast: Cast, answer: str, context: str, field: str) -> None:
    practice = practices.published(cast.author.actor, cast.coordinator.actor)
    with pytest.raises(Invalid) as caught:
        confirming.confirm_practice(cast.outsider.actor, practice.id, answer, context)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_a_case_another_writer_named_is_not_dropped_by_one_who_cannot_read_it(cast: Cast) -> None:
    marks = dict.fromkeys(("abstract", "summary", "annex"), "RED")
    hidden = cases.published(cast.author.actor, cast.coordinator.actor, marks=marks, audience={})
    practice = practices.draft(cast.author.actor, cases=[hidden.number])
    with transaction():
        practice = service.set_editors(cast.author.actor, practice.id, practice.revision, {cast.outsider.id})
    with transaction():
        practice = service.save_practice(cast.outsider.actor, practice.id, practice.revision, {"cases": []})
    assert practice.content.cases == (hidden.id,)
    with transaction():
        practice = service.save_practice(cast.author.actor, practice.id, practice.revision, {"cases": []})
    assert practice.content.cases == ()


def test_what_was_said_is_read_by_readers_of_the_practice_alone(cast: Cast) -> None:
    hidden = practices.published(cast.author.actor, cast.coordinator.actor, mark="AMBER+STRICT")
    _said(cast.colleague, hidden, "worked")
    assert len(confirming.list_confirmations(cast.author.actor, hidden.id)) == 1
    assert confirming.list_confirmations(cast.outsider.actor, hidden.id) == []
