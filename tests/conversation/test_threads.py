"""Threads about a thing are read by those who may read the thing, never by more, by fewer if wished."""

import re

import pytest
from flask import Flask

from portal.cases import service as cases
from portal.conversation import queries, service
from portal.conversation.models import Comment
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from portal.foundation.ids import new_id
from portal.foundation.refs import Ref, describe
from tests.benchmarks.statements import LIMIT, counted
from tests.support.at_once import ten_at_once
from tests.support.cases import published
from tests.support.cast import Cast, Person
from tests.support.meetings import announced, paper
from tests.support.portal import Portal

ALL_RED = dict.fromkeys(("abstract", "summary", "annex"), "RED")
ALL_GREEN = dict.fromkeys(("abstract", "summary", "annex"), "GREEN")


def shared(cast: Cast, mark: str = "GREEN") -> Ref:
    marks = dict.fromkeys(("abstract", "summary", "annex"), mark)
    return Ref("case", published(cast.author.actor, cast.coordinator.actor, marks=marks).id)


def begun(person: Person, ref: Ref, **more: object) -> str:
    with transaction():
        return service.start_thread(person.actor, ref, {"title": "Which customs post?", "text": "zumpra", **more}).id


def said(person: Person, thread_id: str, text: str = "The second one.") -> str:
    with transaction():
        key = new_id()
        service.add_comment(person.actor, thread_id, {"key": key, "text": text})
    return key


def read(person: Person, thread_id: str) -> list[str]:
    thread = queries.get_thread(person.actor, thread_id).thread
    return [each.text for each in queries.list_comments(person.actor, thread, 1, all_texts=False).rows]


def test_who_may_read_the_case_reads_and_joins_the_conversation(cast: Cast) -> None:
    thread = begun(cast.outsider, shared(cast))
    said(cast.author, thread)
    assert read(cast.colleague, thread) == ["zumpra", "The second one."]


def test_who_may_not_read_the_case_learns_of_no_thread(portal: Portal, cast: Cast) -> None:
    ref = shared(cast, "RED")
    thread = begun(cast.author, ref)
    unknown = new_id()
    for person in (cast.outsider, cast.administrator, cast.colleague):
        with pytest.raises(NotFound):
            queries.get_thread(person.actor, thread)
        with pytest.raises(NotFound):
            begun(person, ref)
        assert describe(person.actor, Ref("thread", thread)) is None
        browser = portal.browser(person)
        there, nowhere = browser.get(f"/threads/{thread}"), browser.get(f"/threads/{unknown}")
        assert there.status_code == nowhere.status_code == 404
        assert "zumpra" not in there.text and "customs" not in there.text


def test_a_case_that_is_narrowed_or_withdrawn_takes_its_conversation_away_at_once(cast: Cast) -> None:
    ref = shared(cast)
    thread = begun(cast.outsider, ref)
    case = cases.queries.find_case(cast.author.actor, ref.id)
    with transaction():
        cases.withdraw_case(cast.author.actor, ref.id, case.revision, "")
    with pytest.raises(NotFound):
        queries.get_thread(cast.outsider.actor, thread)
    assert read(cast.author, thread) == ["zumpra"]


def test_a_narrowed_thread_is_read_by_its_writers_own_people_only(cast: Cast) -> None:
    ref = shared(cast)
    thread = begun(cast.author, ref, narrowed="authority")
    assert read(cast.colleague, thread) == ["zumpra"]
    with pytest.raises(NotFound):
        queries.get_thread(cast.outsider.actor, thread)
    assert queries.list_threads(cast.outsider.actor, ref) == []
    assert len(queries.list_threads(cast.colleague.actor, ref)) == 1


def test_visitors_read_no_conversation_even_about_what_is_clear(portal: Portal, cast: Cast) -> None:
    ref = shared(cast, "CLEAR")
    thread = begun(cast.author, ref)
    page = portal.browser().get(f"/cases/{ref.id}")
    assert page.status_code == 200 and "customs" not in page.text
    assert queries.list_threads(cast.visitor.actor, ref) == []
    assert "zumpra" not in portal.browser().get(f"/threads/{thread}", follow_redirects=True).text


def test_edits_leave_what_was_said_and_deletion_leaves_a_line_without_text(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.outsider, shared(cast))
    key = said(cast.author, thread, "First words")
    with transaction():
        service.edit_comment(cast.author.actor, key, 0, "Better words")
    browser = portal.browser(cast.colleague)
    assert "First words" in browser.get(f"/comments/{key}/versions").text
    with pytest.raises(Conflict), transaction():
        service.edit_comment(cast.author.actor, key, 0, "Lost words")
    with transaction():
        service.delete_comment(cast.author.actor, key)
    page, before = browser.get(f"/threads/{thread}").text, browser.get(f"/comments/{key}/versions").text
    assert "Deleted by its writer" in page
    assert "Better words" not in page and "First words" not in before
    kept = db.session.query(AuditRow).where(AuditRow.object == f"comment:{key}").order_by(AuditRow.seq)
    acts = [row.act for row in kept]
    assert acts == ["comment.added", "comment.edited", "comment.deleted"]


def test_nobody_changes_the_words_of_another(cast: Cast) -> None:
    thread = begun(cast.outsider, shared(cast))
    key = said(cast.author, thread)
    for person in (cast.outsider, cast.coordinator, cast.administrator):
        with pytest.raises(Refused), transaction():
            service.edit_comment(person.actor, key, 0, "Other words")
        with pytest.raises(Refused), transaction():
            service.delete_comment(person.actor, key)
    assert read(cast.outsider, thread)[1] == "The second one."


def test_who_asked_says_what_answers_and_takes_it_back(cast: Cast) -> None:
    thread = begun(cast.outsider, shared(cast), kind="question")
    key = said(cast.author, thread)
    with pytest.raises(Refused), transaction():
        service.mark_answer(cast.author.actor, key)
    with transaction():
        assert service.mark_answer(cast.outsider.actor, key).answer_id == key
    with transaction():
        assert service.mark_answer(cast.outsider.actor, key).answer_id == ""


def test_those_who_take_part_and_who_follow_the_case_hear_of_it_and_the_suspended_do_not(
    portal: Portal, cast: Cast
) -> None:
    thread = begun(cast.outsider, shared(cast))
    said(cast.author, thread)
    portal.work()
    assert "There is a new comment" in portal.browser(cast.outsider).get("/inbox").text
    assert "There is a new comment" not in portal.browser(cast.administrator).get("/inbox").text


def test_the_same_form_sent_ten_times_at_once_makes_one_comment(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.outsider, shared(cast))
    browser = portal.browser(cast.author)
    key = re.findall(r'name="key"[^>]*value="(\w+)"', browser.get(f"/threads/{thread}").text)[0]
    assert set(ten_at_once(portal, browser, f"/threads/{thread}", {"key": key, "text": "Once."})) == {302}
    db.session.rollback()
    assert db.session.query(Comment).where(Comment.text == "Once.").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Say in one line"),
        ("title", "x" * 301, "at most"),
        ("text", "", "Write something"),
        ("text", "x" * 20_001, "at most"),
        ("text", "a\u202eb", "direction"),
        ("text", "a\x00b", "cannot"),
        ("kind", "shout", "one of the values"),
        ("narrowed", "everyone", "one of the values"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field_and_everything_typed_is_kept(
    portal: Portal, cast: Cast, field: str, value: str, words: str
) -> None:
    ref = shared(cast)
    browser = portal.browser(cast.outsider)
    typed = {"title": "A title kept", "text": "A text kept", "kind": "remark", "narrowed": ""} | {field: value}
    browser.get(f"/threads/new?about={ref}")
    answer = browser.post(f"/threads/new?about={ref}", typed)
    assert answer.status_code == 422
    assert "A text kept" in answer.text or "A title kept" in answer.text
    assert queries.list_threads(cast.outsider.actor, ref) == []


def test_scripts_in_comments_are_words(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.outsider, shared(cast), text="<script>alert(1)</script> [a](javascript:alert(1)) **bold**")
    page = portal.browser(cast.author).get(f"/threads/{thread}").text
    assert "<script>alert" not in page and 'href="javascript' not in page and "<strong>bold</strong>" in page


def test_a_flood_is_stopped_with_a_word(cast: Cast) -> None:
    thread = begun(cast.outsider, shared(cast))
    for _ in range(service.MOST):
        said(cast.author, thread)
    with pytest.raises(Invalid) as raised:
        said(cast.author, thread)
    assert "within an hour" in str(raised.value.problems[0].message)


def test_a_thread_takes_as_many_statements_over_many_comments_as_over_few(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.outsider, shared(cast))
    browser = portal.browser(cast.colleague)

    def statements() -> int:
        with counted(db.engine) as sent:
            assert browser.get(f"/threads/{thread}?page=1").status_code == 200
        return len(sent)

    statements()
    few = statements()
    for person in (cast.author, cast.coordinator, cast.outsider):
        for _ in range(10):
            said(person, thread)
    assert statements() == few <= LIMIT


def test_a_paper_has_a_conversation_of_its_own_readers_reached_from_its_meeting(
    app: Flask, portal: Portal, cast: Cast
) -> None:
    meeting = announced(cast.coordinator.actor)
    wide = paper(app, cast.coordinator.actor, meeting, title="Concept note").id
    narrow = paper(app, cast.coordinator.actor, meeting, "RED", title="Hidden list").id
    reference = meeting.reference
    thread = begun(cast.coordinator, Ref("document", narrow))
    browser = portal.browser(cast.outsider)
    page = browser.get(f"/meetings/{reference}").text
    assert f"/threads?about=document:{wide}" in page and narrow not in page
    assert browser.get(f"/threads?about=document:{wide}").status_code == 200
    assert read(cast.outsider, begun(cast.outsider, Ref("document", wide))) == ["zumpra"]
    for address in (f"/threads?about=document:{narrow}", f"/threads/{thread}"):
        assert browser.get(address).status_code == 404
