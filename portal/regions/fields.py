"""Fields that say where and for whom: countries, regions, the mark and whom it names."""

from typing import Annotated

from pydantic import BeforeValidator

from portal.access.audience import Mark, Named
from portal.countries.queries import find_code
from portal.foundation.fields import Distinct, Record, code_of, unknown_code
from portal.foundation.texts import Line
from portal.regions.queries import REGIONS


def _country(given: object) -> str:
    code = find_code(given) if isinstance(given, str) else None
    if code is None:
        raise unknown_code(given)
    return code


def _mark(given: object) -> str:
    if isinstance(given, Mark):
        return given
    text = str(given).strip().upper().removeprefix("TLP:").replace("_", "+").replace(" ", "+").replace("-", "+")
    if text not in [mark.value for mark in Mark]:
        raise unknown_code(given)
    return text


CountryCode = Annotated[str, BeforeValidator(_country)]
MarkOf = Annotated[Mark, BeforeValidator(_mark)]
RegionCodes = Distinct[Annotated[str, BeforeValidator(code_of(REGIONS))]]


class Audience(Record):
    """Whom AMBER (regions, countries) and RED (members, by id) name."""

    regions: RegionCodes = ()
    countries: Distinct[CountryCode] = ()
    members: Distinct[Line] = ()

    @property
    def named(self) -> Named:
        return Named(frozenset(self.regions), frozenset(self.countries), frozenset(self.members))
