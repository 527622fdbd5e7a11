"""The tables of the calendar: feed addresses, and how often what a calendar shows of a meeting has changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id


class CalendarLink(Base):
    """An address that opens a feed with its owner's rights. Only the SHA-256 of its token is kept.

    `subject` is a meeting's id or a region's code; empty for the feed of everything the member takes part in.
    """

    __tablename__ = "calendar_links"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class MeetingSequence(Base):
    """SEQUENCE of RFC 5545 §3.8.7.4: grows with every change of time, place or state."""

    __tablename__ = "meeting_sequences"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
