"""Whom a member names beside a mark."""

from typing import Any

from wtforms import FieldList, Form, TextAreaField

from portal.countries.forms import country_field
from portal.foundation.i18n import lazy
from portal.foundation.web.forms import several_of
from portal.regions.queries import REGIONS


class NamedForm(Form):  # type: ignore[misc]
    regions = several_of(lazy("Regions that may read AMBER"), REGIONS)
    countries = FieldList(country_field(lazy("Country")), lazy("Countries that may read AMBER"), min_entries=1)
    members = TextAreaField(
        lazy("Persons who may read RED"), description=lazy("One e-mail address of a member on each line.")
    )

    def record(self) -> dict[str, Any]:
        """Members as the addresses typed."""
        named = self.data
        return {
            "regions": named["regions"] or [],
            "countries": [code for code in named["countries"] if code],
            "members": (named["members"] or "").split(),
        }
