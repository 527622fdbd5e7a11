"""What belongs to one member is out of reach for another who knows its id."""

from io import BytesIO

from flask import Flask

from portal.cases.models import Case, CaseFile
from portal.foundation.database import db
from portal.members.models import MemberSession
from tests.access.answers import addresses, state
from tests.access.planted import MARKED, Planted, advance, plant
from tests.support.cases import draft
from tests.support.cast import Cast
from tests.support.portal import Portal

SENT = {"revision": "2", "texts-0-language": "en", "texts-0-title": "Taken over", "layer": "abstract"}


def _values(case: Planted, file_id: str) -> dict[str, str]:
    return {"reference": case.id, "cases.edit:section": "texts", "file_id": file_id, "number": "1", "row_id": "1"} | {
        "handle": "none",
        "member_id": "none",
        "code": "NE",
        "probe": "live",
        "key": "homicide",
        "form": "csv",
        "about.show:section": "marks",
        "practices.edit:section": "texts",
    }


def test_a_draft_of_another_is_out_of_reach_by_every_route(app: Flask, portal: Portal, cast: Cast) -> None:
    case = plant(app, cast, "draft", MARKED["green"])
    values = _values(case, case.row.files[0].id)
    browser = portal.browser(cast.colleague)
    before = state()
    for method in ("GET", "POST"):
        for path in (path for path in addresses(app, method, values) if case.id in path):
            answer = browser.get(path) if method == "GET" else browser.post(path, SENT)
            assert answer.status_code == 404, (method, path)
    assert state() == before


def test_the_id_of_anothers_draft_makes_no_case_and_changes_none(portal: Portal, cast: Cast) -> None:
    case = draft(cast.author.actor)
    browser = portal.browser(cast.colleague)
    browser.get("/cases/new")
    before = state()
    sent = {"form_id": case.id, "texts-0-language": "en", "texts-0-title": "Taken over"}
    assert browser.post("/cases/new", sent).status_code == 404
    assert state() == before


def test_the_same_form_sent_again_shows_its_own_case(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.author)
    browser.get("/cases/new")
    sent = {"form_id": "0" * 31 + "1", "texts-0-language": "en", "texts-0-title": "Once"}
    answers = [browser.post("/cases/new", sent) for _ in range(3)]
    assert {answer.location for answer in answers} == {f"/cases/{sent['form_id']}/edit/facts"}
    assert db.session.query(Case).count() == 1


def test_a_session_of_another_is_neither_listed_nor_ended(portal: Portal, cast: Cast) -> None:
    theirs = portal.browser(cast.author)
    handle = db.session.scalars(db.select(MemberSession.handle)).one()
    browser = portal.browser(cast.colleague)
    assert handle not in browser.get("/account/sessions").text
    before = state()
    assert browser.post(f"/account/sessions/{handle}/end").status_code == 404
    assert state() == before
    assert theirs.get("/account").status_code == 200


def test_a_file_is_reached_through_its_own_case_alone(app: Flask, portal: Portal, cast: Cast) -> None:
    """A case of one's own is no way to the files of another's."""
    theirs = plant(app, cast, "draft", MARKED["green"])
    own = draft(cast.colleague.actor)
    browser = portal.browser(cast.colleague)
    browser.get(f"/cases/{own.id}/files")
    before = state()
    for file in theirs.row.files:
        assert browser.get(f"/cases/{own.id}/files/{file.id}").status_code == 404
        assert browser.post(f"/cases/{own.id}/files/{file.id}/remove").status_code == 404
    assert state() == before


def test_a_file_is_attached_to_no_case_of_another(app: Flask, portal: Portal, cast: Cast) -> None:
    case = advance(cast, plant(app, cast, "green", MARKED["green"]), "published")
    kept = db.session.query(CaseFile).count()
    for person in (cast.colleague, cast.coordinator, cast.administrator):
        browser = portal.browser(person)
        browser.get("/account")
        sent = {"layer": "abstract", "file": (BytesIO(b"planted"), "planted.txt")}
        assert browser.post(f"/cases/{case.id}/files", sent).status_code in (403, 404)
    assert db.session.query(CaseFile).count() == kept


def test_a_version_is_reached_by_writers_of_its_case_alone(app: Flask, portal: Portal, cast: Cast) -> None:
    """Whoever reads the whole case today reads none of what it was."""
    case = advance(cast, plant(app, cast, "clear", ("CLEAR", "CLEAR", "CLEAR")), "published")
    for person in (cast.colleague, cast.coordinator, cast.administrator, cast.outsider):
        browser = portal.browser(person)
        for place in ("versions", "versions/1", "versions/1?against=0", "versions/99"):
            assert browser.get(f"/cases/{case.id}/{place}").status_code == 404
    writer = portal.browser(cast.author)
    assert writer.get(f"/cases/{case.id}/versions/1").status_code == 200
    assert writer.get(f"/cases/{case.id}/versions/99").status_code == 404


def test_an_editor_writes_but_neither_widens_nor_gives_away(app: Flask, portal: Portal, cast: Cast) -> None:
    from portal.cases import service
    from portal.foundation.database import transaction

    case = draft(cast.author.actor)
    with transaction():
        case = service.set_editors(cast.author.actor, case.id, case.revision, {cast.colleague.id})
    case_id, revision = case.id, str(case.revision)
    browser = portal.browser(cast.colleague)
    assert browser.get(f"/cases/{case_id}/edit/texts").status_code == 200
    before = state()
    sent = {"revision": revision, "marks-abstract": "CLEAR", "editors": cast.outsider.email}
    assert browser.get(f"/cases/{case_id}/edit/audience").status_code == 403
    assert browser.post(f"/cases/{case_id}/edit/audience", sent).status_code == 403
    assert state() == before


def test_the_profile_of_another_is_edited_by_no_address(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.colleague)
    before = state()
    for path in (f"/members/{cast.author.id}", f"/account/{cast.author.id}", f"/account?id={cast.author.id}"):
        answer = browser.post(path, {"name": ""})
        assert answer.status_code in (404, 405, 422), path
    assert state() == before
