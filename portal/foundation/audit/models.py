"""The audit table. Rows are added, never changed."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database.base import Base
from portal.foundation.database.types import UTCDateTime


class AuditRow(Base):
    """One act. `actor` and `object` are refs (`member:…`, `case:…`); `detail` is JSON without content."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_object", "object", "seq"), Index("ix_audit_actor", "actor", "seq"))

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    actor: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(Text, default="{}")
    request_id: Mapped[str] = mapped_column(String(32), default="")
