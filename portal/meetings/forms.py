"""The forms of a meeting. Each shows a part of it and gives that part back as typed."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from portal.access.audience import MARK_CHOICES
from portal.countries.forms import country_field
from portal.foundation.i18n import Lazy, current_locale, lazy
from portal.foundation.web.forms import (
    CONTENT_LANGUAGES,
    PortalForm,
    offered,
    one_of,
    several_of,
    text_languages,
    whole_number,
)
from portal.meetings import codes
from portal.meetings.content import MeetingContent, time_zones
from portal.regions.forms import NamedForm
from portal.regions.queries import REGIONS


def _mark(label: Lazy) -> RadioField:
    return RadioField(label, choices=offered(MARK_CHOICES), validate_choice=False)


def _zones() -> list[Any]:
    return offered((zone, zone.replace("_", " ")) for zone in sorted(time_zones()))


class RevisionForm(PortalForm):
    """`revision` is the one the page showed: saving over a newer one is noticed."""

    revision = HiddenField()

    @property
    def revision_number(self) -> int:
        return whole_number(self.revision.data)


class MeetingForm(RevisionForm):
    title = StringField(lazy("Title"))
    language = SelectField(lazy("Language of these texts"), choices=text_languages, validate_choice=False)
    purpose = TextAreaField(lazy("What it is for"), description=lazy("Markdown. Aims, and whom it is meant for."))
    form = SelectField(lazy("Kind"), choices=offered(codes.FORMS.items()), validate_choice=False)
    regions = several_of(
        lazy("Regions"), REGIONS, description=lazy("At least one of yours. Two or more for a transregional meeting.")
    )
    countries = FieldList(country_field(lazy("Country")), lazy("Countries that take part"), min_entries=1)
    place = StringField(lazy("Place"), description=lazy("City and house; for an on-line meeting where to connect."))
    country = country_field(lazy("Country of the place"))
    time_zone = SelectField(
        lazy("Time zone of the place"),
        choices=_zones,
        validate_choice=False,
        description=lazy("Clock times of the agenda are those of this place. Readers see their own beside them."),
    )
    starts = StringField(
        lazy("First day"), description=lazy("Year-month-day; only the month while the day is not known.")
    )
    ends = StringField(lazy("Last day"))
    languages = StringField(lazy("Working languages"), description=lazy("Codes with blanks between them: en fr ar"))
    participants = StringField(lazy("Participants"), description=lazy("Once it was held."))
    qualifier = one_of(lazy("How exact the number is"), codes.QUALIFIERS)
    participants_note = StringField(
        lazy("What was counted"), description=lazy("For example: together with another meeting.")
    )
    series = StringField(
        lazy("Series"),
        description=lazy("One name for all its meetings: sahel-network. Open decisions are carried along it."),
    )
    earlier = StringField(lazy("Earlier meeting"), description=lazy("Its number: M-2017-002"))
    themes = StringField(lazy("Themes"), description=lazy("Names of concepts, with blanks between them."))

    @classmethod
    def of(cls, content: MeetingContent, revision: int) -> "MeetingForm":
        held = content.model_dump()
        data = {name: held[name] for name in MeetingContent.model_fields if name in cls.__dict__ or hasattr(cls, name)}
        data["languages"], data["themes"] = " ".join(content.languages), " ".join(content.themes)
        data["country"] = content.country or ""
        return cls(data={**data, "revision": revision})

    def record(self) -> dict[str, Any]:
        """What was typed, lists of words taken apart."""
        names = set(MeetingContent.model_fields) - {"mark", "minutes_mark", "audience"}
        found = {name: self[name].data for name in names}
        found["countries"] = [code for code in found["countries"] if code]
        found["languages"] = (found["languages"] or "").replace(",", " ").split()
        found["themes"] = (found["themes"] or "").replace(",", " ").split()
        found["regions"] = found["regions"] or []
        found["country"] = found["country"] or None
        found["participants"] = (found["participants"] or "").strip() or None
        found["qualifier"] = found["qualifier"] or "exactly"
        return found


class MeetingAudienceForm(RevisionForm):
    """Members are typed as addresses; the view turns them into ids before the record is judged."""

    mark = _mark(lazy("Mark of the meeting and its agenda"))
    minutes_mark = _mark(lazy("Mark of its minutes and decisions"))
    audience = FormField(NamedForm, lazy("Audience"))
    organizers = TextAreaField(
        lazy("Who organizes it with you"), description=lazy("One e-mail address of a member on each line.")
    )
    confirm_widening = BooleanField(lazy("Yes, more people than now shall be able to read this"))

    @classmethod
    def of(cls, content: MeetingContent, revision: int) -> "MeetingAudienceForm":
        return cls(data={**content.model_dump(include={"mark", "minutes_mark", "audience"}), "revision": revision})

    def record(self) -> dict[str, Any]:
        return {
            "mark": self.mark.data or None,
            "minutes_mark": self.minutes_mark.data or None,
            "audience": self.audience.form.record(),
        }


class SessionForm(PortalForm):
    title = StringField(lazy("Title"), description=lazy("May be empty where one session is the whole day."))
    day = StringField(lazy("Day"), description=lazy("Year-month-day, in the calendar of the place."))
    begins = StringField(lazy("From"), description=lazy("Hour and minute at the place: 09:30"))
    ends = StringField(lazy("To"), description=lazy("Before the beginning means the next day."))
    room = StringField(lazy("Room"), description=lazy("Two sessions in one room at once are pointed out to you."))


class ItemForm(PortalForm):
    session_id = SelectField(lazy("Session"), choices=[], validate_choice=False)
    kind = SelectField(lazy("Kind"), choices=offered(codes.ITEM_KINDS.items()), validate_choice=False)
    title = StringField(lazy("Title"))
    speaker = StringField(
        lazy("Speaker"), description=lazy("The address of a member, or a name and office as you write it.")
    )
    minutes = StringField(lazy("Minutes"), description=lazy("What follows shifts by itself."))
    language = SelectField(lazy("Language"), choices=lambda: [*offered([("", "—")]), *_spoken()], validate_choice=False)
    note = TextAreaField(lazy("Note"))
    asks = one_of(
        lazy("Asks the speaker for"),
        codes.ASKS,
        description=lazy("A draft waits for the member who speaks, with what is known filled in."),
    )


def _spoken() -> list[Any]:
    names = current_locale().languages
    return offered((code, str(names.get(code, code))) for code in CONTENT_LANGUAGES)


class DocumentForm(RevisionForm):
    title = StringField(lazy("Title"), description=lazy("Empty means the name of the file."))
    language = SelectField(lazy("Language"), choices=text_languages, validate_choice=False)
    item_id = SelectField(lazy("Belongs to"), choices=[], validate_choice=False)
    mark = _mark(lazy("Mark of the document"))
    audience = FormField(NamedForm, lazy("Audience"))
    confirm_widening = BooleanField(lazy("Yes, more people than now shall be able to read this"))
    file = FileField(lazy("File"), description=lazy("PDF, Office or OpenDocument text and tables, PNG, JPEG, text."))

    def record(self) -> dict[str, Any]:
        typed = {name: self[name].data or "" for name in ("title", "language", "item_id")}
        return {**typed, "mark": self.mark.data or None, "named": self.audience.form.record()}


class MinutesForm(PortalForm):
    """`number` is the revision of the minutes the page showed."""

    number = HiddenField()
    text = TextAreaField(lazy("Minutes"), description=lazy("Markdown. What was said, by whom, to what end."))


class DecisionForm(PortalForm):
    text = TextAreaField(lazy("What was decided"))
    assignee = StringField(lazy("Who does it"), description=lazy("The e-mail address of a member."))
    due = StringField(lazy("Until"), description=lazy("Year-month-day. The member is reminded a week before."))
