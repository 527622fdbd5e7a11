"""A right that is taken away is gone at the next request; from search once the worker has worked."""

from typing import Any

import pytest

from portal.access.actor import Role
from portal.cases import service
from portal.cases.models import Case
from portal.foundation.database import db, transaction
from portal.members.models import Member
from portal.members.service import suspend_member
from search.engine import Engine
from tests.support.cases import draft, published, submitted
from tests.support.cast import Cast, Person
from tests.support.portal import Portal

TITLE, WORD = "Pistols in a spare wheel", "pistols"
RED = {"abstract": "RED", "summary": "RED", "annex": "RED"}


def _change(person: Person, **fields: Any) -> None:
    with transaction():
        member = db.session.get_one(Member, person.id)
        for name, value in fields.items():
            setattr(member, name, value)


def _save(case_id: str, actor: Person, **changes: Any) -> None:
    with transaction():
        service.save_case(actor.actor, case_id, db.session.get_one(Case, case_id).revision, changes)


class Reader:
    """One person's ways of reading a case, all signed in before the right is taken away."""

    def __init__(self, portal: Portal, person: Person) -> None:
        self.browser, self.bearer = portal.browser(person), portal.bearer(person)

    def page(self, case_id: str) -> int:
        return self.browser.get(f"/cases/{case_id}").status_code

    def lists(self) -> str:
        return "".join(
            self.browser.get(path).text for path in ("/", "/cases", "/search?q=car", "/search/suggest?q=pist")
        )

    def found(self) -> tuple[int, int, bool]:
        """Total, hits and whether anything is counted, as programs are told."""
        answer = self.browser.get(f"/api/v1/search?q={WORD}", headers=self.bearer).get_json()
        return answer["total"], len(answer["hits"]), any(answer["facets"].values())


def _gone(portal: Portal, reader: Reader, case_id: str) -> None:
    assert reader.page(case_id) == 404
    assert TITLE not in reader.lists()
    assert reader.found()[1] == 0
    portal.work()
    assert reader.found() == (0, 0, False)
    assert TITLE not in reader.lists()


@pytest.mark.parametrize("how", ["narrowed", "withdrawn"])
def test_a_case_taken_out_of_sight_is_gone_everywhere(portal: Portal, cast: Cast, engine: Engine, how: str) -> None:
    case_id = published(cast.author.actor, cast.coordinator.actor).id
    portal.work()
    reader = Reader(portal, cast.outsider)
    assert reader.page(case_id) == 200 and TITLE in reader.lists() and reader.found() == (1, 1, True)
    if how == "narrowed":
        _save(case_id, cast.author, marks=RED)
    else:
        with transaction():
            service.withdraw_case(cast.author.actor, case_id, db.session.get_one(Case, case_id).revision)
    _gone(portal, reader, case_id)


def test_a_narrowed_layer_is_gone_while_the_abstract_stays(portal: Portal, cast: Cast, engine: Engine) -> None:
    case_id = published(cast.author.actor, cast.coordinator.actor).id
    portal.work()
    reader = Reader(portal, cast.neighbour)
    assert "spare wheel." in reader.browser.get(f"/cases/{case_id}").text
    _save(case_id, cast.author, marks={"abstract": "GREEN", "summary": "RED", "annex": "RED"})
    assert "spare wheel." not in reader.browser.get(f"/cases/{case_id}").text
    assert "Twelve" not in reader.browser.get("/search?q=converted").text
    portal.work()
    answer = reader.browser.get("/api/v1/search?q=converted", headers=reader.bearer).get_json()
    assert (answer["total"], answer["hits"]) == (0, [])


@pytest.mark.parametrize("change", [{"country": "RS"}, {"region_codes": "", "country": "FR"}])
def test_who_moves_elsewhere_loses_what_was_for_his_region(
    portal: Portal, cast: Cast, engine: Engine, change: dict[str, str]
) -> None:
    """His tokens are asked anew each time: nothing is to be indexed again."""
    marks = {"abstract": "AMBER", "summary": "AMBER", "annex": "RED"}
    case_id = published(cast.author.actor, cast.coordinator.actor, marks=marks).id
    portal.work()
    reader = Reader(portal, cast.neighbour)
    assert reader.page(case_id) == 200 and reader.found()[0] == 1
    _change(cast.neighbour, **change)
    _gone(portal, reader, case_id)


def test_who_leaves_an_authority_loses_what_was_for_it(portal: Portal, cast: Cast, engine: Engine) -> None:
    marks = dict.fromkeys(("abstract", "summary", "annex"), "AMBER+STRICT")
    case_id = published(cast.author.actor, cast.coordinator.actor, marks=marks).id
    portal.work()
    reader = Reader(portal, cast.colleague)
    assert reader.page(case_id) == 200 and reader.found()[0] == 1
    _change(cast.colleague, authority_id=cast.focal_point.actor.authority)
    _gone(portal, reader, case_id)


def test_a_coordinator_no_more_reviews_nothing(portal: Portal, cast: Cast, engine: Engine) -> None:
    case = submitted(cast.author.actor, marks=RED)
    case_id, revision = case.id, str(case.revision)
    portal.work()
    reader = Reader(portal, cast.coordinator)
    assert reader.page(case_id) == 200 and reader.browser.get("/review").status_code == 200
    _change(cast.coordinator, role=Role.MEMBER.value)
    assert reader.browser.get("/review").status_code == 404
    answer = reader.browser.post(f"/cases/{case_id}/review", {"revision": revision, "decision": "publish"})
    assert answer.status_code == 404
    assert db.session.get_one(Case, case_id).status == "submitted"
    _gone(portal, reader, case_id)


def test_a_coordinator_of_another_region_now_reviews_nothing_of_the_old(portal: Portal, cast: Cast) -> None:
    case_id = submitted(cast.author.actor).id
    reader = Reader(portal, cast.coordinator)
    _change(cast.coordinator, region_codes="western-balkans", country="AL")
    assert reader.page(case_id) == 404
    assert TITLE not in reader.browser.get("/review").text


def test_an_administrator_no_more_enters_no_administration(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.administrator)
    assert browser.get("/administration").status_code == 200
    _change(cast.administrator, role=Role.MEMBER.value)
    assert browser.get("/administration").status_code == 404


def test_who_no_longer_writes_a_case_reads_no_draft_of_it(portal: Portal, cast: Cast, engine: Engine) -> None:
    case = draft(cast.author.actor)
    with transaction():
        service.set_editors(cast.author.actor, case.id, case.revision, {cast.outsider.id})
    case_id = case.id
    portal.work()
    reader = Reader(portal, cast.outsider)
    path = f"/cases/{case_id}/edit/texts"
    assert reader.browser.get(path).status_code == 200 and reader.found()[0] == 1
    with transaction():
        service.set_editors(cast.author.actor, case_id, db.session.get_one(Case, case_id).revision, set())
    assert reader.browser.get(path).status_code == 404
    assert reader.browser.get(f"/cases/{case_id}/versions").status_code == 404
    _gone(portal, reader, case_id)


def test_a_member_suspended_is_out_at_the_next_request_with_page_and_program(portal: Portal, cast: Cast) -> None:
    case_id = published(cast.author.actor, cast.coordinator.actor).id
    reader = Reader(portal, cast.outsider)
    assert reader.page(case_id) == 200
    with transaction():
        suspend_member(cast.administrator.actor, cast.outsider.id)
    assert reader.page(case_id) == 404
    assert reader.browser.get("/cases").location.startswith("/sign-in")
    assert reader.browser.get("/api/v1/search", headers=reader.bearer).status_code == 401


def _letters(portal: Portal) -> int:
    folder = portal.app.extensions["portal_settings"].data_dir / "mail"
    return len(list(folder.glob("*.eml")))


@pytest.mark.parametrize("changed", [True, False])
def test_a_mail_that_waits_is_sent_to_those_alone_who_may_still_know(portal: Portal, cast: Cast, changed: bool) -> None:
    before = _letters(portal)
    submitted(cast.author.actor)
    if changed:
        _change(cast.coordinator, role=Role.MEMBER.value)
    portal.work()
    assert _letters(portal) - before == (0 if changed else 1)
