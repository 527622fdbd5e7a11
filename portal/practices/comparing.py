"""Two states of a practice, and two practices, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.countries.queries import country_name
from portal.foundation.differences import Difference, compared
from portal.foundation.i18n import Lazy, lazy
from portal.foundation.records import TEXT_STATES
from portal.foundation.refs import Described
from portal.members.queries import names_of
from portal.practices.content import PracticeContent, PracticeText
from portal.regions.content import Audience
from portal.regions.queries import region_name
from portal.vocabulary.queries import concept_name

LABELS: dict[str, Lazy] = {
    "state": lazy("State of the text"),
    "title": lazy("Title"),
    "problem": lazy("Problem"),
    "action": lazy("What was done"),
    "preconditions": lazy("Preconditions"),
    "steps": lazy("Steps"),
    "result": lazy("Result"),
    "failed": lazy("What failed"),
    "repeated": lazy("Where it was repeated"),
    "regions": lazy("Regions"),
    "themes": lazy("Themes"),
    "cases": lazy("Cases behind it"),
    "sources": lazy("Sources"),
    "mark": lazy("Handling mark"),
    "audience": lazy("Audience"),
}


def differences(before: PracticeContent, after: PracticeContent, cases: Mapping[str, Described]) -> list[Difference]:
    """`cases` are those the reader may read; the others are not told of."""
    return compared(_flat(before, cases), _flat(after, cases))


def _flat(content: PracticeContent, cases: Mapping[str, Described]) -> dict[str, str]:
    """Label → text of every field, the texts of each language apart."""
    lines: dict[str, str] = {}
    for text in content.texts:
        told = _told(text) | {"state": str(TEXT_STATES[text.state])}
        lines |= {f"{LABELS[name]} ({text.language})": value for name, value in told.items()}
    held = {
        "repeated": map(country_name, content.repeated),
        "regions": map(region_name, content.regions),
        "themes": map(concept_name, content.themes),
        "cases": (cases[key].number or cases[key].title for key in content.cases if key in cases),
        "sources": content.sources,
        "mark": [content.mark or ""],
        "audience": _named(content.audience),
    }
    return lines | {str(LABELS[name]): "\n".join(map(str, values)) for name, values in held.items()}


def _told(text: PracticeText) -> dict[str, str]:
    names = ("title", "problem", "action", "preconditions", "result", "failed")
    return {name: getattr(text, name) for name in names} | {"steps": "\n".join(text.steps)}


def _named(audience: Audience) -> list[str]:
    members = names_of(set(audience.members)) if audience.members else {}
    return [
        *map(region_name, audience.regions),
        *map(country_name, audience.countries),
        *(members.get(key, key) for key in audience.members),
    ]


@dataclass(frozen=True, slots=True)
class Pair:
    """One part of two practices; `name` is its field."""

    name: str
    label: Lazy


def shown_parts(first: PracticeText, second: PracticeText) -> list[Pair]:
    """The parts at least one of the two texts has, in the order of the form."""
    names = ("problem", "action", "preconditions", "steps", "result", "failed")
    return [Pair(name, LABELS[name]) for name in names if getattr(first, name) or getattr(second, name)]
