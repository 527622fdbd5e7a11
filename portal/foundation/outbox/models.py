"""The outbox table."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database.base import Base
from portal.foundation.database.types import UTCDateTime


class OutboxRow(Base):
    """One piece of work. A row with a `parked_reason` waits for a person."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "topic", "parked_reason", "priority", "id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    payload: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[int] = mapped_column(Integer, default=1)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    available_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    claimed_by: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    parked_reason: Mapped[str | None] = mapped_column(String(500))
