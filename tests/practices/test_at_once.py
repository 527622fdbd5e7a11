"""The same form sent ten times at once; pages that ask no more of the database for a hundred practices than for ten."""

import pytest
from sqlalchemy.exc import IntegrityError

from portal.foundation.database import db, transaction
from portal.foundation.database.once import once
from portal.practices import collecting, confirming, service
from portal.practices.collecting import CollectionContent
from portal.practices.models import Practice, PracticeCollection, PracticeConfirmation, PracticeVersion
from portal.practices.service import NewPractice
from tests.benchmarks.statements import LIMIT, counted
from tests.support.at_once import ten_at_once
from tests.support.cast import Cast, Person
from tests.support.portal import Browser, Portal
from tests.support.practices import content, published

KEY = "0" * 31 + "1"


@pytest.mark.parametrize(
    ("path", "sent", "made"),
    [
        ("/practices/new", {"texts-0-language": "en", "texts-0-title": "Once"}, (Practice, PracticeVersion)),
        ("/practices/collections/new", {"title": "Once"}, (PracticeCollection,)),
    ],
)
def test_ten_sends_at_once_make_one(
    portal: Portal, cast: Cast, path: str, sent: dict[str, str], made: tuple[type, ...]
) -> None:
    browser = portal.browser(cast.author)
    browser.get(path)
    assert set(ten_at_once(portal, browser, path, {"form_id": KEY, **sent})) == {302}
    assert [db.session.query(kind).count() for kind in made] == [1] * len(made)


def test_who_comes_too_late_finds_what_the_other_made(portal: Portal) -> None:
    late = iter([IntegrityError("", {}, Exception()), "made by another"])

    def make() -> str:
        found = next(late)
        if isinstance(found, Exception):
            raise found
        return found

    assert once(make) == "made by another"


def test_ten_confirmations_at_once_count_once(portal: Portal, cast: Cast) -> None:
    practice_id = published(cast.author.actor, cast.coordinator.actor).id
    browser = portal.browser(cast.outsider)
    browser.get(f"/practices/{practice_id}")
    sent = {"answer": "worked", "context": "Once."}
    assert set(ten_at_once(portal, browser, f"/practices/{practice_id}/confirm", sent)) == {302}
    assert db.session.query(PracticeConfirmation).count() == 1


def _fill(cast: Cast, size: int) -> None:
    """Published practices with confirmations, and a list that holds them all."""
    author, coordinator = cast.author.actor, cast.coordinator.actor
    with transaction():
        collection = db.session.query(PracticeCollection).first() or collecting.create_collection(
            author, CollectionContent(title="All", mark="GREEN")
        )
        for number in range(db.session.query(Practice).count(), size):
            told = content(title=f"Practice {number}", sources=["Report"], themes=["tracing"], repeated=["ML"])
            row = service.create_practice(author, NewPractice(told))
            service.submit_practice(author, row.id, row.revision)
            service.publish_practice(coordinator, row.id, row.revision)
            collecting.collect_practice(author, collection.id, row.id)


def _confirm(people: list[Person], practice_id: str) -> None:
    for person in people:
        with transaction():
            confirming.confirm_practice(person.actor, practice_id, "worked", "Here too.")


def _statements(browser: Browser, path: str) -> int:
    with counted(db.engine) as sent:
        answer = browser.get(path)
    assert answer.status_code == 200, path
    return len(sent)


def test_pages_over_a_hundred_practices_take_no_more_statements_than_over_ten(portal: Portal, cast: Cast) -> None:
    _fill(cast, 10)
    portal.work()
    first = db.session.query(Practice).order_by(Practice.id).first()
    listed = db.session.query(PracticeCollection.number).scalar()
    assert first is not None
    _confirm([cast.neighbour], first.id)
    numbers = [row.number for row in db.session.query(Practice.number).order_by(Practice.id).limit(2)]
    paths = [
        *("/practices", "/practices?theme=tracing&country=ML", "/practices?list=own", "/practices/collections"),
        *(
            f"/practices/{numbers[0]}",
            f"/practices/collections/{listed}",
            "/search?kind=practice",
            "/search?q=practice",
        ),
        f"/practices/compare?a={numbers[0]}&b={numbers[1]}",
    ]
    readers = {person.name: portal.browser(person) for person in (cast.author, cast.outsider, cast.coordinator)}
    for browser in readers.values():
        browser.get("/search?q=practice")
    few = {(name, path): _statements(browser, path) for name, browser in readers.items() for path in paths}
    _fill(cast, 100)
    _confirm([cast.outsider, cast.coordinator, cast.editor, cast.focal_point], first.id)
    portal.work()
    many = {(name, path): _statements(browser, path) for name, browser in readers.items() for path in paths}
    assert many == few
    assert max(many.values()) <= LIMIT, many
