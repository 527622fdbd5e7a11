"""A country to choose."""

from wtforms import SelectField

from portal.countries.queries import country_choices
from portal.foundation.i18n import Lazy
from portal.foundation.web.forms import offered


def country_field(label: Lazy) -> SelectField:
    return SelectField(label, choices=lambda: offered([("", "—"), *country_choices()]), validate_choice=False)
