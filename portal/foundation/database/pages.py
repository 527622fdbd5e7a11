"""One page of what a statement selects."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from portal.foundation.database.base import db
from portal.foundation.paging import Paged

Row = TypeVar("Row")


def paged(wanted: Select[Any], page: int, per_page: int, read: Callable[[Select[Any]], Sequence[Row]]) -> Paged[Row]:
    """`read` is given the statement of the page alone."""
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    return Paged(read(wanted.limit(per_page).offset((page - 1) * per_page)), page, per_page, total)
