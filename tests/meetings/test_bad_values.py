"""Whatever is typed into the forms of a meeting is kept, judged and answered beside its field."""

import io
from typing import Any

import pytest
from flask import Flask

from portal.meetings import documents, queries
from tests.support.cast import Cast
from tests.support.meetings import announced, draft, paper
from tests.support.portal import Portal

FINE = {
    "title": "A meeting",
    "language": "en",
    "form": "regional",
    "regions": "sahel",
    "countries-0": "NE",
    "place": "Dakar",
    "country": "SN",
    "time_zone": "Africa/Dakar",
    "starts": "2031-03-04",
    "ends": "2031-03-05",
    "qualifier": "about",
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 301),
        ("title", "a\x00b"),
        ("title", "a\u202eb"),
        ("language", "elvish"),
        ("purpose", "x" * 20_001),
        ("purpose", "br\ufffdken"),
        ("form", "dinner"),
        ("regions", "atlantis"),
        ("countries-0", "XX"),
        ("place", "x" * 301),
        ("country", "XX"),
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", "EST5EDT"),
        ("time_zone", "../../etc/passwd"),
        ("starts", "2031-02-30"),
        ("starts", "in spring"),
        ("ends", "2031-03-03"),
        ("ends", "1731-03-03"),
        ("languages", "en elvish"),
        ("participants", "many"),
        ("participants", "-1"),
        ("participants", "²"),
        ("participants", "9" * 5000),
        ("qualifier", "some"),
        ("participants_note", "x" * 301),
        ("series", "Two Words"),
        ("series", "x" * 81),
        ("earlier", "M-1999-001"),
        ("earlier", "a\x00b"),
        ("themes", "no-such-concept"),
        ("themes", "x" * 200),
    ],
)
def test_bad_values_of_a_meeting_are_named_beside_their_field(
    portal: Portal, cast: Cast, field: str, value: Any
) -> None:
    browser = portal.browser(cast.coordinator)
    browser.get("/meetings/new")
    answer = browser.post("/meetings/new", {**FINE, field: value})
    assert answer.status_code == 422, answer.location
    assert f'id="{field}-error"' in answer.text
    assert not queries.list_meetings(cast.coordinator.actor, "own", "2031-01-01").total
    assert 'selected value="Africa/Dakar"' in answer.text or field == "time_zone", "what was typed is kept"


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"mark": "PURPLE"}, "mark"),
        ({"mark": "AMBER"}, "audience-regions"),
        ({"mark": "GREEN", "minutes_mark": "CLEAR"}, "minutes_mark"),
        ({"mark": "RED", "audience-members": "nobody@portal.example"}, "audience-members"),
        ({"mark": "RED", "audience-members": "suspended@portal.example"}, "audience-members"),
        ({"mark": "GREEN", "organizers": "nobody@portal.example"}, "organizers"),
        ({"mark": "GREEN", "audience-countries-0": "XX"}, "audience-countries-0"),
        ({"mark": "CLEAR"}, "confirm_widening"),
        ({"mark": ""}, "mark"),
    ],
)
def test_bad_audiences_are_named_beside_their_field(
    portal: Portal, cast: Cast, sent: dict[str, str], place: str
) -> None:
    meeting = announced(cast.coordinator.actor)
    browser = portal.browser(cast.coordinator)
    browser.get(f"/meetings/{meeting.id}/audience")
    answer = browser.post(f"/meetings/{meeting.id}/audience", {"revision": str(meeting.revision), **sent})
    assert answer.status_code == 422 and f'id="{place}-error"' in answer.text


def test_an_older_page_saves_nothing_over_a_newer_one(portal: Portal, cast: Cast) -> None:
    meeting = draft(cast.coordinator.actor)
    browser = portal.browser(cast.coordinator)
    for wrong in ("0", "", "²", "9" * 40, "-1"):
        for page in ("edit", "audience", "move"):
            browser.get(f"/meetings/{meeting.id}/{page}")
            sent = {**FINE, "mark": "GREEN", "status": "announced", "revision": wrong}
            assert browser.post(f"/meetings/{meeting.id}/{page}", sent).status_code == 409, (page, wrong)
    answer = browser.post(f"/meetings/{meeting.id}/edit", {**FINE, "title": "Mine", "revision": "0"})
    assert "Somebody else saved this meeting meanwhile" in answer.text and 'value="Mine"' in answer.text


@pytest.mark.parametrize("status", ["held", "", "x" * 100, "a\x00b"])
def test_a_step_that_is_none_is_refused(portal: Portal, cast: Cast, status: str) -> None:
    meeting = draft(cast.coordinator.actor)
    browser = portal.browser(cast.coordinator)
    browser.get(f"/meetings/{meeting.id}/move")
    sent = {"status": status, "revision": str(meeting.revision)}
    assert browser.post(f"/meetings/{meeting.id}/move", sent).status_code == 403


@pytest.mark.parametrize(
    ("sent", "file", "place"),
    [
        ({}, ("a.exe", b"MZ"), "file"),
        ({}, ("a.pdf", b"not a pdf"), "file"),
        ({}, ("a.txt", b"<script>"), "file"),
        ({}, ("a.txt", b""), "file"),
        ({}, ("", b""), "file"),
        ({"mark": ""}, ("a.txt", b"words"), "mark"),
        ({"mark": "PURPLE"}, ("a.txt", b"words"), "mark"),
        ({"mark": "AMBER"}, ("a.txt", b"words"), "audience-regions"),
        ({"mark": "RED", "audience-members": "nobody@portal.example"}, ("a.txt", b"words"), "audience-members"),
        ({"title": "x" * 301}, ("a.txt", b"words"), "title"),
        ({"language": "elvish"}, ("a.txt", b"words"), "language"),
        ({"item_id": "0" * 32}, ("a.txt", b"words"), "item_id"),
        ({"item_id": "a\x00b"}, ("a.txt", b"words"), "item_id"),
    ],
)
def test_bad_papers_are_named_beside_their_field_and_not_kept(
    portal: Portal, cast: Cast, sent: dict[str, str], file: tuple[str, bytes], place: str
) -> None:
    meeting = announced(cast.coordinator.actor)
    browser = portal.browser(cast.coordinator)
    here = f"/meetings/{meeting.id}/documents"
    browser.get(here)
    given = {"title": "Paper", "mark": "GREEN", "language": "en", **sent, "file": (io.BytesIO(file[1]), file[0])}
    answer = browser.post(here, given)
    assert answer.status_code == 422 and f'id="{place}-error"' in answer.text
    assert not documents.list_documents(
        cast.coordinator.actor, queries.find_meeting(cast.coordinator.actor, here[10:42])
    )


def test_a_paper_changed_from_an_older_page_is_not_changed(app: Flask, portal: Portal, cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    made = paper(app, cast.coordinator.actor, meeting)
    here = f"/meetings/{meeting.id}/documents/{made.id}"
    browser = portal.browser(cast.coordinator)
    browser.get(f"{here}/edit")
    sent = {"title": "Other", "mark": "GREEN", "language": "en", "revision": "0"}
    assert browser.post(f"{here}/edit", {**sent, "file": (io.BytesIO(b"new"), "a.txt")}).status_code == 409
    assert browser.get(here).data == b"words"
    for version in ("0", "2", "-1", "²", "9" * 40, "a"):
        assert browser.get(f"{here}?version={version}").status_code in (200, 404)
