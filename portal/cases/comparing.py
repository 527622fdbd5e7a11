"""What differs between two states of a case, field by field and word by word."""

from collections.abc import Callable, Mapping

from pydantic import BaseModel

from portal.cases import codes
from portal.cases.content import CaseContent, CountryPart
from portal.countries.queries import country_name
from portal.foundation.differences import Difference, compared
from portal.foundation.i18n import Lazy, lazy
from portal.foundation.i18n import gettext as _
from portal.foundation.records import TEXT_STATES
from portal.members.queries import names_of
from portal.regions.content import Audience
from portal.regions.queries import REGIONS
from portal.vocabulary.queries import concept_name

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
    "themes": lazy("Themes"),
    "sources": lazy("Sources"),
    "sherloc": lazy("SHERLOC reference"),
    "related": lazy("Related cases"),
    "marks": lazy("Handling marks"),
    "audience": lazy("Audience"),
}


def differences(before: CaseContent, after: CaseContent) -> list[Difference]:
    return compared(_flat(before), _flat(after))


def _flat(content: CaseContent) -> dict[str, str]:
    """Label → text of every field, the texts of each language apart."""
    lines = {}
    for text in content.texts:
        for name, value in text:
            if name != "language":
                lines[f"{LABELS[name]} ({text.language})"] = _written(name, value)
    for name, value in content:
        if name != "texts":
            lines[str(LABELS[name])] = _written(name, value)
    return lines


def _written(name: str, value: object) -> str:
    """In the reader's words: labels for codes, names for countries, regions and members."""
    if isinstance(value, tuple):
        return "\n".join(_written(name, each) for each in value)
    if isinstance(value, BaseModel):
        return ", ".join(_written(_kind(value, field), each) for field, each in value if each not in ("", None, ()))
    if isinstance(value, bool):
        return _("Yes") if value else ""
    return "" if value is None else _NAMES.get(name, str)(str(value))


def _kind(record: BaseModel, field: str) -> str:
    """What a field of a part holds, where its name alone does not say."""
    if isinstance(record, CountryPart) and field == "part":
        return "country_part"
    if isinstance(record, Audience) and field == "countries":
        return "country"
    return field


def _label_of(known: Mapping[str, Lazy]) -> Callable[[str], str]:
    return lambda code: str(known.get(code, code))


def _member_name(member: str) -> str:
    return names_of({member}).get(member, member)


_NAMES: Mapping[str, Callable[[str], str]] = {
    "stage": _label_of(codes.STAGES),
    "regions": _label_of(REGIONS),
    "offences": _label_of(codes.OFFENCES),
    "methods": _label_of(codes.METHODS),
    "techniques": _label_of(codes.TECHNIQUES),
    "cooperation": _label_of(codes.COOPERATION),
    "themes": concept_name,
    "type": _label_of(codes.ITEM_TYPES),
    "marking": _label_of(codes.MARKINGS),
    "by": _label_of(codes.CARRIAGE),
    "part": _label_of(codes.PERSON_PARTS),
    "country_part": _label_of(codes.PARTS),
    "age_band": _label_of(codes.AGE_BANDS),
    "sex": _label_of(codes.SEXES),
    "verdict": _label_of(codes.VERDICTS),
    "state": _label_of(TEXT_STATES),
    "code": country_name,
    "country": country_name,
    "nationality": country_name,
    "members": _member_name,
}
