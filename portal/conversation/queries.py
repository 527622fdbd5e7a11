"""Reading conversation. Who may not read the thing now reads no word about it, however he came to the thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.conversation.models import Comment, CommentVersion, Thread
from portal.conversation.rules import is_open_to, mark_of
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.ids import is_id
from portal.foundation.paging import Paged
from portal.foundation.refs import Described, Ref, describe
from portal.members.models import Member

PER_PAGE, LISTED = 30, 20


@dataclass(frozen=True, slots=True)
class ThreadReading:
    """`about` is what the reader may be shown of the thing."""

    thread: Thread
    about: Described

    @property
    def mark(self) -> str:
        return mark_of(self.thread.token, self.about.mark)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it is shown; its text is empty once it is deleted, and while it is hidden from the reader."""

    id: str
    writer_id: str
    writer: str
    text: str
    versions: int
    said_at: datetime
    deleted_at: datetime | None
    hidden_for: str


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Threads that are not narrowed, or to somebody this reader is, or his own."""
    return or_(Thread.token == "", Thread.token.in_(sorted(actor.tokens)), Thread.owner_id == actor.id)


_OPEN = or_(
    Thread.token == "", Thread.token.in_(bindparam("tokens", expanding=True)), Thread.owner_id == bindparam("me")
)
_ABOUT = (
    select(Thread)
    .where(Thread.about == bindparam("about"), _OPEN)
    .order_by(Thread.said_at.desc(), Thread.id.desc())
    .limit(LISTED)
)


def list_threads(actor: Actor, ref: Ref) -> Sequence[Thread]:
    """The latest about a thing that the caller has found readable for this actor; one statement."""
    if not actor.is_member:
        return []
    held = {"about": str(ref), "tokens": sorted(actor.tokens), "me": actor.id}
    return db.session.scalars(_ABOUT, held).all()


def get_thread(actor: Actor, thread_id: str) -> ThreadReading:
    """Raises NotFound for a thread that is not there, narrowed to others, or about something not open to the actor."""
    require(actor, "conversation.read")
    thread = db.session.get(Thread, thread_id) if is_id(thread_id) else None
    if thread is None or not is_open_to(thread.token, thread.owner_id, actor):
        raise NotFound
    about = describe(actor, thread.ref)
    if about is None:
        raise NotFound
    return ThreadReading(thread, about)


def get_comment(actor: Actor, comment_id: str) -> tuple[ThreadReading, Comment]:
    comment = db.session.get(Comment, comment_id) if is_id(comment_id) else None
    if comment is None:
        require(actor, "conversation.read")
        raise NotFound
    return get_thread(actor, comment.thread_id), comment


def list_comments(actor: Actor, thread: Thread, page: int, all_texts: bool) -> Paged[Said]:
    """Of a thread the actor has read, oldest first; two statements. `all_texts`: also those hidden from readers, which
    their writers see in any case."""
    wanted = select(Comment, Member.name).join(Member, Member.id == Comment.writer_id)
    wanted = wanted.where(Comment.thread_id == thread.id).order_by(Comment.id)
    rows = db.session.execute(wanted.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    total = db.session.scalar(select(func.count()).where(Comment.thread_id == thread.id)) or 0
    return Paged(
        [_said(comment, name, all_texts or comment.writer_id == actor.id) for comment, name in rows],
        page,
        PER_PAGE,
        total,
    )


def _said(comment: Comment, name: str, although_hidden: bool) -> Said:
    text = "" if comment.deleted_at or (comment.hidden_for and not although_hidden) else comment.text
    said, gone = comment.said_at, comment.deleted_at
    return Said(comment.id, comment.writer_id, name, text, comment.versions, said, gone, comment.hidden_for)


def list_versions(comment: Comment, although_hidden: bool) -> Sequence[CommentVersion]:
    """What it said before, newest first; nothing while it is hidden from the reader."""
    if comment.hidden_for and not although_hidden:
        return []
    wanted = select(CommentVersion).where(CommentVersion.comment_id == comment.id)
    return db.session.scalars(wanted.order_by(CommentVersion.number.desc())).all()


def participants(thread: Thread) -> set[str]:
    """Members who have said something in it, and who began it."""
    said = select(Comment.writer_id).where(Comment.thread_id == thread.id).distinct()
    return {thread.owner_id, *db.session.scalars(said)}
