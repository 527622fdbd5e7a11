"""A saved search tells its owner of what it finds from then on, once, under her rights of that moment."""

import pytest

from portal.across.searches import service
from portal.across.searches.matching import ask_saved_searches
from portal.across.searches.models import ChangedThing, SavedMatch, SavedSearch
from portal.cases import service as cases
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound
from portal.members.models import Member
from portal.vocabulary.service import merge_concept
from tests.support.cases import published
from tests.support.cast import Cast, Person
from tests.support.portal import Portal

RED, GREEN = (dict.fromkeys(("abstract", "summary", "annex"), mark) for mark in ("RED", "GREEN"))


def saved(person: Person, question: str = "q=zumpra") -> str:
    with transaction():
        return service.save_search(person.actor, question, "").id


def shared(cast: Cast, **more: object) -> str:
    given = {"title": "The zumpra of Arlit", "marks": GREEN} | more
    return published(cast.author.actor, cast.coordinator.actor, **given).id


def work(portal: Portal) -> None:
    """Events, then the searches asked about what they name, then the events of those."""
    portal.work()
    ask_saved_searches()
    portal.work()


def inbox(portal: Portal, person: Person) -> str:
    return portal.browser(person).get("/inbox").text


def test_what_is_published_later_and_matches_is_told_once(portal: Portal, cast: Cast) -> None:
    saved(cast.outsider)
    key = shared(cast)
    work(portal)
    assert "A saved search has found something new" in inbox(portal, cast.outsider)
    assert [each.new for each in service.list_saved(cast.outsider.actor)] == [1]
    with transaction():
        db.session.add(ChangedThing(thing=f"case:{key}"))
    assert ask_saved_searches() == 0
    assert db.session.query(SavedMatch).count() == 1


def test_what_she_may_not_read_is_neither_found_nor_counted(portal: Portal, cast: Cast) -> None:
    for person in (cast.outsider, cast.administrator, cast.colleague):
        saved(person)
    shared(cast, marks=RED)
    work(portal)
    assert db.session.query(SavedMatch).count() == 0


def test_what_is_withdrawn_after_it_was_found_is_no_longer_counted(portal: Portal, cast: Cast) -> None:
    saved(cast.outsider)
    key = shared(cast)
    work(portal)
    case = cases.queries.find_case(cast.author.actor, key)
    with transaction():
        cases.withdraw_case(cast.author.actor, key, case.revision, "")
    assert [each.new for each in service.list_saved(cast.outsider.actor)] == [0]


def test_who_is_suspended_is_asked_nothing(portal: Portal, cast: Cast) -> None:
    saved(cast.outsider)
    with transaction():
        db.session.get_one(Member, cast.outsider.id).state = "suspended"
    shared(cast)
    work(portal)
    assert db.session.query(SavedMatch).count() == 0


def test_what_does_not_match_and_what_is_switched_off_is_not_told(portal: Portal, cast: Cast) -> None:
    saved(cast.outsider, "q=zumpra&not_country=NE&country=RS")
    off = saved(cast.coordinator)
    with transaction():
        service.set_cadence(cast.coordinator.actor, off, "off")
    shared(cast)
    work(portal)
    assert db.session.query(SavedMatch).count() == 0


def test_a_search_for_a_theme_that_is_gone_is_reported_and_kept(portal: Portal, cast: Cast) -> None:
    search_id = saved(cast.outsider, "theme=homicide")
    with transaction():
        merge_concept(cast.editor.actor, "homicide", "violence")
    shared(cast)
    work(portal)
    assert db.session.get_one(SavedSearch, search_id).problem == service.THEME_GONE
    assert "A saved search can no longer be asked" in inbox(portal, cast.outsider)
    assert "no longer in the vocabulary" in portal.browser(cast.outsider).get("/searches").text


def test_a_search_is_its_owners_alone(portal: Portal, cast: Cast) -> None:
    search_id = saved(cast.author)
    for act in (service.open_search, service.delete_search):
        with pytest.raises(NotFound), transaction():
            act(cast.colleague.actor, search_id)
    assert service.list_saved(cast.colleague.actor) == []
    answer = portal.browser(cast.colleague).post(f"/searches/{search_id}", {"do": "delete"})
    assert answer.status_code == 404 and db.session.get(SavedSearch, search_id) is not None


def test_one_saves_opens_and_deletes_in_the_browser(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.outsider)
    assert "Save this search" in browser.get("/search?q=zumpra").text
    for _ in range(2):
        browser.post("/searches", {"question": "q=zumpra&page=3"})
    [search] = db.session.query(SavedSearch).all()
    assert (search.name, search.question) == ("zumpra", "q=zumpra")
    assert browser.post(f"/searches/{search.id}", {"do": "open"}).location == "/search?q=zumpra"
    browser.post(f"/searches/{search.id}", {"do": "delete"})
    db.session.rollback()
    assert db.session.query(SavedSearch).count() == 0


@pytest.mark.parametrize("question", ["", "q=", "nonsense=1", "x" * 5_000, "q=%00"])
def test_a_question_that_asks_nothing_is_not_saved(portal: Portal, cast: Cast, question: str) -> None:
    if question == "q=%00":
        assert portal.browser(cast.outsider).post("/searches", {"question": question}).status_code < 500
        return
    with pytest.raises(Invalid), transaction():
        service.save_search(cast.outsider.actor, question, "")
