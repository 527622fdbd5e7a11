"""What differs between two states of a case, field by field and word by word."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape
from pydantic import BaseModel

from portal.cases.content import CaseContent
from portal.foundation.i18n import Lazy, lazy

LABELS: dict[str, Lazy] = {
    "title": lazy("Title"),
    "abstract": lazy("Abstract"),
    "summary": lazy("Summary"),
    "annex": lazy("Restricted annex"),
    "commentary": lazy("Expert commentary"),
    "outcome": lazy("Outcome"),
    "lessons": lazy("Lessons"),
    "difficulties": lazy("Difficulties"),
    "state": lazy("State of the text"),
    "countries": lazy("Countries by part"),
    "regions": lazy("Regions"),
    "offences": lazy("Offences"),
    "stage": lazy("Stage"),
    "year": lazy("Year"),
    "dates": lazy("Dates"),
    "organized_crime": lazy("Linked to organized crime"),
    "terrorism": lazy("Linked to terrorism"),
    "authority": lazy("Authority"),
    "court": lazy("Court"),
    "items": lazy("Items"),
    "route": lazy("Route"),
    "methods": lazy("Methods"),
    "techniques": lazy("Investigative techniques"),
    "cooperation": lazy("International cooperation"),
    "persons": lazy("Persons"),
    "sources": lazy("Sources"),
    "sherloc": lazy("SHERLOC reference"),
    "related": lazy("Related cases"),
    "marks": lazy("Handling marks"),
    "audience": lazy("Audience"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: both texts as safe HTML, removed words in <del>, added ones in <ins>."""

    label: str
    old: Markup
    new: Markup


def differences(before: CaseContent, after: CaseContent) -> list[Difference]:
    older, newer = _flat(before), _flat(after)
    names = list(dict.fromkeys([*older, *newer]))
    return [
        Difference(name, *_marked(older.get(name, ""), newer.get(name, "")))
        for name in names
        if older.get(name, "") != newer.get(name, "")
    ]


def _flat(content: CaseContent) -> dict[str, str]:
    """Label → text of every field, the texts of each language apart."""
    lines = {}
    for text in content.texts:
        for name, value in text:
            if name != "language":
                lines[f"{LABELS[name]} ({text.language})"] = str(value)
    for name, value in content:
        if name != "texts":
            lines[str(LABELS[name])] = _written(value)
    return lines


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(_written(each) for each in value)
    if isinstance(value, BaseModel):
        return ", ".join(_written(each) for _, each in value if each not in ("", None, ()))
    return "" if value is None or value is False else str(value)


def _marked(old: str, new: str) -> tuple[Markup, Markup]:
    before, after = _words(old), _words(new)
    left, right = Markup(), Markup()
    for act, i, j, k, m in SequenceMatcher(None, before, after, autojunk=len(before) > 2000).get_opcodes():
        removed, added = "".join(before[i:j]), "".join(after[k:m])
        left += Markup("<del>{}</del>").format(removed) if act in ("replace", "delete") else escape(removed)
        right += Markup("<ins>{}</ins>").format(added) if act in ("replace", "insert") else escape(added)
    return left, right


def _words(text: str) -> list[str]:
    """Words with the blank after them, so that joining gives the text back."""
    found, word = [], ""
    for character in text:
        if word and word[-1].isspace() and not character.isspace():
            found.append(word)
            word = ""
        word += character
    return [*found, word] if word else found
