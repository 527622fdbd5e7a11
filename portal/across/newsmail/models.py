"""The tables of news by mail: messages on their way, and those that came back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id


class NewsMail(Base):
    """One message to one member. While one is on its way no other is begun: what comes meanwhile joins it."""

    __tablename__ = "news_mails"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


_UNSENT = NewsMail.sent_at.is_(None)
Index("uq_news_mails_unsent", NewsMail.member_id, unique=True, sqlite_where=_UNSENT, postgresql_where=_UNSENT)


class MailReturn(Base):
    """A message of ours that came back (RFC 3464) or was reported as unwanted (RFC 5965); each is counted once."""

    __tablename__ = "mail_returns"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    returned_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
