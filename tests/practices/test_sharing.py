"""A practice from the empty form to a confirmed, compared and collected one."""

import re

from portal.foundation.database import db
from portal.practices.models import Practice, PracticeConfirmation, PracticeVersion
from tests.support.cast import Cast
from tests.support.portal import Portal
from tests.support.practices import DEFAULTS, draft, published, submitted

TEXT = DEFAULTS["texts"][0]


def _form(**changes: object) -> dict[str, object]:
    sent: dict[str, object] = {f"texts-0-{name}": value for name, value in TEXT.items() if name != "steps"}
    sent |= {f"texts-0-steps-{at}": step for at, step in enumerate(TEXT["steps"])}
    return sent | {"texts-0-state": "original", **changes}


def test_a_member_writes_a_practice_step_by_step_and_a_coordinator_publishes_it(portal: Portal, cast: Cast) -> None:
    author = portal.browser(cast.author)
    page = author.get("/practices/new")
    form_id = re.search(r'name="form_id" value="([0-9a-f]{32})"', page.text)
    assert form_id
    answer = author.post("/practices/new", _form(form_id=form_id[1]))
    assert answer.location == f"/practices/{form_id[1]}/edit/evidence"
    assert "look again" in author.get(answer.location).text
    revision = db.session.get_one(Practice, form_id[1]).revision
    sent = {
        "revision": revision,
        "sources-0": "Instruction 4",
        "regions": "sahel",
        "repeated-0": "ML",
    }
    answer = author.post(answer.location, sent)
    assert answer.location == f"/practices/{form_id[1]}/edit/audience"
    revision = db.session.get_one(Practice, form_id[1]).revision
    answer = author.post(answer.location, {"revision": revision, "mark": "GREEN"})
    assert answer.location == f"/practices/{form_id[1]}/submit"
    assert "8 members" in author.get(answer.location).text
    revision = db.session.get_one(Practice, form_id[1]).revision
    answer = author.post(answer.location, {"revision": revision})
    number = db.session.get_one(Practice, form_id[1]).number
    assert number and re.fullmatch(r"P-NER-\d{4}-001", number)
    assert portal.browser(cast.outsider).get(f"/practices/{number}").status_code == 404
    coordinator = portal.browser(cast.coordinator)
    assert number in coordinator.get("/review").text
    revision = db.session.get_one(Practice, form_id[1]).revision
    assert coordinator.get(f"/practices/{number}/review").status_code == 200
    answer = coordinator.post(f"/practices/{number}/review", {"revision": revision, "decision": "publish"})
    assert answer.location == "/review"
    shown = portal.browser(cast.outsider).get(f"/practices/{number}")
    assert shown.status_code == 200 and "Light from the side." in shown.text and "Documented" in shown.text


def test_the_same_form_sent_ten_times_makes_one_practice(portal: Portal, cast: Cast) -> None:
    author = portal.browser(cast.author)
    author.get("/practices/new")
    answers = {author.post("/practices/new", _form(form_id="0" * 31 + "1")).location for _ in range(10)}
    assert answers == {f"/practices/{'0' * 31}1/edit/evidence"}
    assert db.session.query(Practice).count() == db.session.query(PracticeVersion).count() == 1


def test_another_rows_button_adds_a_step_and_keeps_what_was_typed(portal: Portal, cast: Cast) -> None:
    author = portal.browser(cast.author)
    author.get("/practices/new")
    page = author.post("/practices/new", _form(**{"add-texts-0-steps": "1"}))
    assert page.status_code == 200 and "texts-0-steps-2" in page.text and TEXT["problem"] in page.text


def test_a_second_editor_is_shown_both_texts(portal: Portal, cast: Cast) -> None:
    practice = draft(cast.author.actor)
    place, old = f"/practices/{practice.id}/edit/texts", practice.revision
    author = portal.browser(cast.author)
    author.get(place)
    assert author.post(place, _form(revision=old, **{"texts-0-result": "Ten of ten."})).status_code == 302
    answer = author.post(place, _form(revision=old, **{"texts-0-result": "Eight of ten."}))
    assert answer.status_code == 409 and "<del>Ten </del>" in answer.text and "<ins>Eight </ins>" in answer.text


def test_a_returned_practice_tells_its_author_what_to_change(portal: Portal, cast: Cast) -> None:
    practice = submitted(cast.author.actor)
    coordinator = portal.browser(cast.coordinator)
    coordinator.get("/review")
    sent = {"revision": practice.revision, "decision": "return", "remarks": ""}
    place = f"/practices/{practice.id}"
    assert coordinator.post(f"{place}/review", sent).status_code == 422
    assert coordinator.post(f"{place}/review", {**sent, "remarks": "Name the law."}).status_code == 302
    assert "Name the law." in portal.browser(cast.author).get(place).text
    assert coordinator.get(place).status_code == 404


def test_a_withdrawn_practice_is_gone_from_page_list_and_search(portal: Portal, cast: Cast) -> None:
    practice = published(cast.author.actor, cast.coordinator.actor)
    place, revision, practice_id = f"/practices/{practice.id}", practice.revision, practice.id
    portal.work()
    reader, author = portal.browser(cast.outsider), portal.browser(cast.author)
    assert "Photograph" in reader.get("/practices").text and "Photograph" in reader.get("/search?q=cleaning").text
    assert author.get(f"{place}/withdraw").status_code == 200
    assert author.post(f"{place}/withdraw", {"revision": revision, "reason": "Old."}).status_code == 302
    portal.work()
    assert reader.get(place).status_code == 404
    for path in ("/practices", "/search?q=cleaning"):
        assert "Photograph" not in reader.get(path).text
    revision = db.session.get_one(Practice, practice_id).revision
    assert author.post(f"{place}/reopen", {"revision": revision}).location.endswith("-001")


def test_every_version_is_kept_and_shown_beside_the_one_before(portal: Portal, cast: Cast) -> None:
    practice = draft(cast.author.actor)
    author = portal.browser(cast.author)
    place = f"/practices/{practice.id}"
    author.get(f"{place}/edit/texts")
    author.post(f"{place}/edit/texts", _form(revision=practice.revision, **{"texts-0-failed": "Nothing failed."}))
    assert "Version 2" in author.get(f"{place}/versions").text
    assert "<ins>Nothing " in author.get(f"{place}/versions/2").text
    assert author.get(f"{place}/versions/9").status_code == 404


def test_a_reader_confirms_and_the_page_sums_up_by_country(portal: Portal, cast: Cast) -> None:
    practice = published(cast.author.actor, cast.coordinator.actor)
    place = f"/practices/{practice.id}"
    for person, answer in ((cast.neighbour, "worked"), (cast.outsider, "did-not")):
        browser = portal.browser(person)
        assert 'id="confirm"' in browser.get(place).text
        sent = {"answer": answer, "context": f"As **seen** by {person.name}."}
        assert browser.post(f"{place}/confirm", sent).status_code == 302
    page = portal.browser(cast.colleague).get(place).text
    assert "Worked in 1 country, did not in 1" in page and "<strong>seen</strong> by Outsider" in page
    assert portal.browser(cast.author).post(f"{place}/confirm", {"answer": "worked"}).status_code == 403


def test_who_changes_his_word_is_counted_once_and_the_earlier_word_is_kept(portal: Portal, cast: Cast) -> None:
    practice = published(cast.author.actor, cast.coordinator.actor)
    browser = portal.browser(cast.neighbour)
    place = f"/practices/{practice.id}"
    browser.get(place)
    for answer, context in (("worked", "At first."), ("worked", "At first."), ("did-not", "In the end.")):
        browser.post(f"{place}/confirm", {"answer": answer, "context": context})
    assert db.session.query(PracticeConfirmation).count() == 2
    page = browser.get(place).text
    assert "Did not work in 1 country" in page and "At first." in page and "In the end." in page


def test_two_practices_stand_side_by_side(portal: Portal, cast: Cast) -> None:
    first = published(cast.author.actor, cast.coordinator.actor)
    second = published(
        cast.colleague.actor, cast.coordinator.actor, title="Ask for the trace within a day", steps=["Ask."]
    )
    numbers = first.number, second.number
    browser = portal.browser(cast.outsider)
    page = browser.get(f"/practices/compare?a={numbers[0]}&b={numbers[1]}")
    assert page.status_code == 200
    assert "Photograph the marking" in page.text and "Ask for the trace" in page.text and "Ask." in page.text
    assert 'name="b"' in browser.get(f"/practices/compare?a={numbers[0]}").text


def test_a_hidden_practice_compares_like_an_unknown_one(portal: Portal, cast: Cast) -> None:
    shown = published(cast.author.actor, cast.coordinator.actor).number
    hidden = published(cast.author.actor, cast.coordinator.actor, mark="RED").number
    browser = portal.browser(cast.outsider)
    for other in (hidden, "P-NER-1999-001"):
        assert browser.get(f"/practices/compare?a={shown}&b={other}").status_code == 404


def test_lists_are_filtered_by_country_theme_language_and_evidence(portal: Portal, cast: Cast) -> None:
    published(cast.author.actor, cast.coordinator.actor, repeated=["BF"], themes=["tracing"], sources=["Report 1"])
    browser = portal.browser(cast.outsider)
    for found in ("country=BF", "region=sahel", "theme=tracing", "language=en", "grade=documented"):
        assert "Photograph" in browser.get(f"/practices?{found}").text, found
    for missed in ("country=RS", "region=south-america", "theme=homicide", "language=fr", "grade=told"):
        page = browser.get("/practices", query_string=dict([missed.split("=")]))
        assert page.status_code == 200 and "Photograph" not in page.text, missed
