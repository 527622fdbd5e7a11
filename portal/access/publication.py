"""The way of what members share: written, reviewed, published, withdrawn; and who reads it on the way."""

from collections.abc import Mapping
from enum import StrEnum

from portal.foundation.errors import Conflict, Refused
from portal.foundation.i18n import Lazy


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


OPEN = (Status.SUBMITTED, Status.PUBLISHED)
"""Where others than its writers read it."""

MOVES: Mapping[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.RETURNED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.SUBMITTED: frozenset({Status.PUBLISHED, Status.RETURNED, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset({Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.DRAFT}),
}


def check_move(status: str, to: Status, held: int, seen: int, moved_on: Lazy) -> None:
    """Raises Conflict when somebody saved since revision `seen`, Refused where this cannot follow that."""
    if held != seen:
        raise Conflict
    if to not in MOVES[status]:
        raise Refused(moved_on)
