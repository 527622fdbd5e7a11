"""Registration as people use it: on the meeting's page, at the organizer's desk, at the door, on paper."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from portal.foundation.database import db, transaction
from portal.meetings.registration import service, visa
from portal.meetings.registration.models import Registration, RegistrationDesk
from tests.support.cast import Cast
from tests.support.meetings import announced, moved
from tests.support.portal import Portal
from tests.support.registration import delegate, opened, registered

HERE = "/meetings/M-2031-001"
SETTINGS = {
    "revision": "0",
    "who": "members",
    "places": "2",
    "listed": "participants",
    "languages": "fr ar",
    "observers": "y",
    "questions-0-kind": "choice",
    "questions-0-label": "Meal",
    "questions-0-choices": "fish\nrice",
    "questions-0-required": "y",
    "retain_until": "2031-06-01",
    "video_link": "https://video.example/room",
    "visa_letters": "y",
}


def test_an_organizer_opens_registration_and_a_member_registers(portal: Portal, cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    organizer, author = portal.browser(cast.coordinator), portal.browser(cast.author)
    assert "How one registers" in organizer.get(HERE).text
    assert 'id="registration"' not in author.get(HERE).text, "there is no desk yet"
    assert organizer.get(f"{HERE}/registration").status_code == 200
    wrong = organizer.post(f"{HERE}/registration", {**SETTINGS, "places": "many"})
    assert wrong.status_code == 422 and 'value="many"' in wrong.text and "whole number" in wrong.text
    wrong = organizer.post(f"{HERE}/registration", {**SETTINGS, "retain_until": ""})
    assert wrong.status_code == 422 and "Say until when answers are kept" in wrong.text
    added = organizer.post(f"{HERE}/registration", {**SETTINGS, "add-questions": "1"})
    assert added.status_code == 200 and "questions-1-label" in added.text
    assert organizer.post(f"{HERE}/registration", SETTINGS).status_code == 302
    moved(cast.coordinator.actor, meeting, "registration")
    assert "video.example" not in author.get(HERE).text
    assert author.get(f"{HERE}/register").status_code == 200
    wrong = author.post(f"{HERE}/register", {"language": "fr", "q0": ""})
    assert wrong.status_code == 422 and "This is needed" in wrong.text
    assert author.post(f"{HERE}/register", {"language": "fr", "q0": "rice", "consent": "y"}).status_code == 302
    page = author.get(HERE).text
    assert "Approved" in page and "https://video.example/room" in page
    assert "rice" in author.get(f"{HERE}/register").text
    page = organizer.get(f"{HERE}/registrations").text
    assert "Author" in page and "French" in page and "rice" in page and "1 of 2 places taken" in page
    assert "Author" in author.get(f"{HERE}/participants").text
    assert portal.browser(cast.outsider).get(f"{HERE}/participants").status_code == 404


def test_a_visitor_of_a_clear_meeting_sees_no_name_that_did_not_agree(portal: Portal, cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, {"mark": "CLEAR"}, listed="public", video_link="https://video.example/x")
    registered(cast.author.actor, meeting, consent=True)
    registered(cast.neighbour.actor, meeting)
    visitor = portal.browser()
    page = visitor.get(f"{HERE}/participants").text
    assert "Author" in page and "Neighbour" not in page and f"/members/{cast.author.id}" not in page
    page = visitor.get(HERE).text
    assert "video.example" not in page and "Registrations" not in page
    assert visitor.get(f"{HERE}/register").status_code == 302


def test_at_the_door_one_is_found_by_name_and_a_wrong_press_undone(portal: Portal, cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor)
    row = registered(cast.author.actor, meeting)
    registered(cast.neighbour.actor, meeting)
    key = row.id
    browser = portal.browser(cast.coordinator)
    page = browser.get(f"{HERE}/check-in?q=auth").text
    assert "Author" in page and "Neighbour" not in page
    answer = browser.post(f"/meetings/registrations/{key}/decide", {"act": "attend", "q": "auth"})
    assert answer.status_code == 302 and "check-in?q=auth" in answer.location
    assert "1 of 2 are here" in browser.get(f"{HERE}/check-in").text
    browser.post(f"/meetings/registrations/{key}/decide", {"act": "undo"})
    assert "0 of 2 are here" in browser.get(f"{HERE}/check-in").text
    assert "Nobody of this name" in browser.get(f"{HERE}/check-in?q=%00zz").text
    badges = browser.get(f"{HERE}/badges").text
    assert "Author" in badges and "Neighbour" in badges
    for path in ("check-in", "badges", "registrations", "registration", "letters", "evaluation/results"):
        assert portal.browser(cast.author).get(f"{HERE}/{path}").status_code == 403, path


def test_one_withdraws_a_colleague_one_registered(portal: Portal, cast: Cast) -> None:
    opened(cast.coordinator.actor)
    author = portal.browser(cast.author)
    assert "badge" in author.get(f"{HERE}/register?delegate=1").text
    assert author.post(f"{HERE}/register?delegate=1", {"name": "Aïcha", "head": "y"}).status_code == 302
    assert "Aïcha" in author.get(HERE).text and "Head of the delegation" in author.get(HERE).text
    key = db.session.scalars(select(Registration.id)).one()
    assert portal.browser(cast.colleague).post(f"/meetings/registrations/{key}/withdraw").status_code in (400, 404)
    assert author.post(f"/meetings/registrations/{key}/withdraw").status_code == 302
    assert "Withdrawn" in author.get(HERE).text


def test_the_letter_for_the_visa_is_a_page_and_a_pdf_whose_text_can_be_read(portal: Portal, cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, visa_letters=True)
    key = registered(cast.author.actor, meeting).id
    other = delegate(cast.author.actor, meeting, "عائشة عمر").id
    author = portal.browser(cast.author)
    here = f"/meetings/registrations/{key}/visa"
    assert "As PDF" in author.get(here).text
    answer = author.get(f"{here}?pdf=1")
    assert answer.mimetype == "application/pdf"
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert "Author" in text and "Prosecutors of the Sahel in Dakar" in text and "Parquet de Niamey" in text
    other_here = f"/meetings/registrations/{other}/visa"
    assert "عائشة" in author.get(other_here).text
    arabic = author.get(f"{other_here}?pdf=1", headers={"Accept-Language": "ar"}).data
    assert "عائشة عمر" in PdfReader(io.BytesIO(arabic)).pages[0].extract_text()
    assert portal.browser(cast.neighbour).get(here).status_code == 404
    with transaction():
        service.withdraw(cast.author.actor, key)
    assert author.get(here).status_code == 404


def test_without_the_pdf_extra_the_page_is_offered_and_says_so(
    portal: Portal, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = opened(cast.coordinator.actor, visa_letters=True)
    key = registered(cast.author.actor, meeting).id
    monkeypatch.setattr(visa, "_printer", lambda: None)
    answer = portal.browser(cast.author).get(f"/meetings/registrations/{key}/visa?pdf=1")
    assert answer.mimetype == "text/html" and "makes no PDF" in answer.text


def test_a_meeting_is_cancelled_by_its_organizer(portal: Portal, cast: Cast) -> None:
    opened(cast.coordinator.actor)
    browser = portal.browser(cast.coordinator)
    assert "they are told again" in browser.get(f"{HERE}/cancel").text
    assert browser.post(f"{HERE}/cancel").status_code == 302
    assert "This meeting is cancelled." in portal.browser(cast.author).get(HERE).text
    assert db.session.scalars(select(RegistrationDesk)).one().cancelled_at
    assert "Cancelled" in portal.browser(cast.author).get("/meetings").text
    browser.get(f"{HERE}/registration")
    assert browser.post(f"{HERE}/restore").status_code == 302
    assert "This meeting is cancelled." not in portal.browser(cast.author).get(HERE).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_exist_and_what_is_not_ones_own_look_the_same(portal: Portal, cast: Cast, method: str) -> None:
    about: dict[str, Any] = {"mark": "AMBER", "audience": {"regions": ["sahel"]}}
    meeting = opened(cast.coordinator.actor, about)
    key = registered(cast.author.actor, meeting).id
    outsider = portal.browser(cast.outsider)
    for path in ("register", "registration", "letters", "evaluation"):
        assert getattr(outsider, method)(f"{HERE}/{path}").status_code == 404, path
    if method == "get":
        for path in ("participants", "messages", "registrations", "check-in", "badges", "calendar.ics"):
            assert outsider.get(f"{HERE}/{path}").status_code == 404, path
        assert outsider.get(f"/meetings/registrations/{key}/visa").status_code == 404
    else:
        for path in (f"registrations/{key}/withdraw", f"registrations/{key}/decide", "M-2031-001/cancel"):
            assert outsider.post(f"/meetings/{path}").status_code == 404, path
