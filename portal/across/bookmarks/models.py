"""The table of bookmarks."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id


class Bookmark(Base):
    """Hers alone. `remind_on` is a day of her own calendar (YYYY-MM-DD), empty once she was reminded or wants not."""

    __tablename__ = "bookmarks"
    __table_args__ = (UniqueConstraint("member_id", "thing"), Index("ix_bookmarks_due", "remind_on"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    thing: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")
    remind_on: Mapped[str] = mapped_column(String(10), default="")
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
