"""A reader of the abstract asks the owner for more; the owner's grant opens exactly that, and ends by itself."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.across.alerts.models import Notice
from portal.across.verifying import find_differences
from portal.cases import asking, service
from portal.cases.models import CaseRequest
from portal.cases.queries import find_case, get_case
from portal.foundation import clock
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from tests.benchmarks.statements import LIMIT, counted
from tests.support.at_once import ten_at_once
from tests.support.cases import published
from tests.support.cast import Cast, Person
from tests.support.portal import Portal

SUMMARY, ANNEX = "Twelve converted pistols", "The informant met the driver."


def shared(cast: Cast) -> str:
    return published(cast.author.actor, cast.coordinator.actor).id


def asked(person: Person, case_id: str, **more: object) -> str:
    with transaction():
        return asking.ask_owner(person.actor, case_id, {"reason": "The same seller here.", **more}).id


def granted(cast: Cast, case_id: str, layer: str = "summary", days: int = 30, person: Person | None = None) -> str:
    key = asked(person or cast.outsider, case_id)
    with transaction():
        asking.grant_access(cast.author.actor, key, layer, days, "")
    return key


def layers(person: Person, case_id: str) -> set[str]:
    db.session.rollback()
    return set(get_case(person.actor, case_id).layers)


def told(portal: Portal, person: Person) -> list[str]:
    portal.work()
    return list(db.session.scalars(select(Notice.act).where(Notice.member_id == person.id).order_by(Notice.id)))


def test_a_grant_opens_the_layer_to_the_asker_alone_on_page_and_in_search(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    assert layers(cast.outsider, case_id) == {"abstract"}
    granted(cast, case_id)
    portal.work()
    assert layers(cast.outsider, case_id) == {"abstract", "summary"}
    browser = portal.browser(cast.outsider)
    assert SUMMARY in browser.get(f"/cases/{case_id}").text and ANNEX not in browser.get(f"/cases/{case_id}").text
    assert "1 result" in browser.get("/search?q=%22converted+pistols%22").text
    for person in (cast.editor, cast.administrator):
        assert layers(person, case_id) == {"abstract"}
        assert "1 result" not in portal.browser(person).get("/search?q=%22converted+pistols%22").text


def test_a_grant_of_the_annex_opens_the_summary_too(cast: Cast) -> None:
    case_id = shared(cast)
    granted(cast, case_id, "annex")
    assert layers(cast.outsider, case_id) == {"abstract", "summary", "annex"}


def test_it_ends_by_itself_and_search_forgets(app: Flask, portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    granted(cast, case_id, days=2)
    portal.work()
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert asking.end_expired() == 0
    with time_machine.travel(clock.now() + timedelta(days=2, minutes=1)):
        assert asking.end_expired() == 1 and asking.end_expired() == 0
        portal.work()
    assert layers(cast.outsider, case_id) == {"abstract"}
    assert "1 result" not in portal.browser(cast.outsider).get("/search?q=%22converted+pistols%22").text
    assert "access.ended" in told(portal, cast.outsider)
    assert not [line for line in find_differences(app) if "audience" in line or "grant" in line]


def test_either_side_ends_it_at_once_and_nobody_else(cast: Cast) -> None:
    case_id = shared(cast)
    for person in (cast.author, cast.outsider):
        key = granted(cast, case_id)
        for other in (cast.coordinator, cast.administrator, cast.colleague):
            with pytest.raises(NotFound), transaction():
                asking.end_access(other.actor, key)
        with transaction():
            asking.end_access(person.actor, key)
        assert layers(cast.outsider, case_id) == {"abstract"}
        with pytest.raises(Conflict), transaction():
            asking.end_access(person.actor, key)


def test_the_owner_alone_decides(cast: Cast) -> None:
    case_id = shared(cast)
    key = asked(cast.outsider, case_id)
    for person in (cast.outsider, cast.colleague, cast.coordinator, cast.administrator):
        with pytest.raises(NotFound), transaction():
            asking.grant_access(person.actor, key, "summary", 30, "")
        with pytest.raises(NotFound), transaction():
            asking.decline_access(person.actor, key, "no")
    with transaction():
        asking.decline_access(cast.author.actor, key, "Under seal.")
    with pytest.raises(Conflict), transaction():
        asking.grant_access(cast.author.actor, key, "summary", 30, "")
    assert layers(cast.outsider, case_id) == {"abstract"}


def test_withdrawing_closes_it_and_changing_the_case_keeps_the_grant(app: Flask, cast: Cast) -> None:
    case_id = shared(cast)
    granted(cast, case_id)
    case = find_case(cast.author.actor, case_id)
    with transaction():
        service.save_case(cast.author.actor, case_id, case.revision, {"year": 2019})
    assert layers(cast.outsider, case_id) == {"abstract", "summary"}
    revision = find_case(cast.author.actor, case_id).revision
    with transaction():
        service.withdraw_case(cast.author.actor, case_id, revision)
    with pytest.raises(NotFound):
        get_case(cast.outsider.actor, case_id)
    assert not [line for line in find_differences(app) if "audience" in line or "grant" in line]


def test_there_is_nothing_to_ask_of_what_one_reads_whole_or_not_at_all(cast: Cast) -> None:
    green = dict.fromkeys(("abstract", "summary", "annex"), "GREEN")
    whole = published(cast.author.actor, cast.coordinator.actor, marks=green).id
    with pytest.raises(Refused), transaction():
        asking.ask_owner(cast.outsider.actor, whole, {"reason": "x"})
    red = dict.fromkeys(("abstract", "summary", "annex"), "RED")
    hidden = published(cast.author.actor, cast.coordinator.actor, marks=red).id
    for key in (hidden, "0" * 32):
        with pytest.raises(NotFound), transaction():
            asking.ask_owner(cast.outsider.actor, key, {"reason": "x"})


def test_who_wishes_not_to_be_named_is_named_only_once_it_is_granted(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    key = asked(cast.outsider, case_id, unnamed=True)
    page = portal.browser(cast.author).get("/requests").text
    assert "Serbia" in page and "Outsider" not in page
    assert "Author" not in portal.browser(cast.outsider).get("/requests").text
    with transaction():
        asking.grant_access(cast.author.actor, key, "summary", 30, "")
    assert "Outsider" in portal.browser(cast.author).get("/requests").text


def test_both_are_told_and_every_act_is_in_the_audit(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    key = granted(cast, case_id)
    assert told(portal, cast.author)[-1] == "access.asked" and told(portal, cast.outsider)[-1] == "access.granted"
    with transaction():
        asking.end_access(cast.author.actor, key)
    rows = select(AuditRow.act).where(AuditRow.object == f"case:{case_id}", AuditRow.act.startswith("access."))
    assert list(db.session.scalars(rows.order_by(AuditRow.seq))) == ["access.asked", "access.granted", "access.ended"]


@pytest.mark.parametrize(
    ("layer", "days", "field"), [("abstract", 5, "layer"), ("annex", 0, "days"), ("x", 5, "layer")]
)
def test_what_cannot_be_granted_is_named(cast: Cast, layer: str, days: int, field: str) -> None:
    key = asked(cast.outsider, shared(cast))
    with pytest.raises(Invalid) as refused, transaction():
        asking.grant_access(cast.author.actor, key, layer, days, "")
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_form_sent_twice_asks_once_and_one_without_a_reason_says_so(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    browser = portal.browser(cast.outsider)
    assert "Ask the owner" in browser.get(f"/cases/{case_id}").text
    browser.get(f"/cases/{case_id}/ask")
    assert browser.post(f"/cases/{case_id}/ask", {"reason": " "}).status_code == 422
    for _ in range(2):
        assert browser.post(f"/cases/{case_id}/ask", {"reason": "The same seller."}).status_code == 302
    assert db.session.query(CaseRequest).count() == 1
    owner = portal.browser(cast.author)
    assert "The same seller." in owner.get("/requests").text
    key = db.session.scalars(select(CaseRequest.id)).one()
    db.session.rollback()
    assert owner.post(f"/requests/{key}", {"do": "grant", "layer": "summary", "days": "9"}).status_code == 302
    assert layers(cast.outsider, case_id) == {"abstract", "summary"}


def test_one_and_many_grants_take_the_same_statements(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    browser, taken = portal.browser(cast.outsider), []
    for people in ([cast.outsider], [cast.editor, cast.administrator]):
        for person in people:
            granted(cast, case_id, person=person)
        browser.get(f"/cases/{case_id}")
        with counted(db.engine) as sent:
            assert SUMMARY in browser.get(f"/cases/{case_id}").text
        taken.append(len(sent))
    assert taken[0] == taken[1]


def test_a_name_that_was_shown_once_is_not_hidden_again(portal: Portal, cast: Cast) -> None:
    key = asked(cast.outsider, shared(cast), unnamed=True)
    with transaction():
        asking.grant_access(cast.author.actor, key, "summary", 30, "")
    with transaction():
        asking.end_access(cast.author.actor, key)
    assert "Outsider" in portal.browser(cast.author).get("/requests").text


def test_one_form_sent_ten_times_at_once_asks_once(portal: Portal, cast: Cast) -> None:
    case_id = shared(cast)
    browser = portal.browser(cast.outsider)
    browser.get(f"/cases/{case_id}/ask")
    assert set(ten_at_once(portal, browser, f"/cases/{case_id}/ask", {"reason": "The same seller."})) == {302}
    db.session.rollback()
    assert db.session.query(CaseRequest).count() == 1


def test_many_requests_take_the_same_statements(portal: Portal, cast: Cast) -> None:
    browser, taken = portal.browser(cast.author), []
    for number in (3, 27):
        for _ in range(number):
            asked(cast.outsider, shared(cast))
        with counted(db.engine) as sent:
            assert "The same seller here." in browser.get("/requests").text
        taken.append(len(sent))
    assert taken[0] == taken[1] <= LIMIT
