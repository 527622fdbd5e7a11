"""The regions of the network (domain: regions). A country may be in more than one."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from portal.foundation.i18n import Lazy, lazy

REGIONS: Mapping[str, Lazy] = {
    "sahel": lazy("Sahel and West Africa"),
    "north-africa": lazy("North Africa"),
    "western-balkans": lazy("Western Balkans"),
    "central-america-caribbean": lazy("Central America and Caribbean"),
    "south-america": lazy("South America"),
    "gulf-middle-east": lazy("Gulf and Middle East"),
    "eastern-europe": lazy("Eastern Europe"),
    "asia-pacific": lazy("Asia and the Pacific"),
}


@cache
def region_countries() -> Mapping[str, frozenset[str]]:
    """region → alpha-2 codes of its countries."""
    path = Path(__file__).parent / "data" / "regions.tsv"
    with path.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t")
        return {row["code"]: frozenset(row["countries"].split()) for row in rows}


@cache
def regions_of(country: str) -> frozenset[str]:
    return frozenset(region for region, members in region_countries().items() if country in members)


def region_name(code: str) -> str:
    """In the current language."""
    return str(REGIONS.get(code, code))


def find_region(text: str) -> str | None:
    """The code for a code or an English name, in any case; None when there is no such region."""
    wanted = text.strip().lower().replace("_", "-")
    names = {label.message.lower(): code for code, label in REGIONS.items()}
    return wanted if wanted in REGIONS else names.get(text.strip().lower())
