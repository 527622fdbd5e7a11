"""The tables of saved searches: the question, what it has found, and what has changed since it was last asked."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id


class SavedSearch(Base):
    """`question` is the query part of a link to the result page; `problem` says why it can no longer be asked."""

    __tablename__ = "saved_searches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    question: Mapped[str] = mapped_column(Text)
    alerts: Mapped[bool] = mapped_column(Boolean, default=True)
    problem: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class SavedMatch(Base):
    """A thing this search has found since it was saved; told once, however often it changes."""

    __tablename__ = "saved_matches"
    __table_args__ = (Index("ix_saved_matches_found", "search_id", "found_at"),)

    search_id: Mapped[str] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True)
    thing: Mapped[str] = mapped_column(String(80), primary_key=True)
    found_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class ChangedThing(Base):
    """A thing that saved searches have not been asked about since it changed."""

    __tablename__ = "changed_things"

    thing: Mapped[str] = mapped_column(String(80), primary_key=True)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
