"""Who reads what of a meeting: nothing hidden leaves by any door, and hidden looks like unknown."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.access.actor import VISITOR, Actor
from portal.foundation.database import transaction
from portal.foundation.errors import Invalid, NotFound, Refused
from portal.foundation.refs import Ref, concerns, describe_many
from portal.foundation.web.guard import census
from portal.meetings import decisions, documents, minutes, queries, rules, service
from portal.meetings.cards import get_meetings, get_papers
from portal.meetings.document import meeting_document, paper_document, read_meetings, read_papers
from portal.meetings.models import Meeting, MeetingDocument
from search.engine import open_engine
from search.query import Query
from tests.access.planted import word
from tests.support.cast import Cast, Person
from tests.support.meetings import announced, draft, item, paper, session
from tests.support.portal import Portal

MARKS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")


@pytest.fixture
def planted(app: Flask, cast: Cast) -> dict[str, Meeting]:
    """A meeting of each mark and a draft, each with a paper of each mark, minutes and a decision: every text a word
    of its own."""
    actor = cast.coordinator.actor
    found = {}
    for mark in (*MARKS, "draft"):
        content = {
            "title": word(f"{mark} title"),
            "purpose": word(f"{mark} purpose"),
            "mark": "GREEN" if mark == "draft" else mark,
            "audience": {"regions": ["sahel"], "members": [cast.author.id]},
            "series": "sahel",
        }
        meeting = draft(actor, **content) if mark == "draft" else announced(actor, **content)
        found[mark] = meeting
        within = session(actor, meeting, title=word(f"{mark} session"))
        talk = item(actor, meeting, within, title=word(f"{mark} item"), note=word(f"{mark} note"))
        for own in MARKS:
            paper(
                app, actor, meeting, own, title=word(f"{mark} {own}"), text=word(f"{mark} {own} text"),
                item_id=talk.id if own == "GREEN" else "", regions=["sahel"], members=[cast.author.id],
            )  # fmt: skip
        with transaction():
            minutes.save_minutes(actor, meeting.id, 0, word(f"{mark} minutes"))
            decisions.add_decision(actor, meeting.id, {"text": word(f"{mark} decision")})
    return found


def _opens(actor: Actor, mark: str, cast: Cast) -> bool:
    """The rule said once more: whom the mark of something of the coordinator's lets in."""
    if actor.id == cast.coordinator.id or mark == "CLEAR":
        return True
    reads = {
        "GREEN": actor.is_member,
        "AMBER": "sahel" in actor.regions,
        "AMBER+STRICT": actor.authority == cast.coordinator.actor.authority,
        "RED": actor.id == cast.author.id,
    }
    return reads.get(mark, False)


def _hidden(actor: Actor, cast: Cast) -> Iterator[str]:
    """Every planted word this actor may not read."""
    for mark in (*MARKS, "draft"):
        opened = _opens(actor, mark, cast)
        narrow = "GREEN" if mark == "CLEAR" else mark
        if not opened:
            yield from (word(f"{mark} {name}") for name in ("title", "purpose", "session", "item", "note"))
        if not opened or not _opens(actor, narrow, cast):
            yield from (word(f"{mark} {name}") for name in ("minutes", "decision"))
        for own in MARKS:
            if not (opened and _opens(actor, own, cast)):
                yield from (word(f"{mark} {own}{text}") for text in ("", " text"))


def _readers(cast: Cast) -> list[Person]:
    return [cast.author, cast.neighbour, cast.outsider, cast.focal_point, cast.administrator, cast.editor, cast.visitor]


def test_no_page_and_no_archive_holds_a_word_its_reader_may_not_read(
    app: Flask, portal: Portal, cast: Cast, planted: dict[str, Meeting]
) -> None:
    places = sorted({path for path, method, *_ in census(app) if "/meetings" in path and method == "GET"})
    ids = {mark: meeting.reference for mark, meeting in planted.items()}
    papers = {mark: _paper_ids(cast, meeting) for mark, meeting in planted.items()}
    for person in _readers(cast):
        browser, hidden = portal.browser(person if person.id else None), list(_hidden(person.actor, cast))
        assert hidden
        for mark, meeting_id in ids.items():
            here = f"/meetings/{meeting_id}"
            answers = [browser.get(_filled(path, meeting_id)) for path in places]
            answers += [browser.get(f"{here}/documents/{paper_id}") for paper_id in papers[mark]]
            told = "\n".join(answer.text for answer in answers)
            for door in ("papers", "packet"):
                told += _unpacked(browser.post(f"{here}/{door}", {"days": "7"}).data)
            assert not [each for each in hidden if each in told], (person.name, mark)
        assert not [each for each in hidden if each in browser.get("/meetings?list=past").text]
        assert not [each for each in hidden if each in browser.get("/meetings?list=own").text]


def _filled(path: str, meeting_id: str) -> str:
    filled = path.replace("<reference>", meeting_id).replace("<int:number>", "1")
    for name in ("session_id", "item_id", "document_id", "decision_id"):
        filled = filled.replace(f"<{name}>", "0" * 32)
    return filled


def _paper_ids(cast: Cast, meeting: Meeting) -> list[str]:
    return [row.id for row in documents.list_documents(cast.coordinator.actor, meeting)]


def _unpacked(data: bytes) -> str:
    """What is in an archive, names and contents; a page that is none as it is."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join([*archive.namelist(), *(archive.read(name).decode() for name in archive.namelist())])


def test_what_may_be_read_is_in_the_packet(portal: Portal, cast: Cast, planted: dict[str, Meeting]) -> None:
    """The other half of the test above: it would pass on an empty archive."""
    browser = portal.browser(cast.neighbour)
    here = f"/meetings/{planted['GREEN'].number}"
    browser.get(here)
    told = _unpacked(browser.post(f"{here}/packet", {"days": "7"}).data)
    for name in ("title", "item", "note", "minutes", "decision", "CLEAR text", "GREEN text", "AMBER text"):
        assert word(f"GREEN {name}") in told, name


def test_names_concerns_and_search_agree_with_reading(cast: Cast, planted: dict[str, Meeting]) -> None:
    engine = open_engine("memory:")
    engine.put([meeting_document(row) for row in read_meetings(Meeting.id != "", 100)])
    engine.put([paper_document(row) for row in read_papers(MeetingDocument.id != "", 100)])
    papers = {row.id: meeting for meeting in planted.values() for row in documents.list_documents(
        cast.coordinator.actor, meeting)}  # fmt: skip
    refs = [Ref("meeting", meeting.id) for meeting in planted.values()] + [Ref("document", key) for key in papers]
    for person in [*_readers(cast), cast.coordinator, cast.colleague]:
        reads = {Ref("meeting", each.id) for each in planted.values() if _finds(person.actor, each)}
        for key, meeting in papers.items():
            if _finds(person.actor, meeting) and key in {
                row.id for row in documents.list_documents(person.actor, meeting)
            }:
                reads.add(Ref("document", key))
        assert set(describe_many(person.actor, refs)) == reads, person.name
        carded = {Ref("meeting", key) for key in get_meetings(person.actor, [ref.id for ref in refs])}
        carded |= {Ref("document", key) for key in get_papers(person.actor, [ref.id for ref in refs])}
        assert carded == reads, person.name
        page = engine.find(Query(audience=person.actor.tokens, per_page=100))
        assert {Ref(hit.kind, hit.key) for hit in page.hits} == reads, person.name
        for ref in refs:
            told = concerns(ref)
            assert told is not None
            assert not (person.actor.tokens & told.audience) or ref in reads, (person.name, ref)


def _finds(actor: Actor, meeting: Meeting) -> bool:
    try:
        return queries.get_meeting(actor, meeting.id).id == meeting.id
    except NotFound:
        return False


def test_a_paper_is_never_read_by_who_may_not_read_its_meeting(app: Flask, cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor, mark="RED", audience={"members": [cast.author.id]})
    clear = paper(app, cast.coordinator.actor, meeting, "CLEAR")
    assert documents.get_version(cast.author.actor, meeting.id, clear.id)[0].id == clear.id
    for actor in (cast.neighbour.actor, VISITOR, cast.administrator.actor):
        for reference in (meeting.id, meeting.reference):
            with pytest.raises(NotFound):
                documents.get_version(actor, reference, clear.id)


def test_a_paper_is_not_reached_through_another_meeting(app: Flask, cast: Cast) -> None:
    hidden = announced(cast.coordinator.actor, mark="RED", audience={"members": [cast.author.id]})
    clear, other = paper(app, cast.coordinator.actor, hidden, "CLEAR"), announced(cast.coordinator.actor)
    with pytest.raises(NotFound):
        documents.get_version(cast.neighbour.actor, other.id, clear.id)


def test_a_speaker_adds_papers_to_his_own_item_alone_and_narrow_ones_are_his(app: Flask, cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor)
    within = session(actor, meeting)
    own = item(actor, meeting, within, speaker=cast.author.email).id
    other = item(actor, meeting, within).id
    red = paper(app, cast.author.actor, meeting, "RED", item_id=own, members=[cast.neighbour.id])
    for wrong in (other, ""):
        with pytest.raises(Refused):
            paper(app, cast.author.actor, meeting, item_id=wrong)
    assert red.id in {row.id for row in documents.list_documents(cast.neighbour.actor, meeting)}
    with pytest.raises(NotFound):
        documents.get_version(actor, meeting.id, red.id)


def test_an_organizer_changes_a_paper_but_not_whom_it_is_for(app: Flask, cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor)
    within = session(actor, meeting)
    own = item(actor, meeting, within, speaker=cast.author.email).id
    made = paper(app, cast.author.actor, meeting, "AMBER", item_id=own, regions=["sahel"])
    given = {"title": "Better", "mark": "AMBER", "item_id": own, "named": {"regions": ["sahel"]}}
    with transaction():
        documents.save_document(actor, meeting.id, made.id, made.revision, given)
    for person, error in ((cast.coordinator, Refused), (cast.author, Invalid)):
        with pytest.raises(error), transaction():
            documents.save_document(person.actor, meeting.id, made.id, made.revision, {**given, "mark": "GREEN"})
    with pytest.raises(Refused), transaction():
        documents.remove_document(cast.neighbour.actor, meeting.id, made.id)
    with transaction():
        documents.save_document(
            cast.author.actor, meeting.id, made.id, made.revision, {**given, "mark": "GREEN"}, confirmed=True
        )
    assert made.id in {row.id for row in documents.list_documents(cast.outsider.actor, meeting)}


def test_nobody_but_the_owner_changes_the_audience_and_widening_is_confirmed(cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor, mark="AMBER", audience={"regions": ["sahel"]})
    with transaction():
        service.set_organizers(actor, meeting.id, meeting.revision, {cast.author.id})
    with transaction():
        service.save_meeting(cast.author.actor, meeting.id, meeting.revision, {"place": "Saly"})
    with pytest.raises(Refused), transaction():
        service.save_meeting(cast.author.actor, meeting.id, meeting.revision, {"mark": "RED"})
    with pytest.raises(Refused), transaction():
        service.set_organizers(cast.author.actor, meeting.id, meeting.revision, {cast.outsider.id})
    with pytest.raises(Refused), transaction():
        service.move_meeting(cast.author.actor, meeting.id, meeting.revision, "held")
    with pytest.raises(Invalid, match="confirm_widening"), transaction():
        service.save_meeting(actor, meeting.id, meeting.revision, {"mark": "GREEN"})
    with transaction():
        service.save_meeting(actor, meeting.id, meeting.revision, {"mark": "GREEN"}, confirmed=True)


def test_a_meeting_taken_back_to_a_draft_is_gone_for_its_readers(cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    with transaction():
        service.move_meeting(cast.coordinator.actor, meeting.id, meeting.revision, "draft")
    assert not _finds(cast.author.actor, meeting) and meeting.number == "M-2031-001"


def test_two_conditions_at_once_are_never_wider_than_either() -> None:
    both = rules.both(frozenset({"region:sahel", "member:a"}), frozenset({"country:NE", "country:RS", "all"}))
    assert both == {"region:sahel", "member:a", "country:NE"}
    assert rules.both(frozenset({"public"}), frozenset({"all"})) == {"all"}
    assert rules.both(frozenset({"authority:x"}), frozenset({"region:sahel"})) == frozenset()


def test_search_finds_meetings_and_papers_and_forgets_what_is_narrowed(app: Flask, portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor, title="Zumpra in the valley")
    paper(app, actor, meeting, title="Quorbel figures")
    portal.work()
    reader = portal.browser(cast.outsider)
    assert "Zumpra in the valley" in reader.get("/search?q=zumpra").text
    found = reader.get("/search?q=quorbel").text
    assert "Quorbel figures" in found and 'href="/meetings/M-2031-001"' in found
    meeting = queries.find_meeting(actor, "M-2031-001")
    with transaction():
        service.save_meeting(actor, meeting.id, meeting.revision, {"mark": "RED", "minutes_mark": None})
    portal.work()
    kept = app.extensions["portal_search"].find(Query(audience=cast.outsider.actor.tokens, per_page=100))
    assert not kept.hits, "the index forgets, not only the page"
    for word_asked in ("zumpra", "quorbel"):
        page = reader.get(f"/search?q={word_asked}").text
        assert "Zumpra in" not in page and "Quorbel figures" not in page
