"""A reader may report a comment; who looks after the network and may read it decides, and nothing is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.across.alerts.models import Notice
from portal.conversation import moderation
from portal.conversation.models import Comment
from portal.foundation import clock
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from portal.foundation.ids import new_id
from tests.benchmarks.statements import LIMIT, counted
from tests.conversation.test_threads import begun, said, shared
from tests.support.at_once import ten_at_once
from tests.support.cast import Cast, Person
from tests.support.portal import Portal


def reported(cast: Cast, mark: str = "GREEN", by: Person | None = None) -> tuple[str, str]:
    """(thread, report) of a comment of the outsider's."""
    thread = begun(cast.author, shared(cast, mark), text="A question.")
    key = said(cast.outsider, thread, "He is called zumpra.")
    with transaction():
        moderation.report_comment((by or cast.neighbour).actor, key, "It names a person.")
    return thread, db.session.scalars(select(moderation.CommentReport.id)).one()


def told(portal: Portal, person: Person) -> list[str]:
    portal.work()
    return list(db.session.scalars(select(Notice.act).where(Notice.member_id == person.id).order_by(Notice.id)))


def test_coordinator_administrator_and_owner_see_the_report_and_others_nothing(cast: Cast) -> None:
    reported(cast)
    for person in (cast.coordinator, cast.administrator, cast.author):
        assert [each.report.reason for each in moderation.list_reports(person.actor)] == ["It names a person."]
    for person in (cast.neighbour, cast.outsider, cast.editor, cast.focal_point):
        assert moderation.list_reports(person.actor) == []


def test_no_office_opens_a_thread_that_its_holder_may_not_read(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.author, shared(cast), narrowed="authority")
    key = said(cast.colleague, thread)
    with transaction():
        moderation.report_comment(cast.author.actor, key, "Wrong.")
    report = db.session.scalars(select(moderation.CommentReport.id)).one()
    for person in (cast.administrator, cast.coordinator):
        assert moderation.list_reports(person.actor) == []
        with pytest.raises(NotFound), transaction():
            moderation.decide_report(person.actor, report, hide=True, remark="x")
        assert "comment.reported" not in told(portal, person)


def test_a_hidden_comment_is_read_by_its_writer_and_moderators_alone(portal: Portal, cast: Cast) -> None:
    thread, report = reported(cast)
    with transaction():
        moderation.decide_report(cast.coordinator.actor, report, hide=True, remark="No names, please.")
    key = db.session.scalars(select(Comment.id).where(Comment.writer_id == cast.outsider.id)).one()
    page = portal.browser(cast.neighbour).get(f"/threads/{thread}").text
    assert "zumpra" not in page and "Hidden by those who look after the network" in page
    assert "zumpra" not in portal.browser(cast.neighbour).get(f"/comments/{key}/versions").text
    assert "zumpra" not in portal.browser(cast.neighbour).get(f"/comments/{key}/report").text
    for person in (cast.outsider, cast.coordinator, cast.author):
        page = portal.browser(person).get(f"/threads/{thread}").text
        assert "zumpra" in page and "No names, please." in page
    assert told(portal, cast.outsider)[-1] == "comment.hidden"
    assert told(portal, cast.neighbour)[-1] == "report.hidden"


def test_hiding_can_be_taken_back(cast: Cast) -> None:
    _, report = reported(cast)
    with transaction():
        moderation.decide_report(cast.coordinator.actor, report, hide=True, remark="x")
    key = db.session.scalars(select(Comment.id).where(Comment.writer_id == cast.outsider.id)).one()
    with pytest.raises(NotFound), transaction():
        moderation.show_again(cast.neighbour.actor, key)
    with transaction():
        moderation.show_again(cast.coordinator.actor, key)
    assert db.session.get_one(Comment, key).hidden_for == ""
    acts = select(AuditRow.act).where(AuditRow.object == f"comment:{key}").order_by(AuditRow.seq)
    assert list(db.session.scalars(acts)) == ["comment.added", "comment.reported", "comment.hidden", "comment.shown"]


def test_nobody_judges_his_own_comment(cast: Cast) -> None:
    thread = begun(cast.author, shared(cast))
    key = said(cast.coordinator, thread)
    with transaction():
        moderation.report_comment(cast.neighbour.actor, key, "Wrong.")
    report = db.session.scalars(select(moderation.CommentReport.id)).one()
    assert moderation.list_reports(cast.coordinator.actor) == []
    with pytest.raises(NotFound), transaction():
        moderation.decide_report(cast.coordinator.actor, report, hide=False, remark="")


def test_a_second_decision_comes_too_late(cast: Cast) -> None:
    _, report = reported(cast)
    with transaction():
        moderation.decide_report(cast.coordinator.actor, report, hide=False, remark="")
    with pytest.raises(Conflict), transaction():
        moderation.decide_report(cast.administrator.actor, report, hide=True, remark="x")


def test_hiding_without_a_reason_and_reporting_without_one_are_refused_in_words(portal: Portal, cast: Cast) -> None:
    _, report = reported(cast)
    with pytest.raises(Invalid) as refused, transaction():
        moderation.decide_report(cast.coordinator.actor, report, hide=True, remark=" ")
    assert [problem.field for problem in refused.value.problems] == ["remark"]
    key = db.session.scalars(select(Comment.id).where(Comment.writer_id == cast.outsider.id)).one()
    browser = portal.browser(cast.colleague)
    browser.get(f"/comments/{key}/report")
    answer = browser.post(f"/comments/{key}/report", {"reason": ""})
    assert answer.status_code == 422 and "Say what is wrong with it." in answer.text


def test_one_reader_reports_a_comment_once_and_never_his_own(cast: Cast) -> None:
    reported(cast)
    key = db.session.scalars(select(Comment.id).where(Comment.writer_id == cast.outsider.id)).one()
    with transaction():
        moderation.report_comment(cast.neighbour.actor, key, "Again.")
    assert db.session.query(moderation.CommentReport).count() == 1
    with pytest.raises(Refused), transaction():
        moderation.report_comment(cast.outsider.actor, key, "Mine.")
    with pytest.raises(NotFound), transaction():
        moderation.report_comment(cast.neighbour.actor, new_id(), "What?")


def test_one_report_sent_ten_times_at_once_is_one(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.author, shared(cast))
    key = said(cast.outsider, thread)
    browser = portal.browser(cast.neighbour)
    browser.get(f"/comments/{key}/report")
    assert set(ten_at_once(portal, browser, f"/comments/{key}/report", {"reason": "Wrong."})) == {302}
    db.session.rollback()
    assert db.session.query(moderation.CommentReport).count() == 1


def test_the_queue_takes_as_many_statements_for_thirty_things_as_for_three(portal: Portal, cast: Cast) -> None:
    for person in (cast.coordinator, cast.author):
        browser, taken = portal.browser(person), []
        for number in (3, 27):
            for _ in range(number):
                reported_again(cast)
            browser.get("/moderation")
            with counted(db.engine) as sent:
                assert "It names a person." in browser.get("/moderation").text
            taken.append(len(sent))
        assert taken[0] == taken[1] <= LIMIT


def reported_again(cast: Cast) -> None:
    thread = begun(cast.author, shared(cast), text="A question.")
    with transaction():
        db.session.query(Comment).update({Comment.said_at: clock.now() - timedelta(hours=2)})
    key = said(cast.outsider, thread)
    with transaction():
        moderation.report_comment(cast.neighbour.actor, key, "It names a person.")
