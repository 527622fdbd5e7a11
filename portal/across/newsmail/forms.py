"""The form of how a member wants her news."""

from wtforms import RadioField, SelectField

from portal.across.cadences import CADENCES
from portal.foundation.i18n import lazy
from portal.foundation.web.forms import PortalForm, offered

_HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


class MailForm(PortalForm):
    own = RadioField(
        lazy("What is addressed to you or happens to what is yours"),
        choices=offered(CADENCES.items()),
        validate_choice=False,
    )
    hour = SelectField(
        lazy("Mail of a day or a week comes at"),
        choices=offered(_HOURS),
        validate_choice=False,
        description=lazy("By your own clock; mail of a week comes on Monday."),
    )
