"""Sections of a long form. Each shows a part of a record and gives that part back as typed."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel
from wtforms import FieldList, HiddenField

from portal.foundation.errors import Problem
from portal.foundation.i18n import Lazy
from portal.foundation.web.forms import PortalForm, filled, whole_number

_NAMES = {"from": "origin", "to": "destination"}


def section_of(problem: Problem, sections: Mapping[str, type["SectionForm"]]) -> str:
    """The section that has the field; that of the audience, which is the last, for what has none."""
    name = str(problem.path[0])
    return next((step for step, kind in sections.items() if name in kind.fields), "audience")


def step_list(
    names: Mapping[str, Lazy], current: str, missing: Collection[str], url: Callable[[str], str]
) -> list[dict[str, str]]:
    """The steps of a form, each with its state; `missing` are those in which something has to be filled in."""
    return [
        {
            "text": str(name),
            "url": url(step),
            "state": "current" if step == current else "problem" if step in missing else "todo",
        }
        for step, name in names.items()
    ]


class SectionForm(PortalForm):
    """`revision` is the one the page showed: saving over a newer one is noticed."""

    fields: ClassVar[tuple[str, ...]] = ()
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: dict[str, list[int]] = {}

    @classmethod
    def showing(cls, content: BaseModel, revision: int) -> Self:
        return cls(data={**cls.load(content), "revision": revision})

    @classmethod
    def load(cls, content: BaseModel) -> dict[str, Any]:
        return {name: content.model_dump()[name] for name in cls.fields}

    def record(self) -> dict[str, Any]:
        """The fields of this section as typed, rows nobody filled left out."""
        return {name: self._typed(name) for name in self.fields}

    def _typed(self, name: str) -> Any:
        field = self[name]
        if isinstance(field, FieldList):
            return self._rows(name, field.data)
        return field.data if field.data != "" else None

    def _rows(self, name: str, rows: list[Any]) -> list[Any]:
        wanted = [(at, filled(row) if isinstance(row, dict) else row) for at, row in enumerate(rows)]
        self.kept[name] = [at for at, row in wanted if row]
        return [row for _, row in wanted if row]

    def offer(self, content: Any) -> None:
        """What of the record as it stands decides which values a field offers."""

    def show(self, problems: tuple[Problem, ...]) -> None:
        """Puts problems beside the rows as they stand on the page, where empty ones count."""
        moved = []
        for problem in problems:
            path = list(problem.path)
            kept = self.kept.get(str(path[0]), [])
            if len(path) > 1 and isinstance(path[1], int) and path[1] < len(kept):
                path[1] = kept[path[1]]
            moved.append(Problem(tuple(path), problem.message))
        self.bind(moved, _NAMES)

    @property
    def revision_number(self) -> int:
        return whole_number(self.revision.data)
