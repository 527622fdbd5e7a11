"""The tables of hearing: what a member follows, what she was told, and how she wants it by mail."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id


class Follow(Base):
    """`target` is a `Ref` as text: a thing (`case:…`) or a topic (`country:NE`). `cadence` is how mail tells of it."""

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("member_id", "target"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    target: Mapped[str] = mapped_column(String(120), index=True)
    cadence: Mapped[str] = mapped_column(String(10), default="daily")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class Notice(Base):
    """One member told of one event. `rank` says how near it is to her: the lowest concerns her most.

    `mail_due_at` is when it goes by mail, None where it does not or has gone; `mailed_in` is the message it went with.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event", "member_id"),
        Index("ix_notices_inbox", "member_id", "id"),
        Index("ix_notices_mail", "mail_due_at", "member_id"),
        Index("ix_notices_mailed_in", "mailed_in"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    event: Mapped[str] = mapped_column(String(60))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    act: Mapped[str] = mapped_column(String(60))
    thing: Mapped[str] = mapped_column(String(120))
    rank: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mail_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mailed_in: Mapped[str | None] = mapped_column(String(32))


class MailChoice(Base):
    """How a member wants news by mail; who has no row has the defaults.

    `own` is for what addresses her or happens to what is hers; `hour` is of her own clock. `stopped` says why nothing
    is mailed at all, empty while it is.
    """

    __tablename__ = "mail_choices"

    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    own: Mapped[str] = mapped_column(String(10))
    hour: Mapped[int] = mapped_column(Integer)
    stopped: Mapped[str] = mapped_column(String(20), default="")
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
