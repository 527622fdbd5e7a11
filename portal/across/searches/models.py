"""The tables of saved searches: the question, what it has found, and what has changed since it was last asked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id


class SavedSearch(Base):
    """`question` is the query part of a link to the result page; `cadence` is how mail tells of what it finds: with
    "off" it is asked only for its webhooks. `problem` says why it can no longer be asked."""

    __tablename__ = "saved_searches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    question: Mapped[str] = mapped_column(Text)
    cadence: Mapped[str] = mapped_column(String(10), default="now")
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


class SearchLink(Base):
    """An address that opens a feed of a saved search with its owner's rights. `id` is the SHA-256 of its token."""

    __tablename__ = "search_links"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    search_id: Mapped[str] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class Webhook(Base):
    """A program that is told what a saved search finds. `stopped` says why it is called no more.

    `failures` counts those since it last answered well; until `paused_until` it is left alone.
    """

    __tablename__ = "webhooks"
    __table_args__ = (UniqueConstraint("search_id", "url"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    search_id: Mapped[str] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    failures: Mapped[int] = mapped_column(Integer, default=0)
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped: Mapped[str] = mapped_column(String(20), default="")
    answer: Mapped[str] = mapped_column(String(100), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class ChangedThing(Base):
    """A thing that saved searches have not been asked about since it changed."""

    __tablename__ = "changed_things"

    thing: Mapped[str] = mapped_column(String(80), primary_key=True)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
