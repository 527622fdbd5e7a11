"""The tables of hearing: what a member follows, and what she was told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id


class Follow(Base):
    """`target` is a `Ref` as text: a thing (`case:…`) or a topic (`country:NE`)."""

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("member_id", "target"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    target: Mapped[str] = mapped_column(String(120), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class Notice(Base):
    """One member told of one event. `rank` says how near it is to her: the lowest concerns her most."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("event", "member_id"), Index("ix_notices_inbox", "member_id", "id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    event: Mapped[str] = mapped_column(String(60))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    act: Mapped[str] = mapped_column(String(60))
    thing: Mapped[str] = mapped_column(String(120))
    rank: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
