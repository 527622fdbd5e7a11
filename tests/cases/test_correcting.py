"""A reader proposes other words, the writers decide; nobody else learns of it, nor who lost the layer it quotes."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.across.alerts.models import Notice
from portal.cases import correcting, service
from portal.cases.models import CaseCorrection
from portal.cases.queries import find_case, get_case
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from portal.foundation.ids import new_id
from tests.benchmarks.statements import LIMIT, counted
from tests.support.at_once import ten_at_once
from tests.support.cases import published
from tests.support.cast import Cast, Person
from tests.support.portal import Portal

GOOD = {
    "language": "en",
    "field": "summary",
    "passage": "Twelve converted pistols",
    "words": "Eleven converted pistols",
    "reason": "We counted them.",
}


def shared(cast: Cast) -> str:
    return published(cast.author.actor, cast.coordinator.actor).id


def proposed(person: Person, case_id: str, **changes: Any) -> str:
    with transaction():
        return correcting.propose_correction(person.actor, case_id, GOOD | changes).id


def decided(person: Person, key: str, accept: bool = True, remark: str = "") -> None:
    with transaction():
        correcting.decide_correction(person.actor, key, accept, remark)


def told(portal: Portal, person: Person) -> list[str]:
    portal.work()
    return list(db.session.scalars(select(Notice.act).where(Notice.member_id == person.id).order_by(Notice.id)))


def test_an_accepted_correction_is_a_version_of_the_case(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    version = find_case(cast.author.actor, case_id).version
    key = proposed(cast.neighbour, case_id)
    assert told(portal, cast.author)[-1] == "correction.proposed"
    decided(cast.author, key)
    case = get_case(cast.author.actor, case_id)
    assert case.content.original.summary == "Eleven converted pistols lay in the spare wheel."
    assert case.version == version + 1
    assert "correction.accepted" in told(portal, cast.neighbour)


def test_declining_needs_a_reason_and_changes_nothing(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    key = proposed(cast.neighbour, case_id)
    with pytest.raises(Invalid) as refused:
        decided(cast.author, key, accept=False)
    assert [problem.field for problem in refused.value.problems] == ["remark"]
    decided(cast.author, key, accept=False, remark="The court said twelve.")
    assert "Twelve" in get_case(cast.author.actor, case_id).content.original.summary
    page = portal.browser(cast.neighbour).get(f"/cases/{case_id}/corrections").text
    assert "The court said twelve." in page and "declined" in page
    with pytest.raises(Conflict):
        decided(cast.author, key)


def test_other_readers_learn_nothing_of_it(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    key = proposed(cast.neighbour, case_id)
    for person in (cast.focal_point, cast.coordinator):
        assert correcting.list_corrections(person.actor, case_id)[1] == []
        assert "Eleven" not in portal.browser(person).get(f"/cases/{case_id}/corrections").text
        with pytest.raises(NotFound):
            decided(person, key)
    for person in (cast.coordinator, cast.administrator, cast.outsider):
        assert "correction.proposed" not in told(portal, person)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"passage": "Thirteen pistols"}, "passage"),
        ({"passage": ""}, "passage"),
        ({"passage": "e"}, "passage"),
        ({"field": "annex", "passage": "informant"}, "field"),
        ({"field": "owner_id"}, "field"),
        ({"language": "fr"}, "language"),
        ({"words": "Twelve converted pistols"}, "words"),
        ({"field": "title", "passage": "Pistols in a spare wheel", "words": ""}, "words"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_does_not_fit_the_text_read_is_named(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(cast.neighbour, shared(cast), **changes)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_closed_layer_answers_like_one_that_does_not_exist(cast: Cast) -> None:
    """Guessing words of the annex tells no more than guessing words of nothing."""
    answers = []
    case_id = shared(cast)
    for passage in ("The informant met the driver.", "Nobody ever met anybody."):
        with pytest.raises(Invalid) as refused:
            proposed(cast.outsider, case_id, field="annex", passage=passage)
        answers.append([(problem.field, problem.message.message) for problem in refused.value.problems])
    assert answers[0] == answers[1]


def test_its_writers_change_it_themselves_and_who_may_not_read_it_finds_nothing(cast: Cast) -> None:
    case_id = shared(cast)
    with pytest.raises(Refused):
        proposed(cast.author, case_id)
    red = dict.fromkeys(("abstract", "summary", "annex"), "RED")
    hidden = published(cast.author.actor, cast.coordinator.actor, marks=red).id
    for key in (hidden, "0" * 32):
        with pytest.raises(NotFound):
            proposed(cast.outsider, key)


def test_who_lost_the_layer_no_longer_reads_what_he_quoted(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    key = proposed(cast.neighbour, case_id)
    case = find_case(cast.author.actor, case_id)
    with transaction():
        marks = {"abstract": "GREEN", "summary": "RED", "annex": "RED"}
        service.save_case(cast.author.actor, case_id, case.revision, {"marks": marks})
    assert correcting.list_corrections(cast.neighbour.actor, case_id)[1] == []
    assert "Twelve" not in portal.browser(cast.neighbour).get(f"/cases/{case_id}/corrections").text
    assert [each.row.id for each in correcting.list_corrections(cast.author.actor, case_id)[1]] == [key]


def test_a_passage_that_has_changed_is_not_taken_over(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    key = proposed(cast.neighbour, case_id)
    case = find_case(cast.author.actor, case_id)
    text = case.content.original.model_dump() | {"summary": "Ten pistols."}
    with transaction():
        service.save_case(cast.author.actor, case_id, case.revision, {"texts": [text]})
    with pytest.raises(Invalid):
        decided(cast.author, key)
    browser = portal.browser(cast.author)
    assert "has changed since" in browser.get(f"/cases/{case_id}/corrections").text
    answer = browser.post(f"/corrections/{key}", {"do": "decline", "remark": "Changed already."})
    assert answer.status_code == 302


def test_the_same_proposal_twice_is_one_and_a_form_keeps_what_was_typed(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    assert proposed(cast.neighbour, case_id) == proposed(cast.neighbour, case_id)
    assert db.session.query(CaseCorrection).count() == 1
    browser = portal.browser(cast.neighbour)
    assert "informant" not in browser.get(f"/cases/{case_id}/correct").text
    answer = browser.post(f"/cases/{case_id}/correct", GOOD | {"passage": "Thirteen", "reason": "My own words"})
    assert answer.status_code == 422 and "My own words" in answer.text and "Please copy it as it is." in answer.text


def test_one_form_sent_ten_times_at_once_is_one_proposal_and_of_nobody_elses_key(portal: Portal, cast: Cast) -> None:
    case_id, key = shared(cast), new_id()
    browser = portal.browser(cast.neighbour)
    browser.get(f"/cases/{case_id}/correct")
    assert set(ten_at_once(portal, browser, f"/cases/{case_id}/correct", GOOD | {"key": key})) == {302}
    db.session.rollback()
    assert [row.id for row in db.session.scalars(select(CaseCorrection))] == [key]
    with pytest.raises(NotFound):
        proposed(cast.coordinator, case_id, key=key)


def test_many_proposals_take_the_same_statements(portal: Portal, cast: Cast) -> None:
    case_id, taken = shared(cast), []
    browser = portal.browser(cast.author)
    for number in (3, 30):
        for at in range(number):
            proposed(cast.neighbour, case_id, words=f"{number} and {at} pistols")
        with counted(db.engine) as sent:
            assert browser.get(f"/cases/{case_id}/corrections").status_code == 200
        taken.append(len(sent))
    assert taken[0] == taken[1] <= LIMIT
