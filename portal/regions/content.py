"""Regions inside a record, and whom a record names beside its mark."""

from typing import Annotated

from pydantic import BeforeValidator

from portal.access.audience import Mark, Named, tokens_of_mark
from portal.countries.content import CountryCode
from portal.foundation.errors import Problem
from portal.foundation.i18n import lazy
from portal.foundation.records import Distinct, Record, code_of
from portal.foundation.texts import Line
from portal.regions.queries import REGIONS

RegionCodes = Distinct[Annotated[str, BeforeValidator(code_of(REGIONS))]]


class Audience(Record):
    """Whom AMBER (regions, countries) and RED (members, by id) name."""

    regions: RegionCodes = ()
    countries: Distinct[CountryCode] = ()
    members: Distinct[Line] = ()

    def tokens(self, mark: Mark | None, authority: str) -> frozenset[str]:
        """Whom the mark names; nobody while there is none."""
        if mark is None:
            return frozenset()
        named = Named(frozenset(self.regions), frozenset(self.countries), frozenset(self.members))
        return tokens_of_mark(mark, named, authority)

    def problems(self, marks: set[Mark]) -> list[Problem]:
        """What one of the marks needs that is not named."""
        if Mark.AMBER in marks and not (self.regions or self.countries):
            words = lazy("AMBER needs the regions or countries that may read it.")
            return [Problem(("audience", "regions"), words)]
        return []
