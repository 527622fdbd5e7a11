"""Use cases of conversation. Each asks the policy first, then whether the thing may be read now; none commits."""

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.conversation import queries
from portal.conversation.mentions import find_mentioned
from portal.conversation.models import Comment, CommentVersion, Thread
from portal.conversation.rules import KINDS, MOST, NARROWED, QUESTION, WITHIN, token_of
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.problems import read_record
from portal.foundation.refs import Ref, describe
from portal.foundation.texts import Line, Prose


class Wanted(BaseModel):
    """What a form says. `key` names the comment before it is made, so that the same form sent twice makes one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = ""
    kind: str = "remark"
    narrowed: str = ""
    title: Line = ""
    text: Prose = ""


def start_thread(actor: Actor, ref: Ref, data: dict[str, object]) -> Thread:
    """Raises NotFound where the thing is not open to the actor, Invalid naming what is missing."""
    require(actor, "conversation.write")
    if describe(actor, ref) is None:
        raise NotFound
    wanted = _judged(data, titled=True)
    known = _said_already(actor, wanted.key)
    if known is not None:
        return db.session.get_one(Thread, known.thread_id)
    _refuse_flood(actor)
    token = token_of(actor, wanted.narrowed)
    thread = Thread(
        id=new_id(), about=str(ref), kind=wanted.kind, title=wanted.title, token=token, owner_id=actor.id, comments=0
    )
    db.session.add(thread)
    db.session.flush()
    audit.record(actor.ref, "thread.started", Ref("thread", thread.id), about=str(ref), kind=wanted.kind)
    _say(actor, thread, wanted)
    return thread


def add_comment(actor: Actor, thread_id: str, data: dict[str, object]) -> Thread:
    require(actor, "conversation.write")
    thread = queries.get_thread(actor, thread_id).thread
    wanted = _judged(data, titled=False)
    if _said_already(actor, wanted.key) is None:
        _refuse_flood(actor)
        _say(actor, thread, wanted)
    return thread


def edit_comment(actor: Actor, comment_id: str, versions: int, text: str) -> Thread:
    """Its writer alone; what it said before stays to be read. Raises Conflict when it was changed meanwhile."""
    require(actor, "conversation.write")
    thread, comment = _own(actor, comment_id)
    wanted = _judged({"text": text}, titled=False)
    if comment.versions != versions:
        raise Conflict
    if wanted.text != comment.text:
        comment.versions += 1
        db.session.add(CommentVersion(comment_id=comment.id, number=comment.versions, text=comment.text))
        before = _mentioned(actor, thread, comment.text)
        comment.text = wanted.text
        _tell_mentioned(actor, thread, _mentioned(actor, thread, wanted.text) - before)
        audit.record(actor.ref, "comment.edited", Ref("comment", comment.id), version=comment.versions)
    return thread


def delete_comment(actor: Actor, comment_id: str) -> Thread:
    """A line that it was deleted stays; its text, and what it said before, are gone."""
    require(actor, "conversation.write")
    thread, comment = _own(actor, comment_id)
    comment.deleted_at, comment.text = clock.now(), ""
    execute_bulk(delete(CommentVersion).where(CommentVersion.comment_id == comment.id))
    if thread.answer_id == comment.id:
        thread.answer_id = ""
    audit.record(actor.ref, "comment.deleted", Ref("comment", comment.id))
    return thread


def mark_answer(actor: Actor, comment_id: str) -> Thread:
    """Whoever asked says which comment answers him; saying so again takes it back."""
    require(actor, "conversation.write")
    reading, comment = queries.get_comment(actor, comment_id)
    thread = reading.thread
    if thread.kind != QUESTION or thread.owner_id != actor.id or comment.deleted_at:
        raise Refused(lazy("Only who asked the question says what answers it."))
    thread.answer_id = "" if thread.answer_id == comment.id else comment.id
    audit.record(actor.ref, "question.answered", Ref("thread", thread.id), comment=thread.answer_id)
    if thread.answer_id:
        announce("question.answered", Ref("thread", thread.id), actor.ref, to=[comment.writer_id])
    return thread


def _say(actor: Actor, thread: Thread, wanted: Wanted) -> None:
    told = queries.participants(thread)
    comment = Comment(id=wanted.key or new_id(), thread_id=thread.id, writer_id=actor.id, text=wanted.text, versions=0)
    db.session.add(comment)
    thread.comments = Thread.comments + 1
    thread.said_at = clock.now()
    db.session.flush()
    audit.record(actor.ref, "comment.added", Ref("comment", comment.id), thread=thread.id)
    named = _mentioned(actor, thread, wanted.text)
    announce("comment.added", Ref("thread", thread.id), actor.ref, to=sorted(told - named))
    _tell_mentioned(actor, thread, named)


def _mentioned(actor: Actor, thread: Thread, text: str) -> set[str]:
    found = find_mentioned(text, thread.ref, thread.token, thread.owner_id)
    return {member.id for member in found} - {actor.id}


def _tell_mentioned(actor: Actor, thread: Thread, named: set[str]) -> None:
    if named:
        announce("comment.mentioned", Ref("thread", thread.id), actor.ref, to=sorted(named))


def _own(actor: Actor, comment_id: str) -> tuple[Thread, Comment]:
    reading, comment = queries.get_comment(actor, comment_id)
    if comment.writer_id != actor.id or comment.deleted_at:
        raise Refused(lazy("Only its writer changes a comment."))
    return reading.thread, comment


def _said_already(actor: Actor, key: str) -> Comment | None:
    found = db.session.get(Comment, key) if key else None
    if found is not None and found.writer_id != actor.id:
        raise NotFound
    return found


def _judged(data: dict[str, object], titled: bool) -> Wanted:
    wanted = read_record(Wanted, data)
    found = []
    if titled and not wanted.title:
        found.append(Problem(("title",), lazy("Say in one line what it is about.")))
    if not wanted.text:
        found.append(Problem(("text",), lazy("Write something.")))
    if wanted.kind not in KINDS:
        found.append(Problem(("kind",), lazy("Please choose one of the values offered.")))
    if wanted.narrowed not in NARROWED:
        found.append(Problem(("narrowed",), lazy("Please choose one of the values offered.")))
    if wanted.key and not is_id(wanted.key):
        found.append(Problem(("key",), lazy("This form is damaged. Please open the page again.")))
    if found:
        raise Invalid(found)
    return wanted


def _refuse_flood(actor: Actor) -> None:
    since = clock.now() - WITHIN
    said = select(func.count()).where(Comment.writer_id == actor.id, Comment.said_at > since)
    if (db.session.scalar(said) or 0) >= MOST:
        words = lazy("Those were %(limit)s comments within an hour. Please go on a little later.", limit=MOST)
        raise Invalid([Problem(("text",), words)])
