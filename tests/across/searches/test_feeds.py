"""Feeds of a saved search: by an address that can be revoked, under its owner's rights of that moment."""

from xml.etree import ElementTree

import pytest
import vobject

from portal.across.searches import feeds, service
from portal.cases import service as cases
from portal.cases.queries import find_case
from portal.foundation.database import db, transaction
from portal.foundation.errors import NotFound, Refused
from portal.members.models import Member
from tests.across.searches.test_saved import GREEN, RED, saved, shared, work
from tests.support.cast import Cast, Person
from tests.support.meetings import announced
from tests.support.portal import Portal

ATOM = "{http://www.w3.org/2005/Atom}"
AMBER = {"abstract": "AMBER", "summary": "AMBER", "annex": "AMBER"}


def address(person: Person, question: str = "q=zumpra") -> str:
    key = saved(person, question)
    with transaction():
        return feeds.make_link(person.actor, key)


def entries(portal: Portal, token: str) -> list[str]:
    answer = portal.browser().client.get(f"/feeds/{token}.atom")
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    for needed in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{needed}"), f"RFC 4287 wants {needed}"
    return [str(entry.findtext(f"{ATOM}title")) for entry in feed.iter(f"{ATOM}entry")]


def test_a_feed_reader_without_a_cookie_gets_what_the_owner_may_read(portal: Portal, cast: Cast) -> None:
    shared(cast)
    work(portal)
    assert entries(portal, address(cast.outsider)) == ["[TLP:GREEN] The zumpra of Arlit"]


def test_a_title_that_its_mark_keeps_in_stands_in_no_feed(portal: Portal, cast: Cast) -> None:
    shared(cast, marks=AMBER)
    work(portal)
    [title] = entries(portal, address(cast.neighbour))
    assert title.startswith("[TLP:AMBER] Case NER-") and "zumpra of" not in title


def test_what_the_owner_may_not_read_is_in_no_feed(portal: Portal, cast: Cast) -> None:
    token = address(cast.outsider)
    shared(cast, marks=RED)
    key = shared(cast)
    work(portal)
    assert len(entries(portal, token)) == 1
    revision = find_case(cast.author.actor, key).revision
    with transaction():
        cases.withdraw_case(cast.author.actor, key, revision)
    assert entries(portal, token) == []


def test_a_revoked_a_wrong_and_a_suspended_owners_address_are_not_found(portal: Portal, cast: Cast) -> None:
    search = saved(cast.outsider)
    with transaction():
        token, other = feeds.make_link(cast.outsider.actor, search), feeds.make_link(cast.outsider.actor, search)
    client = portal.browser().client
    assert client.get(f"/feeds/{token}.atom").status_code == 200
    with transaction():
        for link in feeds.list_links(service.get_own(cast.outsider.actor, search)):
            feeds.revoke_link(cast.outsider.actor, search, link.handle)
            break
    assert sorted(client.get(f"/feeds/{each}.atom").status_code for each in (token, other)) == [200, 404]
    with transaction():
        db.session.get_one(Member, cast.outsider.id).state = "suspended"
    for each in (token, other, "x", "ä", "0" * 200):
        for form in ("atom", "ics"):
            assert client.get(f"/feeds/{each}.{form}").status_code == 404


def test_the_address_of_another_can_neither_be_made_nor_revoked(cast: Cast) -> None:
    search = saved(cast.outsider)
    with transaction():
        feeds.make_link(cast.outsider.actor, search)
    [link] = feeds.list_links(service.get_own(cast.outsider.actor, search))
    with pytest.raises(NotFound), transaction():
        feeds.make_link(cast.author.actor, search)
    with pytest.raises(NotFound), transaction():
        feeds.revoke_link(cast.author.actor, search, link.handle)


def test_no_more_addresses_than_somebody_can_watch_over(cast: Cast) -> None:
    search = saved(cast.outsider)
    with transaction():
        for _ in range(feeds.MOST):
            feeds.make_link(cast.outsider.actor, search)
    with pytest.raises(Refused), transaction():
        feeds.make_link(cast.outsider.actor, search)


def test_the_calendar_holds_the_meetings_among_the_results_and_nothing_else(portal: Portal, cast: Cast) -> None:
    announced(cast.coordinator.actor, title="The zumpra meeting", mark="GREEN")
    shared(cast, marks=GREEN)
    work(portal)
    answer = portal.browser().client.get(f"/feeds/{address(cast.outsider)}.ics")
    events = vobject.readOne(answer.get_data(as_text=True)).contents["vevent"]
    assert [event.summary.value for event in events] == ["[TLP:GREEN] The zumpra meeting"]


def test_an_address_is_shown_once(portal: Portal, cast: Cast) -> None:
    search = saved(cast.outsider)
    browser = portal.browser(cast.outsider)
    browser.get(f"/searches/{search}/links")
    page = browser.post(f"/searches/{search}/links", {"do": "make"}).text
    assert "/feeds/" in page and ".atom" in page
    assert ".atom" not in browser.get(f"/searches/{search}/links").text
    assert portal.browser(cast.author).get(f"/searches/{search}/links").status_code == 404


def test_title_and_place_of_a_meeting_that_its_mark_keeps_in_stand_in_no_feed(portal: Portal, cast: Cast) -> None:
    about = {"mark": "AMBER", "audience": {"regions": ["sahel"]}}
    announced(cast.coordinator.actor, title="The zumpra meeting", **about)
    work(portal)
    token = address(cast.neighbour)
    text = portal.browser().client.get(f"/feeds/{token}.ics").get_data(as_text=True)
    [event] = vobject.readOne(text).contents["vevent"]
    assert event.summary.value.startswith("[TLP:AMBER] Meeting M-2031-")
    assert "zumpra m" not in text and "Dakar" not in text
    assert not any("zumpra" in title for title in entries(portal, token))
