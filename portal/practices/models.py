"""The tables of practices: the head, who reads it, every version, what others say of it, and lists of practices."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.publication import OPEN, Status
from portal.foundation import clock
from portal.foundation.database import Base, CodeLists, Indexed, PydanticJSON, UTCDateTime
from portal.foundation.ids import new_id
from portal.practices.content import PracticeContent
from portal.regions.content import Audience

READERS, WRITERS = "readers", "writers"


class PracticeAudience(Base):
    """One token that opens a practice, derived from status, mark and audience; see `rules.readers_of`."""

    __tablename__ = "practice_audiences"
    __table_args__ = (Index("ix_practice_audiences_token", "token", "practice_id"),)

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(String(120), primary_key=True)


class PracticeTopic(Base):
    """What lists are filtered by: `country:NE`, `region:sahel`, `theme:tracing`, `language:fr`."""

    __tablename__ = "practice_topics"
    __table_args__ = (Index("ix_practice_topics_topic", "topic", "practice_id"),)

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(100), primary_key=True)


class PracticeEditor(Base):
    """A member who writes the practice together with its owner."""

    __tablename__ = "practice_editors"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)


class Practice(Base, Indexed):
    """A good practice, told so that another can repeat it. `content` is replaced whole, never changed in place."""

    __tablename__ = "practices"
    __kind__ = "practice"
    __table_args__ = (
        UniqueConstraint("owner_id", "external_id"),
        Index("ix_practices_status", "status", "published_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    external_id: Mapped[str | None] = mapped_column(String(200))
    owner_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("authorities.id"))
    country: Mapped[str] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(12), default=Status.DRAFT)
    grade: Mapped[str] = mapped_column(String(12), default="told")
    exercise: Mapped[bool] = mapped_column(Boolean, default=False)
    content: Mapped[PracticeContent] = mapped_column(PydanticJSON(PracticeContent))
    opened: Mapped[Mapping[str, Sequence[str]]] = mapped_column(CodeLists, default=dict)
    """`readers` → tokens and `writers` → member ids: what the rows of `audiences` and `editors` say, kept beside the
    practice so that reading it needs no other table. Both are written by `service.open_to_readers` alone."""
    version: Mapped[int] = mapped_column(Integer, default=0)
    remarks: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    audiences: Mapped[list[PracticeAudience]] = relationship(cascade="all, delete-orphan", lazy="select")
    topics: Mapped[list[PracticeTopic]] = relationship(cascade="all, delete-orphan", lazy="select")
    editors: Mapped[list[PracticeEditor]] = relationship(cascade="all, delete-orphan", lazy="select")

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
        """Regions whose coordinators judge it; none while it is a draft."""
        return frozenset(self.content.regions) if self.status in OPEN else frozenset()

    def audience(self, layer: str = "") -> frozenset[str]:
        """A practice has one layer, whatever the policy calls it."""
        return frozenset(self.opened.get(READERS, ()))

    @property
    def reference(self) -> str:
        """What its address ends with: the number once it has one."""
        return self.number or self.id

    @property
    def sort_date(self) -> str:
        """YYYY-MM-DD of its publication, else of its submission; empty before."""
        known = self.published_at or self.submitted_at
        return known.date().isoformat() if known else ""


class PracticeVersion(Base):
    """The practice as it was saved at one moment. Rows are added, never changed."""

    __tablename__ = "practice_versions"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    saved_by: Mapped[str] = mapped_column(ForeignKey("members.id"))
    status: Mapped[str] = mapped_column(String(12))
    content: Mapped[PracticeContent] = mapped_column(PydanticJSON(PracticeContent))


class PracticeConfirmation(Base):
    """What one member says of one practice, a row each time he says it: the last one counts, the others are its trace.

    Country and authority are the member's at that moment.
    """

    __tablename__ = "practice_confirmations"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    said_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    country: Mapped[str] = mapped_column(String(2))
    authority_id: Mapped[str] = mapped_column(ForeignKey("authorities.id"))
    answer: Mapped[str] = mapped_column(String(12))
    context: Mapped[str] = mapped_column(Text, default="")


class PracticeCollection(Base):
    """A member's numbered list of practices. `last` is the highest place ever given: none is given twice."""

    __tablename__ = "practice_collections"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("authorities.id"))
    title: Mapped[str] = mapped_column(String(300))
    introduction: Mapped[str] = mapped_column(Text, default="")
    mark: Mapped[str | None] = mapped_column(String(12))
    named: Mapped[Audience] = mapped_column(PydanticJSON(Audience))
    exercise: Mapped[bool] = mapped_column(Boolean, default=False)
    last: Mapped[int] = mapped_column(Integer, default=0)
    revision: Mapped[int] = mapped_column(Integer, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    entries: Mapped[list["CollectionEntry"]] = relationship(
        cascade="all, delete-orphan", lazy="select", order_by="CollectionEntry.place"
    )
    audiences: Mapped[list["CollectionAudience"]] = relationship(cascade="all, delete-orphan", lazy="select")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads it so

    @property
    def review_regions(self) -> frozenset[str]:
        """Nobody judges a list: it tells nothing that was not judged."""
        return frozenset()

    @property
    def writer_ids(self) -> frozenset[str]:
        return frozenset({self.owner_id})

    def audience(self, layer: str = "") -> frozenset[str]:
        return frozenset(row.token for row in self.audiences)


class CollectionAudience(Base):
    """One token that opens a collection; its practices are opened by their own."""

    __tablename__ = "practice_collection_audiences"

    collection_id: Mapped[str] = mapped_column(
        ForeignKey("practice_collections.id", ondelete="CASCADE"), primary_key=True
    )
    token: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)


class CollectionEntry(Base):
    """A practice at its place in a collection, which it keeps for good."""

    __tablename__ = "practice_collection_entries"

    collection_id: Mapped[str] = mapped_column(
        ForeignKey("practice_collections.id", ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)


class PracticeNumber(Base):
    """The last sequence given in a series (`P` practices, `L` lists of them) for a country and year."""

    __tablename__ = "practice_numbers"

    series: Mapped[str] = mapped_column(String(1), primary_key=True)
    country: Mapped[str] = mapped_column(String(3), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
