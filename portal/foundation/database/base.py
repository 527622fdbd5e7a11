"""What every table shares."""

from typing import ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class Indexed:
    """A row that search holds. Each change of it appends an outbox row in the same transaction.

    `revision` grows with every update and is checked by it: a writer who opened an older one gets a
    StaleDataError (`Conflict` at the edge), and an engine lets the highest revision win.
    """

    __kind__: ClassVar[str]
    id: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer, nullable=False)

    @property
    def index_priority(self) -> int:
        """0 is handled before everything else: what narrows or withdraws. 1 otherwise."""
        return 1


db = SQLAlchemy(model_class=Base)
