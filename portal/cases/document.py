"""A case as search keeps it: one part a layer, each under the layer's own tokens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, select

from portal.access.publication import Status
from portal.cases.content import CaseContent
from portal.cases.models import LAYERS, Case
from portal.cases.rules import SUMMARY_TEXTS
from portal.foundation.database import db
from portal.regions.queries import regions_of
from portal.vocabulary.queries import themes_with_broader
from search.document import Document, Part, Text

FACETS = (
    "kind",
    "region",
    "country",
    "origin",
    "transit",
    "destination",
    "seizure",
    "prosecution",
    "year",
    "month",
    "offence",
    "item",
    "method",
    "technique",
    "cooperation",
    "theme",
    "stage",
    "language",
    "linked",
    "mark",
)
"""Names a query may filter and count by."""


class Indexable(Protocol):
    """What search needs of a case; a `Case` has it, and so has what `read_indexable` reads in half the time."""

    @property
    def id(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def number(self) -> str | None: ...
    @property
    def status(self) -> str: ...
    @property
    def sort_date(self) -> str: ...
    @property
    def content(self) -> CaseContent: ...
    def audience(self, layer: str) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Indexed:
    id: str
    revision: int
    number: str | None
    status: str
    sort_date: str
    content: CaseContent
    opened: Mapping[str, Sequence[str]]

    def audience(self, layer: str) -> frozenset[str]:
        return frozenset(self.opened.get(layer, ()))


def read_indexable(chosen: ColumnElement[bool], limit: int) -> list[Indexed]:
    """The first `limit` cases in the order of their ids: their columns, without objects to watch over."""
    columns = (Case.id, Case.revision, Case.number, Case.status, Case.sort_date, Case.content, Case.opened)
    rows = db.session.execute(select(*columns).where(chosen).order_by(Case.id).limit(limit))
    return [Indexed(*row) for row in rows]


def to_document(case: Indexable) -> Document:
    """Only submitted and published cases have more readers than their writers, but these find their drafts too."""
    opened = _nested({layer: case.audience(layer) for layer in LAYERS})
    content = case.content
    parts = (
        Part(opened["abstract"], _texts(content, ("title", "abstract")), _facts(case), _numbers(case)),
        Part(opened["summary"], _texts(content, SUMMARY_TEXTS), _particulars(content)),
        Part(opened["annex"], _texts(content, ("annex",)), _marked(content, "annex"), _serials(content)),
    )
    held = tuple(part for part in parts if _holds(part))
    return Document("case", case.id, case.revision, held, case.sort_date, gated=True)


def _holds(part: Part) -> bool:
    return bool(part.texts or part.identifiers or any(part.facets.values()))


def _nested(opened: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Adds to a layer open to everybody the tokens of the layers behind it.

    Nobody gains by it, and the engine sees that the audiences lie within one another, which spares it combinations.
    """
    nested = dict(opened)
    for wide, narrower in (("summary", ("annex",)), ("abstract", ("summary", "annex"))):
        if nested[wide] & {"all", "public"}:
            nested[wide] = nested[wide].union({"all"}, *(nested[layer] - {"public"} for layer in narrower))
    return nested


def _texts(content: CaseContent, names: Iterable[str]) -> tuple[Text, ...]:
    return tuple(
        Text(name, text.language, value) for text in content.texts for name in names if (value := getattr(text, name))
    )


def _numbers(case: Indexable) -> tuple[str, ...]:
    return (case.number,) if case.number else ()


def _serials(content: CaseContent) -> tuple[str, ...]:
    return tuple(item.serial for item in content.items if item.serial)


def _marked(content: CaseContent, layer: str) -> dict[str, list[str]]:
    mark = getattr(content.marks, layer)
    held = layer != "annex" or any(text.annex for text in content.texts)
    return {"mark": [mark.value]} if mark and held else {}


def _facts(case: Indexable) -> dict[str, list[str]]:
    content = case.content
    codes = {entry.code for entry in content.countries}
    by_part = {part: [entry.code for entry in content.countries if entry.part == part] for part in FACETS[3:8]}
    linked = [name for name, held in _links(content) if held]
    return {
        "kind": ["case"],
        "region": sorted(set(content.regions).union(*(regions_of(code) for code in codes))),
        "country": sorted(codes),
        **by_part,
        "year": [case.sort_date[:4]] if case.sort_date else [],
        "month": [case.sort_date[:7]] if case.sort_date else [],
        "offence": list(content.offences),
        "stage": [content.stage] if content.stage else [],
        "language": [text.language for text in content.texts],
        "linked": linked,
        "status": [case.status] if case.status != Status.PUBLISHED else [],
        **_marked(content, "abstract"),
    }


def _links(content: CaseContent) -> tuple[tuple[str, bool], ...]:
    return ("organized-crime", content.organized_crime), ("terrorism", content.terrorism)


def _particulars(content: CaseContent) -> dict[str, list[str]]:
    return {
        "item": sorted({item.type for item in content.items}),
        "method": list(content.methods),
        "technique": list(content.techniques),
        "cooperation": list(content.cooperation),
        "theme": themes_with_broader(content.themes),
        **_marked(content, "summary"),
    }
