"""The tables of the vocabulary: concepts, and every state each of them had."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, PydanticJSON, UTCDateTime
from portal.foundation.ids import new_id
from portal.vocabulary.content import ConceptContent


class Concept(Base):
    """One concept. `key` is its name in addresses, facets and files, and never changes."""

    __tablename__ = "concepts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    status: Mapped[str] = mapped_column(String(12), default="proposed")
    merged_into: Mapped[str] = mapped_column(String(80), default="")
    content: Mapped[ConceptContent] = mapped_column(PydanticJSON(ConceptContent))
    proposed_by: Mapped[str] = mapped_column(String(32), default="")
    revision: Mapped[int] = mapped_column(Integer, nullable=False)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads it so


class ConceptChange(Base):
    """The concept as it was saved at one moment. The highest `seq` names the state of the whole vocabulary."""

    __tablename__ = "concept_changes"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    concept_id: Mapped[str] = mapped_column(ForeignKey("concepts.id", ondelete="CASCADE"), index=True)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    saved_by: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(12))
    content: Mapped[ConceptContent] = mapped_column(PydanticJSON(ConceptContent))
