"""Readable numbers, given once: `P-NER-2026-003` of a practice, `L-NER-2026-001` of a list of them."""

from portal.countries.queries import countries
from portal.foundation import clock
from portal.foundation.database.counting import count_up
from portal.practices.models import PracticeNumber


def next_number(series: str, country: str) -> str:
    alpha3, year = countries()[country].alpha3, clock.now().year
    last = count_up(PracticeNumber, series=series, country=alpha3, year=year)
    return f"{series}-{alpha3}-{year}-{last:03d}"
