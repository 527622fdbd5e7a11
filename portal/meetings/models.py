"""The tables of meetings: the head and who reads it, the agenda, documents, minutes, decisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation import clock
from portal.foundation.database import Base, CodeLists, Indexed, PydanticJSON, UTCDateTime
from portal.foundation.ids import new_id
from portal.meetings.content import MeetingContent
from portal.regions.content import Audience

LAYERS = ("abstract", "minutes")
"""`abstract` is the meeting with its agenda, `minutes` the minutes and decisions."""
WRITERS = "writers"


class Status(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    REGISTRATION = "registration"
    HELD = "held"
    CLOSED = "closed"


class MeetingAudience(Base):
    """One token that opens one layer, derived from status, marks and audience; see `rules.audiences`."""

    __tablename__ = "meeting_audiences"
    __table_args__ = (Index("ix_meeting_audiences_token", "token", "layer", "meeting_id"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    layer: Mapped[str] = mapped_column(String(10), primary_key=True)
    token: Mapped[str] = mapped_column(String(120), primary_key=True)


class MeetingPlace(Base):
    """A country that takes part, or a region: `country:NE`, `region:sahel`. Only for lists."""

    __tablename__ = "meeting_places"
    __table_args__ = (Index("ix_meeting_places_place", "place", "meeting_id"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(String(60), primary_key=True)


class MeetingOrganizer(Base):
    """A member who organizes the meeting together with its owner."""

    __tablename__ = "meeting_organizers"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)


class Meeting(Base, Indexed):
    """One meeting. `content` is replaced whole, never changed in place."""

    __tablename__ = "meetings"
    __kind__ = "meeting"
    __table_args__ = (Index("ix_meetings_status", "status", "sort_date"), Index("ix_meetings_series", "series"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("authorities.id"))
    status: Mapped[str] = mapped_column(String(12), default=Status.DRAFT)
    exercise: Mapped[bool] = mapped_column(Boolean, default=False)
    content: Mapped[MeetingContent] = mapped_column(PydanticJSON(MeetingContent))
    opened: Mapped[Mapping[str, Sequence[str]]] = mapped_column(CodeLists, default=dict)
    """Layer → tokens that open it, and `writers` → member ids: what the rows of `audiences` and `organizers` say."""
    sort_date: Mapped[str] = mapped_column(String(10), default="")
    series: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    announced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    audiences: Mapped[list[MeetingAudience]] = relationship(cascade="all, delete-orphan", lazy="select")
    organizers: Mapped[list[MeetingOrganizer]] = relationship(cascade="all, delete-orphan", lazy="select")
    places: Mapped[list[MeetingPlace]] = relationship(cascade="all, delete-orphan", lazy="select")

    __mapper_args__ = {"version_id_col": Indexed.revision}  # noqa: RUF012 - SQLAlchemy reads it so

    narrowed = False
    """Set while a change takes readers away, so that search forgets first."""

    @property
    def index_priority(self) -> int:
        return 0 if self.narrowed else 1

    @property
    def writer_ids(self) -> frozenset[str]:
        return frozenset(self.opened.get(WRITERS) or (self.owner_id,))

    @property
    def review_regions(self) -> frozenset[str]:
        """Regions whose coordinators may publish it."""
        return frozenset(self.content.regions)

    def audience(self, layer: str) -> frozenset[str]:
        return frozenset(self.opened.get(layer, ()))

    @property
    def reference(self) -> str:
        """What its address ends with: the number once it has one."""
        return self.number or self.id


class MeetingSession(Base):
    """A part of the agenda with one room and one beginning. Its items follow one another from there."""

    __tablename__ = "meeting_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    room: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AgendaItem(Base):
    """One item. When it begins follows from its session and the minutes of those before it."""

    __tablename__ = "agenda_items"
    __table_args__ = (Index("ix_agenda_items_place", "session_id", "position"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("meeting_sessions.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(String(10), default="item")
    title: Mapped[str] = mapped_column(String(300))
    speaker_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"), index=True)
    speaker: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int] = mapped_column(Integer, default=15)
    language: Mapped[str] = mapped_column(String(3), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    asks: Mapped[str] = mapped_column(String(10), default="")


class Presentation(Base):
    """What an item asked of its speaker and what became of it: a thing of another subject, named by kind and id."""

    __tablename__ = "meeting_presentations"

    item_id: Mapped[str] = mapped_column(ForeignKey("agenda_items.id", ondelete="CASCADE"), primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    thing_id: Mapped[str] = mapped_column(String(32), index=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class MeetingDocument(Base, Indexed):
    """A paper of the meeting or of one item, under its own mark. Read by who reads the meeting and holds its tokens."""

    __tablename__ = "meeting_documents"
    __kind__ = "document"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    authority_id: Mapped[str] = mapped_column(ForeignKey("authorities.id"))
    title: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(3), default="en")
    mark: Mapped[str] = mapped_column(String(12))
    named: Mapped[Audience] = mapped_column(PydanticJSON(Audience))
    opened: Mapped[Mapping[str, Sequence[str]]] = mapped_column(CodeLists, default=dict)
    version: Mapped[int] = mapped_column(Integer, default=1)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    audiences: Mapped[list["DocumentAudience"]] = relationship(cascade="all, delete-orphan", lazy="select")
    versions: Mapped[list["DocumentVersion"]] = relationship(
        cascade="all, delete-orphan", lazy="select", order_by="DocumentVersion.number"
    )

    __mapper_args__ = {"version_id_col": Indexed.revision}  # noqa: RUF012 - SQLAlchemy reads it so

    narrowed = False
    """Set while a change takes readers away, so that search forgets first."""

    @property
    def index_priority(self) -> int:
        return 0 if self.narrowed else 1

    review_regions: frozenset[str] = frozenset()

    @property
    def writer_ids(self) -> frozenset[str]:
        return frozenset(self.opened.get(WRITERS) or (self.owner_id,))

    def audience(self, layer: str) -> frozenset[str]:
        return frozenset(self.opened.get(layer, ()))


class DocumentAudience(Base):
    """One token that opens a document, to who may read its meeting."""

    __tablename__ = "meeting_document_audiences"
    __table_args__ = (Index("ix_meeting_document_audiences_token", "token", "document_id"),)

    document_id: Mapped[str] = mapped_column(ForeignKey("meeting_documents.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(String(120), primary_key=True)


class DocumentVersion(Base):
    """A file as it was given at one moment. The content lies in the file store under its SHA-256."""

    __tablename__ = "meeting_document_versions"

    document_id: Mapped[str] = mapped_column(ForeignKey("meeting_documents.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    added_by: Mapped[str] = mapped_column(ForeignKey("members.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class MinutesRevision(Base):
    """The minutes as they were saved at one moment. Rows are added, never changed."""

    __tablename__ = "meeting_minutes"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[str] = mapped_column(ForeignKey("members.id"))
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class MinutesEditing(Base):
    """Who has the minutes open, for a short while after each sign of it."""

    __tablename__ = "meeting_minutes_editing"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    until: Mapped[datetime] = mapped_column(UTCDateTime)


class Decision(Base):
    """What was decided, who does it and by when. Carried to later meetings of the series until it is closed."""

    __tablename__ = "meeting_decisions"
    __table_args__ = (Index("ix_meeting_decisions_due", "state", "due"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"), index=True)
    due: Mapped[str] = mapped_column(String(10), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class MeetingNumber(Base):
    """The last sequence given for a year."""

    __tablename__ = "meeting_numbers"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)
