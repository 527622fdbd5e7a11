"""The readable number, given once: `SRB-2018-004`."""

import re

from portal.cases.content import CaseContent
from portal.cases.models import CaseNumber
from portal.countries.queries import countries
from portal.foundation import clock
from portal.foundation.database.counting import count_up

_NUMBER = re.compile(r"[A-Z]{3}-\d{4}-\d{3,6}")


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def numbering_country(content: CaseContent, owner_country: str) -> str:
    """The country that prosecutes, else the one that seized, else the owner's."""
    for part in ("prosecution", "seizure"):
        for entry in content.countries:
            if entry.part == part:
                return entry.code
    return owner_country


def next_number(country: str) -> str:
    """The next of this country and year. Two at once wait for each other; a rolled-back one leaves no hole."""
    alpha3, year = countries()[country].alpha3, clock.now().year
    last = count_up(CaseNumber, country=alpha3, year=year)
    return f"{alpha3}-{year}-{last:03d}"
