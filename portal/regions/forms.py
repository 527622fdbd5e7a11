"""Fields more than one form has: codes of a list, countries, languages, the mark and whom it names."""

from collections.abc import Mapping
from typing import Any

from wtforms import FieldList, Form, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice

from portal.access.audience import Mark
from portal.countries.queries import country_choices
from portal.foundation.i18n import Lazy, current_locale, lazy
from portal.foundation.web.forms import offered
from portal.regions.queries import REGIONS

CONTENT_LANGUAGES = ("en", "fr", "es", "ar", "ru", "pt", "zh", "bs", "hr", "sr", "sq", "mk")


def one_of(label: Lazy, known: Mapping[str, Lazy], **more: Any) -> SelectField:
    return SelectField(label, choices=offered([("", "—"), *known.items()]), validate_choice=False, **more)


def several_of(label: Lazy, known: Mapping[str, Lazy], **more: Any) -> SelectMultipleField:
    return SelectMultipleField(label, choices=offered(known.items()), validate_choice=False, **more)


def country_field(label: Lazy) -> SelectField:
    return SelectField(label, choices=lambda: offered([("", "—"), *country_choices()]), validate_choice=False)


def language_choices() -> list[SelectChoice]:
    return offered((code, str(current_locale().languages.get(code, code))) for code in CONTENT_LANGUAGES)


MARK_CHOICES = [
    (Mark.CLEAR.value, lazy("CLEAR — anyone, also visitors")),
    (Mark.GREEN.value, lazy("GREEN — every member of the network")),
    (Mark.AMBER.value, lazy("AMBER — members of the regions or countries you name below")),
    (Mark.AMBER_STRICT.value, lazy("AMBER+STRICT — members of your authority")),
    (Mark.RED.value, lazy("RED — the persons you name below")),
]


def mark_field(label: Lazy) -> RadioField:
    return RadioField(label, choices=offered(MARK_CHOICES), validate_choice=False)


class NamedForm(Form):  # type: ignore[misc]
    regions = several_of(lazy("Regions that may read AMBER"), REGIONS)
    countries = FieldList(country_field(lazy("Country")), lazy("Countries that may read AMBER"), min_entries=1)
    members = TextAreaField(
        lazy("Persons who may read RED"), description=lazy("One e-mail address of a member on each line.")
    )
