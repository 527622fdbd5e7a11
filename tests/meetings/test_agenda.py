"""The agenda: order, overlaps, limits, and two who change it at once."""

from time import perf_counter

import pytest
from flask import Flask

from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from portal.meetings import agenda, decisions, queries, service
from portal.meetings.models import Meeting
from portal.meetings.showing import read_page
from tests.benchmarks.statements import counted
from tests.support.cast import Cast
from tests.support.meetings import announced, draft, everything, item, paper, session
from tests.support.portal import Portal


def _titles(cast: Cast, meeting: Meeting) -> list[list[str]]:
    return [[row.title for row in each.items] for each in read_page(cast.coordinator.actor, meeting, "").sessions]


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    actor = cast.coordinator.actor
    made = draft(actor)
    first = session(actor, made)
    for title in "abcd":
        item(actor, made, first, title=title)
    session(actor, made, begins="13:00", ends="14:00", title="Afternoon")
    return made


def _ids(cast: Cast, meeting: Meeting) -> dict[str, str]:
    sessions = read_page(cast.coordinator.actor, meeting, "").sessions
    return {row.title: row.id for each in sessions for row in each.items} | {each.title: each.id for each in sessions}


def test_an_item_moved_to_another_number_shifts_the_others(cast: Cast, meeting: Meeting) -> None:
    ids = _ids(cast, meeting)
    for moved, number, expected in (("d", 2, "adbc"), ("a", 3, "dbac")):
        with transaction():
            agenda.arrange_items(
                cast.coordinator.actor, meeting.id, meeting.revision, {ids[moved]: (ids["Morning"], number)}
            )
        assert _titles(cast, meeting) == [list(expected), []]


def test_an_item_goes_over_to_the_session_beside_it(cast: Cast, meeting: Meeting) -> None:
    ids = _ids(cast, meeting)
    for item_id, step, expected in (
        (ids["d"], 1, ["abc", "d"]),
        (ids["c"], 1, ["ab", "cd"]),
        (ids["c"], -1, ["abc", "d"]),
    ):
        with transaction():
            agenda.shift_item(cast.coordinator.actor, meeting.id, item_id, step)
        assert _titles(cast, meeting) == [list(titles) for titles in expected]


def test_an_order_sent_from_an_older_page_is_noticed(cast: Cast, meeting: Meeting) -> None:
    ids, opened = _ids(cast, meeting), meeting.revision
    with transaction():
        agenda.shift_item(cast.coordinator.actor, meeting.id, ids["a"], 1)
    with pytest.raises(Conflict), transaction():
        agenda.arrange_items(cast.coordinator.actor, meeting.id, opened, {ids["a"]: (ids["Morning"], 4)})


def test_no_overlap_goes_unnoticed(cast: Cast, meeting: Meeting) -> None:
    actor = cast.coordinator.actor
    session(actor, meeting, title="Beside", begins="11:00", ends="12:00", room="B")
    assert not read_page(actor, meeting, "").warnings
    session(actor, meeting, title="Over", begins="11:30", ends="12:30", room="a")
    other = session(actor, meeting, title="Nowhere", begins="11:45", ends="12:00", room="")
    warnings = "\n".join(read_page(actor, meeting, "").warnings)
    assert "1. Morning” and “3. Over" in warnings and "2. Beside” and “4. Nowhere" in warnings
    assert "Beside” and “3. Over" not in warnings
    within = session(actor, meeting, day="2031-03-06", title="Late", begins="09:00", ends="09:30")
    for each in (within, other):
        item(actor, meeting, each, minutes="40", speaker="Somebody")
    warnings = "\n".join(read_page(actor, meeting, "").warnings)
    assert "Late” runs 10 minutes past its end" in warnings and "Late” lies outside the days" in warnings


def test_nobody_speaks_in_two_rooms_at_once_unnoticed(cast: Cast, meeting: Meeting) -> None:
    actor = cast.coordinator.actor
    beside = session(actor, meeting, title="Beside", room="B")
    morning = _ids(cast, meeting)["Morning"]
    item(actor, meeting, beside, speaker=cast.author.email)
    with transaction():
        agenda.save_item(actor, meeting.id, {"session_id": morning, "title": "e", "speaker": cast.author.email})
    assert not any("at the same time" in warning for warning in read_page(actor, meeting, "").warnings)
    ids = _ids(cast, meeting)
    with transaction():
        agenda.arrange_items(actor, meeting.id, meeting.revision, {ids["e"]: (morning, 1)})
    assert any("speaks at the same time in" in warning for warning in read_page(actor, meeting, "").warnings)


def test_an_agenda_of_four_hundred_items_takes_no_more_statements_than_one_of_four(portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor, series="sahel")
    within = session(actor, meeting)
    for number in range(4):
        item(actor, meeting, within, title=f"Item {number}", minutes="5", speaker=cast.author.email)
    readers = [portal.browser(person) for person in (cast.neighbour, cast.coordinator)]
    paths = ("/meetings/M-2031-001", "/meetings/M-2031-001/programme", "/meetings")

    def statements() -> list[int]:
        found = []
        for browser in readers:
            for path in paths:
                with counted(db.engine) as sent:
                    assert browser.get(path).status_code == 200
                found.append(len(sent))
        return found

    statements()
    few = statements()
    with transaction():
        for number in range(396):
            agenda.save_item(actor, meeting.id, {"session_id": within.id, "title": f"More {number}", "minutes": "1"})
    assert statements() == few
    assert max(few) <= 12
    began = perf_counter()
    page = readers[0].get(paths[0])
    assert page.text.count("<tr id=") == 400 and perf_counter() - began < 2


def test_more_than_an_agenda_can_hold_is_refused(cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "ITEMS_MAX", 4)
    monkeypatch.setattr(agenda, "SESSIONS_MAX", 2)
    within = _ids(cast, meeting)["Afternoon"]
    with pytest.raises(Invalid, match="already"), transaction():
        agenda.save_item(cast.coordinator.actor, meeting.id, {"session_id": within, "title": "One more"})
    with pytest.raises(Invalid, match="already"):
        session(cast.coordinator.actor, meeting)


def test_nobody_but_organizers_changes_an_agenda_and_none_of_another_meeting(cast: Cast, meeting: Meeting) -> None:
    ids = _ids(cast, meeting)
    other = announced(cast.coordinator.actor)
    with pytest.raises(NotFound), transaction():
        agenda.remove_item(cast.author.actor, meeting.id, ids["a"])
    with pytest.raises(Refused), transaction():
        agenda.remove_item(cast.author.actor, other.id, ids["a"])
    with pytest.raises(NotFound), transaction():
        agenda.remove_item(cast.coordinator.actor, other.id, ids["a"])
    with pytest.raises(NotFound), transaction():
        agenda.remove_session(cast.coordinator.actor, other.id, ids["Morning"])
    with pytest.raises(Invalid), transaction():
        agenda.save_item(cast.coordinator.actor, other.id, {"session_id": ids["Morning"], "title": "x"})
    with pytest.raises(Invalid), transaction():
        agenda.arrange_items(cast.coordinator.actor, meeting.id, meeting.revision, {ids["a"]: ("0" * 32, 1)})


def test_removing_a_session_removes_its_items(cast: Cast, meeting: Meeting) -> None:
    with transaction():
        agenda.remove_session(cast.coordinator.actor, meeting.id, _ids(cast, meeting)["Morning"])
    assert _titles(cast, meeting) == [[]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 301),
        ("title", "a\x00b"),
        ("title", "a\u202eb"),
        ("kind", "dinner"),
        ("minutes", "0"),
        ("minutes", "1441"),
        ("minutes", "²"),
        ("minutes", ""),
        ("minutes", "9" * 400),
        ("language", "elvish"),
        ("note", "x" * 20_001),
        ("asks", "money"),
        ("asks", "case"),
        ("speaker", "nobody@portal.example"),
        ("speaker", "suspended@portal.example"),
        ("speaker", "x" * 301),
        ("session_id", "0" * 32),
        ("session_id", "a\x00b"),
    ],
)
def test_bad_values_of_an_item_are_named_beside_their_field(
    portal: Portal, cast: Cast, meeting: Meeting, field: str, value: str
) -> None:
    within = _ids(cast, meeting)["Afternoon"]
    browser = portal.browser(cast.coordinator)
    browser.get(f"/meetings/{meeting.id}/agenda/items/new")
    given = {"session_id": within, "title": "Fine", "minutes": "5", "kind": "item", field: value}
    answer = browser.post(f"/meetings/{meeting.id}/agenda/items/new", given)
    assert answer.status_code == 422
    place = "speaker" if (field, value) == ("asks", "case") else field
    assert f'id="{place}-error"' in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2031-02-30"),
        ("day", "tomorrow"),
        ("day", "0001-01-01"),
        ("day", "9999-12-31"),
        ("day", "２０３１-03-04"),
        ("begins", "25:00"),
        ("begins", ""),
        ("ends", "12:60"),
        ("title", "x" * 301),
        ("room", "a\x00b"),
    ],
)
def test_bad_values_of_a_session_are_named_beside_their_field(
    portal: Portal, cast: Cast, meeting: Meeting, field: str, value: str
) -> None:
    browser = portal.browser(cast.coordinator)
    browser.get(f"/meetings/{meeting.id}/agenda/sessions/new")
    given = {"day": "2031-03-04", "begins": "09:00", "ends": "10:00", field: value}
    answer = browser.post(f"/meetings/{meeting.id}/agenda/sessions/new", given)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text


def test_papers_decisions_and_cases_add_no_statement_however_many(app: Flask, portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    announced(actor, series="sahel", starts="2030-01-01", ends="")
    everything(app, cast)
    found = queries.find_meeting(actor, "M-2031-001")
    with transaction():
        service.save_meeting(actor, found.id, found.revision, {"series": "sahel"})
    portal.work()
    readers = [portal.browser(person) for person in (cast.author, cast.coordinator, cast.outsider)]

    def statements() -> list[int]:
        sizes = []
        for browser in readers:
            with counted(db.engine) as sent:
                assert browser.get("/meetings/M-2031-001").status_code == 200
            sizes.append(len(sent))
        return sizes

    statements()
    few = statements()
    for _again in range(9):
        meeting = queries.find_meeting(actor, "M-2031-001")
        within = session(actor, meeting)
        talk = item(actor, meeting, within, speaker=cast.author.email, asks="case")
        paper(app, actor, meeting, item_id=talk.id)
        with transaction():
            decisions.add_decision(actor, meeting.id, {"text": "More.", "assignee": cast.author.email})
        portal.work()
    assert statements() == few
    assert max(few) <= 12, few
