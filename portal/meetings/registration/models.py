"""The tables of registration: the desk of a meeting, who registered, letters, notices, evaluation."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, CodeLists, PydanticJSON, UTCDateTime
from portal.foundation.ids import new_id
from portal.meetings.registration.content import Desk


class State(StrEnum):
    APPLIED = "applied"
    APPROVED = "approved"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ATTENDED = "attended"


PLACED = (State.APPROVED, State.ATTENDED)
"""Those who take part."""


class RegistrationDesk(Base):
    """How one meeting registers. Whoever takes or frees a place locks this row first, so the last one goes once."""

    __tablename__ = "registration_desks"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, nullable=False)
    content: Mapped[Desk] = mapped_column(PydanticJSON(Desk))
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    retain_until: Mapped[str] = mapped_column(String(10), default="", index=True)
    purged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads it so


class Registration(Base):
    """One person at one meeting. A delegate without an account has no member; `registered_by` answers for him."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("meeting_id", "member_id"),
        Index("ix_registrations_queue", "meeting_id", "state", "queued_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"), index=True)
    registered_by: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    authority: Mapped[str] = mapped_column(String(300), default="")
    country: Mapped[str] = mapped_column(String(2))
    delegation: Mapped[str] = mapped_column(String(32), default="", index=True)
    head: Mapped[bool] = mapped_column(Boolean, default=False)
    role: Mapped[str] = mapped_column(String(12), default="participant")
    state: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(3), default="")
    answers: Mapped[Mapping[str, Sequence[str]]] = mapped_column(CodeLists, default=dict)
    consent: Mapped[bool] = mapped_column(Boolean, default=False)
    queued_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    attended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def contact_id(self) -> str:
        """Who hears of it."""
        return self.member_id or self.registered_by


class ParticipantLetter(Base):
    """A mail an organizer wrote to a group; each recipient's copy is filled in when it is sent."""

    __tablename__ = "participant_letters"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    group: Mapped[str] = mapped_column(String(12))
    country: Mapped[str] = mapped_column(String(2), default="")
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    recipients: Mapped[int] = mapped_column(Integer)
    sent_by: Mapped[str] = mapped_column(ForeignKey("members.id"))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class MeetingNotice(Base):
    """A reminder that went out: `what` and the day it spoke of, so a meeting that moves is reminded of anew."""

    __tablename__ = "meeting_notices"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


def _random_id() -> str:
    return secrets.token_hex(16)


class EvaluationSheet(Base):
    """One anonymous answer: no member, no time, and an identifier that tells no order. It lies in that order too."""

    __tablename__ = "evaluation_sheets"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it so

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=_random_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    answers: Mapped[Mapping[str, Sequence[str]]] = mapped_column(CodeLists, default=dict)


class EvaluationGiven(Base):
    """Who has answered, never what."""

    __tablename__ = "evaluations_given"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it so

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
