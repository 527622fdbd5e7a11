"""The title of a hidden case stands nowhere: in no address, no heading, no trail, no mail and no file name."""

import email
import re
from email import policy

import pytest
from flask import Flask

from portal.cases import service
from portal.cases.models import Case
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.refs import Ref, describe
from tests.access.planted import MARKED, advance, plant, plant_all
from tests.access.rule import LAYERS
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.portal import Portal


def test_another_case_names_its_related_cases_to_those_alone_who_read_them(portal: Portal, cast: Cast) -> None:
    marks = dict.fromkeys(LAYERS, "RED")
    hidden = published(cast.author.actor, cast.coordinator.actor, title="Hidden matter", marks=marks)
    number, hidden_id = str(hidden.number), hidden.id
    open_marks = dict.fromkeys(LAYERS, "GREEN")
    told = published(cast.author.actor, cast.coordinator.actor, related=[number], marks=open_marks, title="Open matter")
    path = f"/cases/{told.id}"
    assert "Hidden matter" in portal.browser(cast.author).get(path).text
    for person in (cast.outsider, cast.administrator, cast.colleague):
        page = portal.browser(person).get(path)
        assert "Open matter" in page.text
        assert all(word not in page.text for word in ("Hidden matter", number, hidden_id)), person.name


def test_what_others_may_say_of_a_case_is_asked_with_the_readers_rights(portal: Portal, cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor, marks=dict.fromkeys(LAYERS, "RED"))
    ref = Ref("case", case.id)
    described = describe(cast.author.actor, ref)
    assert described and described.title == "Pistols in a spare wheel"
    assert [describe(person.actor, ref) for person in (cast.outsider, cast.administrator, cast.visitor)] == [None] * 3
    assert describe(cast.author.actor, Ref("case", "0" * 32)) is None


def test_after_an_act_that_ends_his_right_the_coordinator_is_not_led_to_the_case(portal: Portal, cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor, title="Hidden matter")
    browser = portal.browser(cast.coordinator)
    browser.get(f"/cases/{case.id}/withdraw")
    answer = browser.post(f"/cases/{case.id}/withdraw", {"revision": str(case.revision)})
    assert answer.location == "/cases"
    assert "Hidden matter" not in browser.get("/cases").text


def test_a_stranger_is_led_to_the_sign_in_page_without_a_word_of_the_case(portal: Portal, cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor, title="Hidden matter")
    for place in ("", "/edit/texts", "/versions", "/files", "/withdraw"):
        answer = portal.browser().get(f"/cases/{case.id}{place}", follow_redirects=True)
        assert "Hidden matter" not in answer.text


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:1"]
)
def test_nobody_is_led_off_the_portal_after_signing_in(portal: Portal, cast: Cast, address: str) -> None:
    from tests.support.cast import PASSWORD

    browser = portal.browser()
    browser.get("/sign-in")
    sent = {"email": cast.author.email, "password": PASSWORD}
    answer = browser.post("/sign-in", sent, query_string={"next": address})
    assert answer.location == "/"


def _mails(portal: Portal) -> str:
    folder = portal.app.extensions["portal_settings"].data_dir / "mail"
    letters = [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    return "\n".join(f"{letter['Subject']}\n{letter.get_content()}" for letter in letters)


def test_no_mail_and_no_audit_row_holds_a_word_of_a_case(app: Flask, portal: Portal, cast: Cast) -> None:
    planted = plant_all(app, cast)
    portal.work()
    words = [word for case in planted for layer in case.words.values() for word in (*layer, *case.writers)]
    kept = _mails(portal) + "\n".join(f"{row.detail}" for row in db.session.scalars(db.select(AuditRow)))
    assert "NER-" in kept
    assert not [word for word in words if word in kept]


def test_no_row_that_waits_for_the_worker_holds_a_word_of_a_case(app: Flask, cast: Cast) -> None:
    from portal.foundation.outbox.models import OutboxRow

    planted = plant_all(app, cast)
    kept = "\n".join(f"{row.key} {row.payload}" for row in db.session.scalars(db.select(OutboxRow)))
    assert kept
    assert not [word for case in planted for layer in case.words.values() for word in layer if word in kept]


def test_a_file_is_named_with_its_mark_and_given_out_as_what_cannot_run(app: Flask, portal: Portal, cast: Cast) -> None:
    case = advance(cast, plant(app, cast, "green", MARKED["green"]), "published")
    browser = portal.browser(cast.author)
    expected = {"abstract": "GREEN", "summary": "AMBER", "annex": "RED"}
    for file in case.row.files:
        answer = browser.get(f"/cases/{case.id}/files/{file.id}")
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment;") and f"TLP-{expected[file.layer]} " in disposition
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_number_of_a_case_tells_country_year_and_order_alone(cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor, title="Hidden matter")
    assert re.fullmatch(r"NER-\d{4}-001", str(case.number))


def test_a_text_taken_out_before_widening_stays_unreadable_to_the_new_readers(portal: Portal, cast: Cast) -> None:
    case = published(
        cast.author.actor,
        cast.coordinator.actor,
        title="Hidden matter",
        marks=dict.fromkeys(LAYERS, "RED"),
    )
    case_id = case.id
    cleaned = [{"language": "en", "title": "Cleaned matter", "summary": "Told."}]
    for changes in ({"texts": cleaned}, {"marks": dict.fromkeys(LAYERS, "CLEAR")}):
        with transaction():
            revision = db.session.get_one(Case, case_id).revision
            service.save_case(cast.author.actor, case_id, revision, changes, confirm_widening=True)
    portal.work()
    browser = portal.browser(cast.outsider)
    assert "Cleaned matter" in browser.get(f"/cases/{case_id}").text
    for path in (f"/cases/{case_id}", "/search?q=hidden", "/search/suggest?q=hid", "/cases", "/"):
        assert "Hidden matter" not in browser.get(path).text
    for place in ("versions", "versions/1", "versions/2"):
        assert browser.get(f"/cases/{case_id}/{place}").status_code == 404
