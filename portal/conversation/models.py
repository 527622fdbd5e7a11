"""The tables of conversation: threads about things, what is said in them, what was said before."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id
from portal.foundation.refs import Ref


class Thread(Base):
    """`about` is the thing as a `Ref`; `token` narrows the readers further, empty for all who may read the thing."""

    __tablename__ = "threads"
    __table_args__ = (Index("ix_threads_about", "about", "said_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    about: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(300))
    token: Mapped[str] = mapped_column(String(120), default="")
    owner_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    answer_id: Mapped[str] = mapped_column(String(32), default="")
    comments: Mapped[int] = mapped_column(Integer, default=0)
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    said_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    @property
    def ref(self) -> Ref:
        return Ref.parse(self.about)


class Comment(Base):
    """One remark. A deleted one stays as a line that says so; its text is gone from it. `hidden_for` is why those who
    look after the network hide it, empty while they do not."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_thread", "thread_id", "id"),
        Index("ix_comments_writer", "writer_id", "said_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    writer_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    text: Mapped[str] = mapped_column(Text)
    versions: Mapped[int] = mapped_column(Integer, default=0)
    said_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_for: Mapped[str] = mapped_column(String(1000), default="")


class CommentVersion(Base):
    """What a comment said before it was changed. Gone with the comment's text when that is deleted."""

    __tablename__ = "comment_versions"

    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class CommentReport(Base):
    """A reader's word that a comment should not stand. `remark` is what was answered; `owner_id` whose the thing was
    when it was reported, who decides on it too."""

    __tablename__ = "comment_reports"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), index=True)
    reporter_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    owner_id: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), index=True)
    remark: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


_OPEN = CommentReport.state == "open"
Index(
    "uq_comment_reports_open",
    CommentReport.comment_id,
    CommentReport.reporter_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
