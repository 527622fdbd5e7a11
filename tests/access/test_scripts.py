"""Nothing a member writes runs on any page that shows it."""

import json
from io import BytesIO

import pytest
from flask import Flask

from portal.cases import service
from portal.cases.content import CaseContent
from portal.cases.files import attach_file
from portal.cases.models import Case
from portal.cases.service import NewCase
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.ids import new_id
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.records import content_languages
from portal.foundation.richtext import render
from portal.members.models import Authority, Member, MemberSession
from tests.access.scripts import CORPUS, MARKER, running
from tests.support.cases import submitted
from tests.support.cast import Cast
from tests.support.portal import Browser, Portal

LANGUAGES = ("en", *[code for code in content_languages() if code != "en"][: len(CORPUS) - 1])
PROSE = ("abstract", "summary", "annex", "commentary", "outcome", "lessons", "difficulties")


def _content() -> CaseContent:
    """Every text of the corpus in every field that can hold it: one language, item, leg, person and source each."""
    texts = [
        {"language": language, "title": attack, **dict.fromkeys(PROSE, attack)}
        | {"state": "original" if language == "en" else "human"}
        for language, attack in zip(LANGUAGES, CORPUS, strict=True)
    ]
    items = [{"type": "pistol", **dict.fromkeys(("make", "model", "calibre", "serial"), attack)} for attack in CORPUS]
    charges = [{"charges": [dict.fromkeys(("charge", "law", "sentence"), attack)]} for attack in CORPUS]
    return CaseContent.model_validate(
        {
            "texts": texts,
            "countries": [{"code": "NE", "part": "seizure"}],
            "regions": ["sahel"],
            "items": items,
            "route": [{"from": attack, "to": attack, "by": "land"} for attack in CORPUS],
            "persons": charges,
            "sources": list(CORPUS),
            "marks": dict.fromkeys(("abstract", "summary", "annex"), "GREEN"),
        }
    )


@pytest.fixture
def case_id(app: Flask, cast: Cast) -> str:
    """A submitted case made of the corpus, with files named after it."""
    with transaction():
        case = service.create_case(cast.author.actor, NewCase(_content()))
        store = app.extensions["portal_files"]
        for attack in CORPUS[:20]:
            name, stream = f"{attack.replace('/', '_')}.txt", BytesIO(b"harmless")
            attach_file(cast.author.actor, store, case.id, layer="abstract", name=name, stream=stream, max_bytes=99)
    with transaction():
        service.submit_case(cast.author.actor, case.id, case.revision)
    return case.id


@pytest.fixture
def small_id(cast: Cast) -> str:
    """A submitted case with one text of the corpus."""
    return submitted(
        cast.author.actor, title=CORPUS[0], marks=dict.fromkeys(("abstract", "summary", "annex"), "GREEN")
    ).id


def _publish(cast: Cast, case_id: str) -> None:
    with transaction():
        service.publish_case(cast.coordinator.actor, case_id, db.session.get_one(Case, case_id).revision)


def _safe(browser: Browser, *paths: str) -> None:
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert MARKER in answer.text, f"{path} shows nothing of the corpus"
        assert not running(answer.text), path


def test_the_look_itself_sees_what_would_run() -> None:
    """A check that cannot fail proves nothing: shown raw, most of the corpus is caught."""
    seen = [attack for attack in CORPUS if running(f"<p>{attack}</p>")]
    assert len(seen) > 40
    assert not running('<p>harmless <a href="/cases">text</a></p>')


def test_markdown_of_the_corpus_cannot_run() -> None:
    for attack in CORPUS:
        assert not running(str(render(attack))), attack


def test_a_case_page_runs_nothing_in_any_of_its_languages(portal: Portal, cast: Cast, case_id: str) -> None:
    """Items, persons and sources once, with the first language; then the texts alone."""
    _publish(cast, case_id)
    browser = portal.browser(cast.author)
    _safe(browser, f"/cases/{case_id}")
    with transaction():
        row, lists = db.session.get_one(Case, case_id), ("items", "route", "persons", "sources")
        service.save_case(cast.author.actor, case_id, row.revision, dict.fromkeys(lists, ()))
    _safe(browser, *(f"/cases/{case_id}?language={language}" for language in LANGUAGES))


def test_single_lines_of_a_case_run_nothing(portal: Portal, cast: Cast, small_id: str) -> None:
    browser = portal.browser(cast.author)
    for attack in CORPUS:
        with transaction():
            row = db.session.get_one(Case, small_id)
            changes = dict.fromkeys(("court", "authority", "sherloc"), attack)
            service.save_case(cast.author.actor, small_id, row.revision, changes)
        _safe(browser, f"/cases/{small_id}")


def test_editing_comparing_and_reviewing_run_nothing(portal: Portal, cast: Cast, case_id: str) -> None:
    writer, coordinator = portal.browser(cast.author), portal.browser(cast.coordinator)
    place = f"/cases/{case_id}"
    _safe(writer, *(f"{place}/edit/{section}" for section in ("texts", "items", "persons", "cooperation")))
    _safe(writer, f"{place}/files", f"{place}/submit", f"{place}/versions", f"{place}/versions/1", f"{place}/withdraw")
    _safe(coordinator, "/review", f"{place}/review", f"{place}/review?language={LANGUAGES[9]}")


def test_the_page_of_a_conflict_runs_nothing(portal: Portal, cast: Cast, small_id: str) -> None:
    """What is stored and what was typed stand side by side; here both are of the corpus."""
    browser = portal.browser(cast.author)
    for attack in CORPUS:
        sent = {"revision": "1", "texts-0-language": "en", "texts-0-title": attack, "texts-0-summary": attack}
        answer = browser.post(f"/cases/{small_id}/edit/texts", sent)
        assert answer.status_code == 409
        assert not running(answer.text), attack


def test_a_form_given_back_runs_nothing(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.author)
    for attack in CORPUS:
        sent = {"texts-0-language": attack, "texts-0-title": attack, "texts-0-summary": attack, attack: attack}
        refused = browser.post("/cases/new", sent)
        assert refused.status_code == 422 and MARKER in refused.text
        held = browser.client.post("/cases/new", data=sent)
        assert held.status_code == 400 and MARKER in held.text
        assert not running(refused.text) and not running(held.text), attack


def test_results_and_lists_run_nothing(portal: Portal, cast: Cast, case_id: str) -> None:
    _publish(cast, case_id)
    portal.work()
    reader = portal.browser(cast.neighbour)
    _safe(reader, "/", "/cases", f"/search?q={MARKER}", f"/search?q={MARKER}&language=fr")
    answer = reader.get(f"/search/suggest?q={MARKER}")
    assert answer.mimetype == "application/json" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert MARKER in json.loads(answer.text)[0]["text"]
    found = reader.get(f"/api/v1/search?q={MARKER}", headers=portal.bearer(cast.neighbour)).get_json()
    snippets = [snippet["html"] for hit in found["hits"] for snippet in hit["snippets"]]
    assert snippets and not [running(html) for html in snippets if running(html)]


def test_what_is_asked_runs_nothing_where_it_is_repeated(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.administrator)
    for attack in CORPUS:
        for path, asked in (
            ("/search", {"q": attack, "country": attack, "not_offence": attack, "month": attack}),
            ("/members", {"q": attack, "country": attack}),
            ("/administration/audit", {"q": attack}),
        ):
            answer = browser.get(path, query_string=asked)
            assert answer.status_code == 200
            assert not running(answer.text), (path, attack)


def test_remarks_of_a_review_run_nothing(portal: Portal, cast: Cast, small_id: str) -> None:
    with transaction():
        row = db.session.get_one(Case, small_id)
        service.return_case(cast.coordinator.actor, small_id, row.revision, CORPUS[0])
    browser = portal.browser(cast.author)
    for attack in CORPUS:
        with transaction():
            db.session.get_one(Case, small_id).remarks = attack
        _safe(browser, "/", f"/cases/{small_id}")


def test_a_profile_runs_nothing_where_members_see_it(portal: Portal, cast: Cast) -> None:
    own, other = portal.browser(cast.author), portal.browser(cast.outsider)
    for attack in CORPUS:
        sent = {**dict.fromkeys(("name", "native_name", "expertise"), attack), "telephone": attack[:60]}
        own.post("/account", {**sent, "time_zone": "UTC"})
        _safe(own, "/account")
        _safe(other, f"/members/{cast.author.id}", "/members")


def test_what_others_set_up_runs_nothing_either(portal: Portal, cast: Cast) -> None:
    """Names of authorities, of devices, and reasons why work is parked."""
    with transaction():
        member = db.session.get_one(Member, cast.author.id)
        member.expertise = MARKER
        for attack in CORPUS:
            ends = clock.now().replace(year=clock.now().year + 1)
            db.session.add(MemberSession(id=new_id(), member_id=member.id, expires_at=ends, user_agent=attack))
            db.session.add(OutboxRow(topic="index", key=f"case:{attack}"[:120], parked_reason=attack))
    administrator, own = portal.browser(cast.administrator), portal.browser(cast.author)
    _safe(administrator, "/administration")
    _safe(own, "/account/sessions")
    for attack in CORPUS:
        with transaction():
            db.session.get_one(Authority, cast.author.actor.authority).name = attack
        _safe(own, "/account", "/members", f"/members/{cast.author.id}")


def test_our_own_script_puts_no_text_into_a_page_as_markup(app: Flask) -> None:
    from portal.app import resource

    ours = (resource("static") / "js").glob("**/*.js")
    banned = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "createContextualFragment",
    )
    used = [(path.name, word) for path in ours for word in banned if word in path.read_text(encoding="utf-8")]
    assert not used
