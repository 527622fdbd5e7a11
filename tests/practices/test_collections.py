"""Numbered lists: places are kept for good, and tell nothing of what the reader may not read."""

import pytest

from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid
from portal.practices import collecting, service
from portal.practices.collecting import CollectionContent
from portal.practices.models import PracticeCollection
from portal.regions.content import Audience
from tests.support.cast import Cast, Person
from tests.support.portal import Portal
from tests.support.practices import draft, published


def _list(owner: Person, mark: str | None = "GREEN", **named: list[str]) -> str:
    content = CollectionContent(title="For new colleagues", mark=mark, audience=Audience(**named))
    with transaction():
        return collecting.create_collection(owner.actor, content).number


def _collect(owner: Person, number: str, practice_id: str) -> None:
    with transaction():
        collecting.collect_practice(owner.actor, number, practice_id)


def _places(person: Person, number: str) -> list[int]:
    return [place for place, _ in collecting.get_collection(person.actor, number).entries]


def test_a_member_makes_a_list_and_puts_practices_into_it_from_their_pages(portal: Portal, cast: Cast) -> None:
    practice = published(cast.author.actor, cast.coordinator.actor)
    practice_id, title = practice.id, practice.content.original.title
    browser = portal.browser(cast.outsider)
    browser.get("/practices/collections/new")
    sent = {"form_id": "0" * 31 + "7", "title": "Markings", "introduction": "For *training*.", "mark": "GREEN"}
    places = {browser.post("/practices/collections/new", sent).location for _ in range(10)}
    assert len(places) == 1 and db.session.query(PracticeCollection).count() == 1
    place = places.pop()
    assert "L-SRB-" in place and "Put it into one of your lists" in browser.get(f"/practices/{practice_id}").text
    answer = browser.post(f"/practices/{practice_id}/collect", {"collection": "0" * 31 + "7"})
    assert answer.location == place
    page = portal.browser(cast.neighbour).get(place).text
    assert title in page and "no. 1" in page and "<em>training</em>" in page
    assert "1 practice you may read" in portal.browser(cast.neighbour).get("/practices/collections").text


def test_a_place_is_never_given_twice_and_never_moves(cast: Cast) -> None:
    number = _list(cast.outsider)
    kept = [published(cast.author.actor, cast.coordinator.actor, title=f"No {n}").id for n in range(3)]
    for practice_id in [*kept, kept[0]]:
        _collect(cast.outsider, number, practice_id)
    assert _places(cast.outsider, number) == [1, 2, 3]
    with transaction():
        collecting.remove_practice(cast.outsider.actor, number, 3)
    with transaction():
        collecting.remove_practice(cast.outsider.actor, number, 1)
    _collect(cast.outsider, number, kept[2])
    assert _places(cast.neighbour, number) == [2, 4]


def test_a_practice_that_is_narrowed_later_leaves_the_list_of_those_who_lost_it(portal: Portal, cast: Cast) -> None:
    number = _list(cast.author)
    ids = [published(cast.author.actor, cast.coordinator.actor, title=f"Title{n}").id for n in range(2)]
    for practice_id in ids:
        _collect(cast.author, number, practice_id)
    with transaction():
        row = db.session.get_one(service.Practice, ids[0])
        service.save_practice(cast.author.actor, ids[0], row.revision, {"mark": "AMBER+STRICT"})
    assert _places(cast.author, number) == [1, 2] and _places(cast.outsider, number) == [2]
    page = portal.browser(cast.outsider).get(f"/practices/collections/{number}").text
    assert "Title0" not in page and "Title1" in page
    assert "1 practice you may read" in portal.browser(cast.outsider).get("/practices/collections").text


@pytest.mark.parametrize(("mark", "practice"), [("CLEAR", "GREEN"), ("GREEN", "AMBER+STRICT"), ("GREEN", "RED")])
def test_a_list_is_never_read_more_widely_than_its_practices(cast: Cast, mark: str, practice: str) -> None:
    held = published(cast.author.actor, cast.coordinator.actor, mark=practice).id
    wide = _list(cast.author, mark)
    with pytest.raises(Invalid):
        _collect(cast.author, wide, held)
    own = _list(cast.author, None)
    _collect(cast.author, own, held)
    revision = collecting.get_collection(cast.author.actor, own).revision
    with pytest.raises(Invalid):
        collecting.save_collection(cast.author.actor, own, revision, CollectionContent(title="Wider", mark=mark))


def test_a_list_of_another_region_is_not_wider_by_its_mark_alone(cast: Cast) -> None:
    audience = {"regions": ["sahel"]}
    held = published(cast.author.actor, cast.coordinator.actor, mark="AMBER", audience=audience).id
    with pytest.raises(Invalid):
        _collect(cast.author, _list(cast.author, "AMBER", regions=["sahel", "western-balkans"]), held)
    _collect(cast.author, _list(cast.author, "AMBER", regions=["sahel"]), held)


def test_a_draft_has_no_place_in_a_list(portal: Portal, cast: Cast) -> None:
    practice = draft(cast.author.actor)
    number = _list(cast.author)
    browser = portal.browser(cast.author)
    browser.get("/practices")
    answer = browser.post(f"/practices/{practice.id}/collect", {"collection": number})
    assert answer.status_code == 302 and "no number yet" in browser.get(answer.location).text


def test_a_list_without_a_mark_and_one_of_another_region_look_like_none(portal: Portal, cast: Cast) -> None:
    hidden = [_list(cast.author, None), _list(cast.author, "AMBER", regions=["sahel"])]
    browser = portal.browser(cast.outsider)
    for number in [*hidden, "L-NER-1999-001"]:
        for page in ("", "/edit"):
            assert browser.get(f"/practices/collections/{number}{page}").status_code == 404
        assert browser.post(f"/practices/collections/{number}/remove", {"place": "1"}).status_code == 404
    assert not any(number in browser.get("/practices/collections").text for number in hidden)


def test_a_reader_of_a_list_changes_nothing_of_it(portal: Portal, cast: Cast) -> None:
    number = _list(cast.author)
    _collect(cast.author, number, published(cast.author.actor, cast.coordinator.actor).id)
    browser = portal.browser(cast.outsider)
    assert browser.get(f"/practices/collections/{number}").status_code == 200
    assert browser.get(f"/practices/collections/{number}/edit").status_code == 403
    assert browser.post(f"/practices/collections/{number}/edit", {"title": "Mine"}).status_code == 403
    assert browser.post(f"/practices/collections/{number}/remove", {"place": "1"}).status_code == 403
    assert _places(cast.author, number) == [1]


def test_who_saves_over_a_newer_list_is_told(portal: Portal, cast: Cast) -> None:
    number = _list(cast.author)
    browser = portal.browser(cast.author)
    browser.get(f"/practices/collections/{number}/edit")
    assert browser.post(f"/practices/collections/{number}/edit", {"title": "B", "revision": "7"}).status_code == 409


def test_a_stranger_reads_a_clear_list_and_the_clear_practices_in_it(portal: Portal, cast: Cast) -> None:
    practice = published(cast.author.actor, cast.coordinator.actor, mark="CLEAR", title="Open to all")
    practice_number = practice.number
    clear, green = _list(cast.author, "CLEAR"), _list(cast.author, "GREEN")
    _collect(cast.author, clear, practice.id)
    stranger = portal.browser()
    page = stranger.get(f"/practices/collections/{clear}").text
    assert "Open to all" in page and "Author" not in page
    assert "Light from the side." in stranger.get(f"/practices/{practice_number}").text
    assert stranger.get(f"/practices/collections/{green}").status_code == 404
    assert stranger.get("/practices/collections").status_code == 302
