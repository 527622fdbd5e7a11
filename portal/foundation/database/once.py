"""What several requests may make at the same moment, made by one of them."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from portal.foundation.database.base import db

Made = TypeVar("Made")


def once(make: Callable[[], Made]) -> Made:
    """Of the same form sent several times at once one makes the thing; the others come too late and find it."""
    try:
        return make()
    except IntegrityError:
        db.session.rollback()
        return make()
