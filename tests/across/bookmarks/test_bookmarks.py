"""What a member keeps is hers alone, survives what is closed to her, and reminds her once on the day."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from portal.across.alerts.models import Notice
from portal.across.bookmarks import service
from portal.across.bookmarks.models import Bookmark
from portal.cases import service as cases
from portal.cases.queries import find_case
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound
from portal.foundation.refs import Ref
from portal.members.models import Member
from tests.support.cases import published, submitted
from tests.support.cast import Cast, Person
from tests.support.portal import Portal

TODAY = "2031-03-03"


def keep(person: Person, ref: Ref, **data: object) -> None:
    with transaction():
        service.keep(person.actor, ref, {"note": "zumpra", **data}, TODAY)


def shared(cast: Cast) -> Ref:
    return Ref("case", published(cast.author.actor, cast.coordinator.actor).id)


def reminders(person: Person) -> int:
    return len(
        db.session.scalars(select(Notice).where(Notice.member_id == person.id, Notice.act == "bookmark.due")).all()
    )


def test_a_note_is_read_by_nobody_else_through_any_page(portal: Portal, cast: Cast) -> None:
    ref = shared(cast)
    keep(cast.neighbour, ref)
    assert "zumpra" in portal.browser(cast.neighbour).get("/bookmarks").text
    for person in (cast.author, cast.coordinator, cast.administrator, cast.colleague):
        browser = portal.browser(person)
        for path in ("/bookmarks", f"/bookmarks/edit?about={ref}", f"/cases/{ref.id}"):
            assert "zumpra" not in browser.get(path).text


def test_what_is_closed_later_keeps_the_note_and_loses_its_name(portal: Portal, cast: Cast) -> None:
    ref = shared(cast)
    keep(cast.neighbour, ref)
    revision = find_case(cast.author.actor, ref.id).revision
    with transaction():
        cases.withdraw_case(cast.author.actor, ref.id, revision)
    page = portal.browser(cast.neighbour).get("/bookmarks").text
    assert "zumpra" in page and "Pistols in a spare wheel" not in page
    keep(cast.neighbour, ref, note="still mine")


def test_a_hidden_case_can_no_more_be_kept_than_one_that_is_not_there(portal: Portal, cast: Cast) -> None:
    hidden = Ref("case", submitted(cast.author.actor).id)
    browser = portal.browser(cast.outsider)
    for ref in (hidden, Ref("case", "0" * 32), Ref("nothing", "x"), Ref("", "")):
        with pytest.raises(NotFound):
            keep(cast.outsider, ref)
        assert browser.get(f"/bookmarks/edit?about={ref}").status_code == 404


def test_kept_twice_is_kept_once_and_removed_is_gone(cast: Cast) -> None:
    ref = shared(cast)
    keep(cast.neighbour, ref)
    keep(cast.neighbour, ref, note="second")
    assert [row.note for row in db.session.scalars(select(Bookmark))] == ["second"]
    with transaction():
        service.forget(cast.outsider.actor, ref)
    assert db.session.query(Bookmark).count() == 1
    with transaction():
        service.forget(cast.neighbour.actor, ref)
    assert db.session.query(Bookmark).count() == 0


@pytest.mark.parametrize("day", ["2031-03-03", "2030-01-01", "2031", "2031-04", "2031-02-30", "soon", "٢٠٣١"])
def test_a_day_that_is_none_or_past_is_named(cast: Cast, day: str) -> None:
    with pytest.raises(Invalid) as refused:
        keep(cast.neighbour, shared(cast), remind_on=day)
    assert [problem.field for problem in refused.value.problems] == ["remind_on"]


def test_it_reminds_on_the_day_of_the_readers_own_calendar_once(portal: Portal, cast: Cast) -> None:
    with transaction():
        db.session.get_one(Member, cast.neighbour.id).time_zone = "Pacific/Auckland"
    keep(cast.neighbour, shared(cast), remind_on="2031-03-10")
    portal.work()
    for moment, expected in (("2031-03-09T10:30", 0), ("2031-03-09T11:30", 1), ("2031-03-11T11:30", 1)):
        with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
            service.remind_of_bookmarks()
            portal.work()
        assert reminders(cast.neighbour) == expected, moment


def test_nobody_is_reminded_of_what_is_closed_to_her(portal: Portal, cast: Cast) -> None:
    ref = shared(cast)
    keep(cast.neighbour, ref, remind_on="2031-03-10")
    revision = find_case(cast.author.actor, ref.id).revision
    with transaction():
        cases.withdraw_case(cast.author.actor, ref.id, revision)
    with time_machine.travel(datetime(2031, 3, 12, tzinfo=UTC), tick=False):
        service.remind_of_bookmarks()
        portal.work()
    assert reminders(cast.neighbour) == 0
