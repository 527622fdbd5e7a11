"""Reports of comments, and what those who look after the network do with them. None of it opens a thread to anybody."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from portal.access.actor import Actor, Role
from portal.access.policy import require
from portal.conversation import queries
from portal.conversation.models import Comment, CommentReport, Thread
from portal.conversation.rules import is_open_to, mark_of
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id
from portal.foundation.problems import prose_of
from portal.foundation.refs import Concerns, Described, Ref, concerns, describe_many
from portal.members.models import Member

MODERATORS = (Role.COORDINATOR, Role.ADMINISTRATOR)
OPEN, KEPT, HIDDEN = "open", "kept", "hidden"
LISTED, ALL_OPEN = 50, 500


@dataclass(frozen=True, slots=True)
class Reported:
    report: CommentReport
    comment: Comment
    thread: Thread
    about: Described

    @property
    def mark(self) -> str:
        return mark_of(self.thread.token, self.about.mark)


def report_comment(actor: Actor, comment_id: str, reason: str) -> Thread:
    """Tells those who look after the network and may read the thread, and the owner of the thing. Twice is once."""
    require(actor, "comment.report")
    reading, comment = queries.get_comment(actor, comment_id)
    if comment.deleted_at or comment.writer_id == actor.id:
        raise Refused(lazy("This comment cannot be reported."))
    words = prose_of(reason, "reason")
    if not words:
        raise Invalid([Problem(("reason",), lazy("Say what is wrong with it."))])
    known = select(CommentReport).where(CommentReport.comment_id == comment.id, CommentReport.reporter_id == actor.id)
    if db.session.scalar(known.where(CommentReport.state == OPEN)) is None:
        concerned = concerns(reading.thread.ref)
        named = {"comment_id": comment.id, "reporter_id": actor.id, "owner_id": concerned.owner if concerned else ""}
        db.session.add(CommentReport(reason=words, state=OPEN, remark="", **named))
        db.session.flush()
        audit.record(actor.ref, "comment.reported", Ref("comment", comment.id))
        told = _moderators(reading.thread) - {actor.id, comment.writer_id}
        announce("comment.reported", Ref("thread", reading.thread.id), actor.ref, to=sorted(told))
    return reading.thread


def list_reports(actor: Actor) -> list[Reported]:
    """Open reports of comments that the actor looks after, reads and did not write; oldest first."""
    require(actor, "comment.moderate")
    asked = select(CommentReport, Comment, Thread).join(Comment, Comment.id == CommentReport.comment_id)
    asked = asked.join(Thread, Thread.id == Comment.thread_id)
    asked = asked.where(CommentReport.state == OPEN, Comment.writer_id != actor.id, queries.open_to(actor))
    if actor.role not in MODERATORS:
        asked = asked.where(CommentReport.owner_id == actor.id)
    rows = db.session.execute(asked.order_by(CommentReport.id).limit(ALL_OPEN)).all()
    readable = describe_many(actor, {thread.ref for _, _, thread in rows})
    return [
        Reported(report, comment, thread, readable[thread.ref])
        for report, comment, thread in rows
        if thread.ref in readable
    ][:LISTED]


def decide_report(actor: Actor, report_id: str, hide: bool, remark: str) -> Thread:
    """Hides the comment or keeps it; every open report of it is answered with the same words."""
    require(actor, "comment.moderate")
    report = db.session.get(CommentReport, report_id) if is_id(report_id) else None
    if report is None:
        raise NotFound
    reading, comment = queries.get_comment(actor, report.comment_id)
    if comment.writer_id == actor.id or not _looks_after(actor, concerns(reading.thread.ref)):
        raise NotFound
    if report.state != OPEN:
        raise Conflict
    words = prose_of(remark, "remark")
    if hide and not words:
        raise Invalid([Problem(("remark",), lazy("Say why, so that its writer understands."))])
    _answer(actor, comment, HIDDEN if hide else KEPT, words)
    if hide:
        comment.hidden_for = words[:1000]
        announce("comment.hidden", Ref("thread", reading.thread.id), actor.ref, to=[comment.writer_id])
    audit.record(actor.ref, f"comment.{HIDDEN if hide else KEPT}", Ref("comment", comment.id))
    return reading.thread


def show_again(actor: Actor, comment_id: str) -> Thread:
    """Takes the hiding back."""
    require(actor, "comment.moderate")
    reading, comment = queries.get_comment(actor, comment_id)
    if comment.writer_id == actor.id or not _looks_after(actor, concerns(reading.thread.ref)):
        raise NotFound
    if comment.hidden_for:
        comment.hidden_for = ""
        audit.record(actor.ref, "comment.shown", Ref("comment", comment.id))
    return reading.thread


def _answer(actor: Actor, comment: Comment, state: str, words: str) -> None:
    waiting = select(CommentReport).where(CommentReport.comment_id == comment.id, CommentReport.state == OPEN)
    rows = db.session.scalars(waiting).all()
    for row in rows:
        row.state, row.remark, row.decided_by, row.decided_at = state, words, actor.id, clock.now()
    told = sorted({row.reporter_id for row in rows})
    announce(f"report.{state}", Ref("thread", comment.thread_id), actor.ref, to=told)


def looks_after(actor: Actor, thread: Thread) -> bool:
    """Whether this reader of the thread decides about reports in it."""
    return actor.role in MODERATORS or _looks_after(actor, concerns(thread.ref))


def _looks_after(actor: Actor, concerned: Concerns | None) -> bool:
    """The owner of the thing, and of those who look after the network whoever may read it."""
    return concerned is not None and (actor.role in MODERATORS or concerned.owner == actor.id)


def _moderators(thread: Thread) -> set[str]:
    concerned = concerns(thread.ref)
    if concerned is None:
        return set()
    wanted = or_(Member.role.in_(MODERATORS), Member.id == concerned.owner)
    actors = [
        member.as_actor() for member in db.session.scalars(select(Member).where(Member.state == "active", wanted))
    ]
    return {
        actor.id
        for actor in actors
        if not actor.tokens.isdisjoint(concerned.audience) and is_open_to(thread.token, thread.owner_id, actor)
    }
