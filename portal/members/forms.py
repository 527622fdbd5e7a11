"""Forms of members."""

from zoneinfo import available_timezones

from wtforms import EmailField, PasswordField, SelectField, StringField, TextAreaField

from portal.foundation.i18n import INTERFACE_LANGUAGES, lazy
from portal.foundation.web.forms import PortalForm, offered
from portal.members.codes import PROFESSIONS


class SignInForm(PortalForm):
    email = EmailField(lazy("E-mail address"), render_kw={"autocomplete": "username", "maxlength": 254})
    password = PasswordField(lazy("Password"), render_kw={"autocomplete": "current-password"})


class ProfileForm(PortalForm):
    name = StringField(lazy("Name"))
    native_name = StringField(lazy("Name in your own script"))
    profession = SelectField(
        lazy("Profession"), choices=offered([("", "—"), *PROFESSIONS.items()]), validate_choice=False
    )
    languages = StringField(
        lazy("Working languages"), description=lazy("Codes with blanks between them, the best first: fr en ar")
    )
    expertise = TextAreaField(
        lazy("Expertise"), description=lazy("What colleagues may ask you about. Every member can read this.")
    )
    telephone = StringField(lazy("Telephone"), description=lazy("Every member can read this."))
    time_zone = SelectField(lazy("Time zone"), choices=sorted(available_timezones()), validate_choice=False)
    interface_language = SelectField(
        lazy("Language of the pages"),
        choices=offered([("", lazy("As the browser asks")), *INTERFACE_LANGUAGES.items()]),
        validate_choice=False,
    )
