"""The pages of a meeting as its organizer and its readers use them."""

import io
import zipfile

from sqlalchemy import select

from portal.foundation.audit import AuditRow
from portal.foundation.database import db
from tests.support.cast import Cast
from tests.support.meetings import announced, draft, item, session
from tests.support.portal import Browser, Portal


def test_an_organizer_works_on_the_agenda_by_its_pages(portal: Portal, cast: Cast) -> None:
    meeting = draft(cast.coordinator.actor)
    here = f"/meetings/{meeting.id}"
    browser = portal.browser(cast.coordinator)
    assert "There is no session yet" in browser.get(f"{here}/agenda").text
    browser.get(f"{here}/agenda/sessions/new")
    given = {"title": "Morning", "day": "2031-03-04", "begins": "9:00", "ends": "10:00", "room": "A"}
    assert browser.post(f"{here}/agenda/sessions/new", given).status_code == 302
    page = browser.get(f"{here}/agenda").text
    session_id = page.partition('data-session="')[2][:32]
    for title in ("Opening", "Tracing"):
        browser.get(f"{here}/agenda/items/new?session={session_id}")
        sent = {"session_id": session_id, "title": title, "minutes": "40", "kind": "item"}
        assert browser.post(f"{here}/agenda/items/new", sent).status_code == 302
    page = browser.get(here).text
    assert "runs 20 minutes past its end" in page
    assert page.index("09:00") < page.index("Opening") < page.index("09:40") < page.index("Tracing")
    second = browser.get(f"{here}/agenda").text.rpartition("data-item>")[0].rpartition('id="item-')[2][:32]
    browser.post(f"{here}/agenda/arrange", {"up": second})
    page = browser.get(here).text
    assert page.index("Tracing") < page.index("09:40") < page.index("Opening")
    assert browser.get(f"{here}/agenda/items/{second}").status_code == 200
    assert browser.get(f"{here}/agenda/sessions/{session_id}").status_code == 200
    assert browser.get(f"{here}/programme").status_code == 200


def _prepared(cast: Cast) -> str:
    """An announced meeting whose one item is spoken by the author, who is asked for a case; its address."""
    meeting = announced(cast.coordinator.actor)
    within = session(cast.coordinator.actor, meeting)
    item(cast.coordinator.actor, meeting, within, speaker=cast.author.email, asks="case")
    return "/meetings/M-2031-001"


def _with_paper(browser: Browser, here: str) -> str:
    """Adds a GREEN paper to the item; its address."""
    talk = browser.get(here).text.partition('id="item-')[2][:32]
    browser.get(f"{here}/documents")
    sent = {"title": "Concept", "mark": "GREEN", "language": "en", "item_id": talk}
    answer = browser.post(f"{here}/documents", {**sent, "file": (io.BytesIO(b"plain words"), "concept.txt")})
    assert answer.status_code == 302, answer.text
    return f"{here}/documents/{browser.get(here).text.partition(f'{here}/documents/')[2][:32]}"


def test_a_paper_has_versions_and_only_the_newest_is_for_its_readers(portal: Portal, cast: Cast) -> None:
    here = _prepared(cast)
    browser = portal.browser(cast.coordinator)
    paper = _with_paper(browser, here)
    assert "Download the 1 paper" in browser.get(here).text
    assert browser.get(f"{paper}/edit").status_code == 200
    again = {"title": "Concept", "mark": "GREEN", "language": "en", "revision": "2"}
    file = (io.BytesIO(b"better words"), "concept.txt")
    assert browser.post(f"{paper}/edit", {**again, "file": file}).status_code == 302
    assert browser.get(paper).data == b"better words"
    assert browser.get(f"{paper}?version=1").data == b"plain words"
    reader = portal.browser(cast.outsider)
    assert reader.get(paper).headers["Content-Disposition"].endswith('"TLP-GREEN concept.txt"')
    assert reader.get(f"{paper}?version=1").status_code == 403


def test_minutes_are_written_and_decisions_closed_by_whose_task_they_are(portal: Portal, cast: Cast) -> None:
    here = _prepared(cast)
    browser, author = portal.browser(cast.coordinator), portal.browser(cast.author)
    browser.get(f"{here}/minutes")
    browser.post(f"{here}/minutes/begin")
    assert browser.post(f"{here}/minutes/write", {"number": "0", "text": "# Said\nMuch."}).status_code == 302
    assert "Much." in browser.get(f"{here}/minutes").text
    assert browser.get(f"{here}/minutes/1").status_code == 200
    browser.get(f"{here}/decisions/new")
    decided = {"text": "Share the list.", "assignee": cast.author.email, "due": "2031-04-01"}
    assert browser.post(f"{here}/decisions/new", decided).status_code == 302
    page = author.get(here).text
    assert "Share the list." in page
    decision = page.partition('id="decision-')[2][:32]
    assert author.post(f"{here}/decisions/{decision}/close", {"state": "done"}).status_code == 302
    assert "Done" in browser.get(here).text
    assert browser.get(f"{here}/decisions/{decision}").status_code == 200


def test_papers_come_as_one_zip_and_the_packet_reads_by_itself(portal: Portal, cast: Cast) -> None:
    here = _prepared(cast)
    _with_paper(portal.browser(cast.coordinator), here)
    author = portal.browser(cast.author)
    author.get(f"{here}/packet")
    packed = author.post(f"{here}/packet", {"days": "7"})
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert {"index.html", "agenda.html", "packet.css", "manifest.json", "manifest.sig"} < set(archive.namelist())
        assert "Not to be used after" in archive.read("agenda.html").decode()
        assert "TLP:GREEN" in archive.read("agenda.html").decode()
        assert "papers/TLP-GREEN%201.1%20Concept.txt" in archive.read("index.html").decode()
    papers = author.post(f"{here}/papers")
    with zipfile.ZipFile(io.BytesIO(papers.data)) as archive:
        assert archive.namelist() == ["papers/TLP-GREEN 1.1 Concept.txt"]
    taken = set(db.session.scalars(select(AuditRow.act).where(AuditRow.actor == str(cast.author.actor.ref))))
    assert {"meeting.packet_taken", "meeting.papers_taken"} <= taken


def test_whoever_is_asked_for_a_case_finds_a_draft_and_the_organizer_its_state(portal: Portal, cast: Cast) -> None:
    here = _prepared(cast)
    browser, author = portal.browser(cast.coordinator), portal.browser(cast.author)
    portal.work()
    page = browser.get(f"{here}/cases").text
    assert "Owed" in page and "/cases/" not in page.partition("<main")[2].partition("</main>")[0].replace(here, "")
    assert "Tracing a converted pistol" in author.get("/cases?list=own").text
    assert ">Presented" in author.get(here).text
    assert ">Presented" not in portal.browser(cast.outsider).get(here).text
