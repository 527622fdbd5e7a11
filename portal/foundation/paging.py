"""Long lists come in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """One page of `total` rows. `page` starts at 1."""

    rows: Sequence[Row]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        return min((self.page - 1) * self.per_page + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.page * self.per_page, self.total)


def page_number(text: str | None, ceiling: int = 500) -> int:
    """What a link asks for, brought into 1…ceiling; nonsense is page 1."""
    try:
        asked = int(text or 1)
    except ValueError:
        return 1
    return max(1, min(asked, ceiling))
