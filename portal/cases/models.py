"""The tables of cases: the head, who reads which layer, every version, the files."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.publication import Status
from portal.cases.content import CaseContent
from portal.foundation import clock
from portal.foundation.database import Base, CodeLists, Indexed, PydanticJSON, UTCDateTime
from portal.foundation.ids import new_id

LAYERS = ("abstract", "summary", "annex")
WRITERS, GRANTED = "writers", "granted"


class CaseAudience(Base):
    """One token that opens one layer, derived from status, marks and audience; see `rules.audiences`."""

    __tablename__ = "case_audiences"
    __table_args__ = (Index("ix_case_audiences_token", "token", "layer", "case_id"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    layer: Mapped[str] = mapped_column(String(10), primary_key=True)
    token: Mapped[str] = mapped_column(String(120), primary_key=True)


class CasePlace(Base):
    """A country that plays a part in a case, or a region it belongs to: `country:NE`, `region:sahel`.

    Only for lists such as "new in your country"; what a reader may see of it is asked of the audience.
    """

    __tablename__ = "case_places"
    __table_args__ = (Index("ix_case_places_place", "place", "case_id"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(String(60), primary_key=True)


class CaseEditor(Base):
    """A member who writes the case together with its owner."""

    __tablename__ = "case_editors"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)


class Case(Base, Indexed):
    """One concrete matter. `content` is replaced whole, never changed in place."""

    __tablename__ = "cases"
    __kind__ = "case"
    __table_args__ = (
        UniqueConstraint("owner_id", "external_id"),
        Index("ix_cases_status", "status", "published_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    external_id: Mapped[str | None] = mapped_column(String(200))
    owner_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("authorities.id"))
    country: Mapped[str] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(12), default=Status.DRAFT)
    exercise: Mapped[bool] = mapped_column(Boolean, default=False)
    content: Mapped[CaseContent] = mapped_column(PydanticJSON(CaseContent))
    opened: Mapped[Mapping[str, Sequence[str]]] = mapped_column(CodeLists, default=dict)
    """Layer → tokens that open it, `writers` → member ids, `granted` → `layer:member` of grants that hold: what
    the rows of `audiences`, `editors` and `case_requests` say, kept beside the case so that reading it needs no other
    table. All are written by `service.open_layers` alone."""
    sort_date: Mapped[str] = mapped_column(String(10), default="")
    version: Mapped[int] = mapped_column(Integer, default=0)
    remarks: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    audiences: Mapped[list[CaseAudience]] = relationship(cascade="all, delete-orphan", lazy="select")
    editors: Mapped[list[CaseEditor]] = relationship(cascade="all, delete-orphan", lazy="select")
    places: Mapped[list[CasePlace]] = relationship(cascade="all, delete-orphan", lazy="select")
    files: Mapped[list["CaseFile"]] = relationship(
        cascade="all, delete-orphan", lazy="select", order_by="CaseFile.added_at"
    )

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
        return frozenset(self.content.regions) if self.status in (Status.SUBMITTED, Status.PUBLISHED) else frozenset()

    def audience(self, layer: str) -> frozenset[str]:
        return frozenset(self.opened.get(layer, ()))

    @property
    def reference(self) -> str:
        """What its address ends with: the number once it has one."""
        return self.number or self.id


class CaseFile(Base):
    """An attachment under the mark of its layer. The content lies in the file store under its SHA-256."""

    __tablename__ = "case_files"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    layer: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    added_by: Mapped[str] = mapped_column(ForeignKey("members.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class CaseVersion(Base):
    """The case as it was saved at one moment. Rows are added, never changed."""

    __tablename__ = "case_versions"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    saved_by: Mapped[str] = mapped_column(ForeignKey("members.id"))
    status: Mapped[str] = mapped_column(String(12))
    content: Mapped[CaseContent] = mapped_column(PydanticJSON(CaseContent))


class CaseNumber(Base):
    """The last sequence given for a country and year."""

    __tablename__ = "case_numbers"

    country: Mapped[str] = mapped_column(String(3), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class CaseCorrection(Base):
    """What a reader proposes to change in a text of somebody else's case. Its writers and he read it, nobody else."""

    __tablename__ = "case_corrections"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    proposer_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    field: Mapped[str] = mapped_column(String(20))
    passage: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    remark: Mapped[str] = mapped_column(Text, default="")
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CaseRequest(Base):
    """A reader of the abstract asks the owner for more, and what the owner answered.

    While it is granted, `layer` is the deepest he reads and `until` when that ends by itself. With `unnamed` the owner
    sees profession and country of who asks, not the name, until the request is granted.
    """

    __tablename__ = "case_requests"
    __table_args__ = (Index("ix_case_requests_until", "state", "until"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    asker_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    unnamed: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text, default="")
    layer: Mapped[str] = mapped_column(String(10), default="")
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


_OPEN = CaseRequest.state == "open"
Index(
    "uq_case_requests_open",
    CaseRequest.case_id,
    CaseRequest.asker_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
