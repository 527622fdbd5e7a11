"""Countries of ISO 3166-1 with their UN M49 region, and their dates in the treaties that matter here.

Reference data read from the package's own tables; names come from CLDR in the reader's language.
"""

import csv
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale

from portal.foundation.i18n import Lazy, current_language, lazy

_DATA = Path(__file__).parent / "data"

TREATIES: Mapping[str, Lazy] = {
    "firearms-protocol": lazy("Firearms Protocol"),
    "untoc": lazy("Convention against Transnational Organized Crime"),
    "trafficking-in-persons-protocol": lazy("Trafficking in Persons Protocol"),
    "migrants-protocol": lazy("Smuggling of Migrants Protocol"),
    "arms-trade-treaty": lazy("Arms Trade Treaty"),
}

TREATY_ACTS: Mapping[str, Lazy] = {
    "signed": lazy("signed"),
    "ratified": lazy("ratified"),
    "acceded": lazy("acceded"),
    "accepted": lazy("accepted"),
    "approved": lazy("approved"),
    "succeeded": lazy("succeeded"),
}


@dataclass(frozen=True, slots=True)
class Country:
    alpha2: str
    alpha3: str
    m49: str
    region: str
    subregion: str

    @property
    def name(self) -> str:
        return country_name(self.alpha2)


@dataclass(frozen=True, slots=True)
class TreatyAct:
    """One act of a State. `as_of` is the state of the source, not today's."""

    treaty: str
    status: str
    date: str
    source: str
    as_of: str


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


@cache
def countries() -> Mapping[str, Country]:
    """alpha-2 → country, in the order of the codes."""
    return {row["alpha2"]: Country(**row) for row in _rows("countries.tsv")}


@cache
def _by_alpha3() -> Mapping[str, str]:
    return {country.alpha3: country.alpha2 for country in countries().values()}


@cache
def _treaty_acts() -> Mapping[str, list[TreatyAct]]:
    acts: dict[str, list[TreatyAct]] = {}
    for row in _rows("treaties.tsv"):
        acts.setdefault(row.pop("alpha2"), []).append(TreatyAct(**row))
    return acts


def treaty_acts(alpha2: str) -> Sequence[TreatyAct]:
    return _treaty_acts().get(alpha2, [])


def find_code(text: str) -> str | None:
    """The alpha-2 code for an alpha-2 or alpha-3 code in any case; None when there is no such country."""
    code = text.strip().upper()
    return code if code in countries() else _by_alpha3().get(code)


@cache
def _names(language: str) -> Mapping[str, str]:
    territories = Locale.parse(language).territories
    return {code: territories.get(code, code) for code in countries()}


def country_name(alpha2: str) -> str:
    """In the current language."""
    return _names(current_language()).get(alpha2, alpha2)


def _sort_key(name: str) -> str:
    """Letters without their signs: Å beside A, and the forms of alef together."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


@cache
def _choices(language: str) -> list[tuple[str, str]]:
    return sorted(_names(language).items(), key=lambda pair: _sort_key(pair[1]))


def country_choices() -> list[tuple[str, str]]:
    """(code, name) sorted by name, for a list to choose from."""
    return _choices(current_language())
