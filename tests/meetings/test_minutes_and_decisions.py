"""Minutes with two writers, decisions that travel, reminders that come once, drafts for speakers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.across.presenting.service import list_owed
from portal.cases import service as cases
from portal.cases.models import Case
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from portal.foundation.events import read_event
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.outbox.queue import enqueue
from portal.meetings import agenda, decisions, minutes, queries, service
from portal.meetings.models import Decision, Presentation
from portal.meetings.showing import read_page
from portal.practices.models import Practice
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.meetings import announced, draft, item, moved, session
from tests.support.portal import Portal


def _told(act: str) -> list[tuple[str, ...]]:
    rows = db.session.scalars(select(OutboxRow).where(OutboxRow.topic == "event"))
    events = [read_event(row.key, row.payload) for row in rows]
    return [event.to for event in events if event.act == act]


def test_who_saves_second_is_shown_both_texts_and_nothing_is_lost(portal: Portal, cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    with transaction():
        service.set_organizers(cast.coordinator.actor, meeting.id, meeting.revision, {cast.author.id})
    here = f"/meetings/{meeting.number}/minutes"
    first, second = portal.browser(cast.coordinator), portal.browser(cast.author)
    first.post(f"{here}/begin")
    assert "Coordinator is writing since" in second.get(f"{here}/write").text
    assert "is writing since" not in first.get(f"{here}/write").text
    first.post(f"{here}/write", {"number": "0", "text": "The first text."})
    answer = second.post(f"{here}/write", {"number": "0", "text": "The second text."})
    assert answer.status_code == 409
    assert "<del>first " in answer.text and "<ins>second " in answer.text and "The second text." in answer.text
    assert second.post(f"{here}/write", {"number": "1", "text": "Both texts."}).status_code == 302
    assert "is writing since" not in second.get(f"{here}/write").text
    kept = minutes.list_revisions(cast.author.actor, minutes.find_for_minutes(cast.author.actor, meeting.id))
    assert [row.text for row in kept] == ["Both texts.", "The first text."]


def test_a_writer_who_went_away_is_no_longer_shown(cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    with transaction():
        minutes.begin_editing(cast.coordinator.actor, meeting.id)
    assert minutes.others_editing(cast.author.actor, meeting)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=4)):
        assert not minutes.others_editing(cast.author.actor, meeting)


def test_minutes_are_for_organizers_to_write_and_follow_rules_of_text(cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    with pytest.raises(Refused), transaction():
        minutes.save_minutes(cast.author.actor, meeting.id, 0, "x")
    for wrong in ("", "a\x00b", "a\u202eb", "x" * 200_001):
        with pytest.raises(Invalid), transaction():
            minutes.save_minutes(cast.coordinator.actor, meeting.id, 0, wrong)
    with pytest.raises(Conflict), transaction():
        minutes.save_minutes(cast.coordinator.actor, meeting.id, -1, "x")


def test_the_minutes_of_a_clear_meeting_are_for_members(portal: Portal, cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor, mark="CLEAR")
    with transaction():
        minutes.save_minutes(cast.coordinator.actor, meeting.id, 0, "Said among members.")
        decisions.add_decision(cast.coordinator.actor, meeting.id, {"text": "Decided among members."})
    here = f"/meetings/{meeting.number}"
    visitor = portal.browser()
    assert visitor.get(f"{here}/minutes").status_code == 302
    assert "among members" not in visitor.get(here).text
    assert "Decided among members." in portal.browser(cast.outsider).get(here).text


def test_an_open_decision_is_carried_until_it_is_closed(cast: Cast) -> None:
    actor = cast.coordinator.actor
    first = announced(actor, series="sahel", starts="2030-01-01", ends="")
    with transaction():
        made = decisions.add_decision(actor, first.id, {"text": "Share the list.", "assignee": cast.author.email})
    second = announced(actor, series="sahel", earlier=first.number)
    other = announced(actor, series="another")
    rows = decisions.list_decisions(cast.author.actor, second)
    assert [(row.text, row.carried, row.mine) for row in rows] == [("Share the list.", first.number, True)]
    assert not decisions.list_decisions(cast.author.actor, other)
    assert not decisions.list_decisions(cast.neighbour.actor, second)[0].mine
    with transaction():
        decisions.close_decision(cast.author.actor, made.id, "done")
    assert not decisions.list_decisions(cast.author.actor, second)
    assert decisions.list_decisions(cast.author.actor, first)[0].state == "done"


def test_a_decision_of_a_meeting_not_open_to_the_reader_is_not_carried_to_him(cast: Cast) -> None:
    actor = cast.coordinator.actor
    first = announced(actor, series="sahel", starts="2030-01-01", ends="", minutes_mark="AMBER+STRICT")
    with transaction():
        made = decisions.add_decision(actor, first.id, {"text": "For us alone."})
    second = announced(actor, series="sahel")
    assert not decisions.list_decisions(cast.neighbour.actor, second)
    with pytest.raises(NotFound), transaction():
        decisions.close_decision(cast.neighbour.actor, made.id, "done")


def test_only_an_organizer_decides_and_only_for_who_may_read_it(cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor, mark="AMBER", audience={"regions": ["sahel"]})
    with pytest.raises(Refused), transaction():
        decisions.add_decision(cast.author.actor, meeting.id, {"text": "x"})
    for wrong in (
        {"text": ""},
        {"text": "x" * 20_001},
        {"text": "x", "assignee": cast.outsider.email},
        {"text": "x", "assignee": "nobody@portal.example"},
        {"text": "x", "assignee": cast.suspended.email},
        {"text": "x", "due": "2031-02-30"},
        {"text": "x", "due": "soon"},
    ):
        with pytest.raises(Invalid), transaction():
            decisions.add_decision(cast.coordinator.actor, meeting.id, wrong)
    with transaction():
        made = decisions.add_decision(cast.coordinator.actor, meeting.id, {"text": "x", "assignee": cast.author.email})
    with pytest.raises(Refused), transaction():
        decisions.close_decision(cast.author.actor, made.id, "forgotten")
    assert _told("decision.assigned") == [(cast.author.id,)]


def test_whose_task_falls_due_is_reminded_once_and_again_after_a_new_date(cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor)
    soon = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    late = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    with transaction():
        given = {"text": "a", "assignee": cast.author.email, "due": soon}
        made = decisions.add_decision(actor, meeting.id, given).id
        decisions.add_decision(actor, meeting.id, {"text": "b", "assignee": cast.author.email, "due": late})
        decisions.add_decision(actor, meeting.id, {"text": "c", "due": soon})
    assert decisions.remind_due() == 1
    assert _told("decision.due") == [(cast.author.id,)]
    assert decisions.remind_due() == 0
    with transaction():
        given = {"text": "a", "assignee": cast.author.email, "due": (datetime.now(UTC)).date().isoformat()}
        decisions.save_decision(actor, made, given)
    assert decisions.remind_due() == 1
    with transaction():
        decisions.close_decision(cast.author.actor, made, "done")
        db.session.get_one(Decision, made).reminded_at = None
    assert decisions.remind_due() == 0


def test_members_are_told_of_an_announcement_once_and_never_of_a_draft(cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = draft(actor)
    with transaction():
        minutes.save_minutes(actor, meeting.id, 0, "x")
        service.save_meeting(actor, meeting.id, meeting.revision, {"place": "Saly"})
    assert db.session.scalar(select(OutboxRow.id).where(OutboxRow.topic == "event")) is None
    meeting = moved(actor, meeting, "announced", "draft", "announced")
    assert len(_told("meeting.announced")) == 1


def test_a_speaker_gets_one_draft_with_what_is_known_and_the_next_speaker_his_own(portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = draft(actor, themes=["homicide"])
    meeting_id, within = meeting.id, session(actor, meeting)
    within_id = within.id
    asked = item(actor, meeting, within, speaker=cast.author.email, asks="case", language="fr").id
    portal.work()
    assert not db.session.scalars(select(Case)).all(), "nobody is asked by a draft"
    moved(actor, queries.find_meeting(actor, meeting_id), "announced")
    portal.work()
    case = db.session.scalars(select(Case)).one()
    assert case.owner_id == cast.author.id and case.status == "draft"
    assert case.content.original.title == "Tracing a converted pistol" and case.content.original.language == "fr"
    assert [entry.code for entry in case.content.countries] == ["NE"] and case.content.regions == ("sahel",)
    assert case.content.themes == ("homicide",) and case.content.sources == ("M-2031-001",)
    given = {"session_id": within_id, "title": "Tracing", "speaker": cast.neighbour.email, "asks": "case"}
    for _again in range(2):
        with transaction():
            agenda.save_item(actor, meeting_id, given, asked)
        portal.work()
    assert {row.member_id for row in db.session.scalars(select(Presentation))} == {cast.author.id, cast.neighbour.id}
    with transaction():
        enqueue(agenda.TOPIC, asked)
    portal.work()
    waiting = db.session.scalars(select(OutboxRow.id).where(OutboxRow.topic == agenda.TOPIC)).all()
    assert len(db.session.scalars(select(Case)).all()) == 2 and not waiting, "asked twice, done once"


def test_the_organizer_sees_the_state_and_a_title_only_where_he_may_read_it(portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor)
    within = session(actor, meeting)
    item(actor, meeting, within, speaker=cast.author.email, asks="case")
    portal.work()
    meeting = queries.find_meeting(actor, "M-2031-001")
    case = db.session.scalars(select(Case)).one()

    def seen() -> tuple[str, bool]:
        owed = list_owed(actor, meeting)[0]
        return owed.state, owed.thing is not None

    assert seen() == ("owed", False)
    changes = {
        "texts": [{"language": "en", "title": "Secret title", "summary": "s"}],
        "marks": {"abstract": "RED", "summary": "RED"},
        "audience": {"members": [cast.neighbour.id]},
    }
    with transaction():
        cases.save_case(cast.author.actor, case.id, case.revision, changes)
        cases.submit_case(cast.author.actor, case.id, case.revision)
    assert seen() == ("sent", True), "who reviews it reads its abstract"
    with transaction():
        cases.publish_case(actor, case.id, case.revision)
    assert seen() == ("published", False)
    assert [thing.title for _, thing in read_page(cast.neighbour.actor, meeting, "").presented] == ["Secret title"]
    assert not read_page(actor, meeting, "").presented
    with pytest.raises(Refused):
        list_owed(cast.neighbour.actor, meeting)


def test_a_carried_decision_keeps_its_mark_and_the_page_takes_it(portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    narrow = {"minutes_mark": "AMBER", "audience": {"regions": ["sahel"]}}
    first = announced(actor, series="sahel", starts="2030-01-01", ends="", **narrow)
    with transaction():
        decisions.add_decision(actor, first.id, {"text": "Among the region."})
    second = announced(actor, series="sahel")
    assert [row.mark for row in decisions.list_decisions(cast.neighbour.actor, second)] == ["AMBER"]
    page = portal.browser(cast.neighbour).get("/meetings/M-2031-001").text
    assert 'class="mark-line mark-amber"' in page
    assert 'class="mark-line mark-green"' in portal.browser(cast.outsider).get("/meetings/M-2031-001").text


def test_a_speaker_names_what_he_wrote_already_and_nothing_of_another(portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    own = published(cast.author.actor, actor).number
    foreign = published(cast.neighbour.actor, actor).number
    meeting = announced(actor)
    asked = item(actor, meeting, session(actor, meeting), speaker=cast.author.email, asks="case").id
    portal.work()
    browser = portal.browser(cast.author)
    here = f"/meetings/M-2031-001/items/{asked}/case"
    assert browser.get(here).status_code == 200
    for wrong in (str(foreign), "", "a\x00b", "M-2031-001", "x" * 500):
        assert browser.post(here, {"number": wrong}).status_code == 422
    assert browser.post(here, {"number": f" {own} "}).status_code == 302
    assert f"/cases/{own}" in portal.browser(cast.outsider).get("/meetings/M-2031-001").text
    assert portal.browser(cast.neighbour).get(here).status_code == 404
    assert portal.browser(cast.coordinator).post(here, {"number": str(own)}).status_code == 404


def test_a_practice_is_asked_for_like_a_case(portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor)
    item(actor, meeting, session(actor, meeting), speaker=cast.author.email, asks="practice")
    portal.work()
    made = db.session.scalars(select(Practice)).one()
    assert made.owner_id == cast.author.id and made.content.sources == ("M-2031-001",)
    owed = list_owed(actor, queries.find_meeting(actor, "M-2031-001"))
    assert [(row.asks, row.state, row.thing) for row in owed] == [("practice", "owed", None)]
