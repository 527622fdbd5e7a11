"""The sections of the case form. Each shows a part of the content and gives that part back as typed."""

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from portal.access.audience import MARK_CHOICES
from portal.cases import codes
from portal.cases.content import CaseContent
from portal.cases.correcting import FIELDS, layer_of
from portal.countries.forms import country_field
from portal.foundation.i18n import Lazy, current_locale, lazy
from portal.foundation.records import TEXT_STATES
from portal.foundation.web.forms import PortalForm, filled, offered, one_of, several_of, text_languages
from portal.foundation.web.sections import SectionForm
from portal.regions.forms import NamedForm
from portal.regions.queries import REGIONS
from portal.vocabulary.forms import offer_themes, themes_field


class TextForm(Form):  # type: ignore[misc]
    language = SelectField(lazy("Language"), choices=text_languages, validate_choice=False)
    state = one_of(lazy("State of the text"), TEXT_STATES)
    title = StringField(lazy("Title"), description=lazy("One line that tells the matter apart. No names."))
    abstract = TextAreaField(lazy("Abstract"), description=lazy("What a colleague needs to know it concerns him."))
    summary = TextAreaField(lazy("Summary"), description=lazy("Facts: what happened, how it was found and proved."))
    annex = TextAreaField(lazy("Restricted annex"), description=lazy("What only few may read."))
    commentary = TextAreaField(lazy("Expert commentary"), description=lazy("Your opinion, kept apart from the facts."))
    outcome = TextAreaField(lazy("Outcome"))
    lessons = TextAreaField(lazy("Lessons"))
    difficulties = TextAreaField(lazy("Difficulties"))


class TextsForm(SectionForm):
    fields = ("texts",)
    texts = FieldList(FormField(TextForm), lazy("Texts"), min_entries=1)

    def _rows(self, name: str, rows: list[Any]) -> list[Any]:
        """A text of which only language and state are chosen is a row nobody filled."""
        blank = [not any(value for key, value in row.items() if key not in ("language", "state")) for row in rows]
        return super()._rows(name, [{} if empty else row for row, empty in zip(rows, blank, strict=True)])


class CountryForm(Form):  # type: ignore[misc]
    code = country_field(lazy("Country"))
    part = one_of(lazy("Part played"), codes.PARTS)


class DatesForm(Form):  # type: ignore[misc]
    started = StringField(lazy("Began"), description=lazy("Year, year-month or year-month-day: 2018-07"))
    seized = StringField(lazy("Seizure"))
    decided = StringField(lazy("Decision"))


class FactsForm(SectionForm):
    fields = (
        "countries", "regions", "offences", "organized_crime", "terrorism", "stage", "year", "dates", "authority",
        "court",
    )  # fmt: skip
    countries = FieldList(FormField(CountryForm), lazy("Countries by part played"), min_entries=1)
    regions = several_of(
        lazy("Regions"),
        REGIONS,
        description=lazy("Coordinators of these regions review the case and read its abstract."),
    )
    offences = several_of(lazy("Offences"), codes.OFFENCES)
    organized_crime = BooleanField(lazy("Linked to organized crime"))
    terrorism = BooleanField(lazy("Linked to terrorism"))
    stage = one_of(lazy("Stage"), codes.STAGES)
    year = StringField(lazy("Year"))
    dates = FormField(DatesForm, lazy("Dates"))
    authority = StringField(lazy("Authority in charge"))
    court = StringField(lazy("Court"))


class ItemForm(Form):  # type: ignore[misc]
    type = one_of(lazy("Type"), codes.ITEM_TYPES)
    make = StringField(lazy("Make"))
    model = StringField(lazy("Model"))
    calibre = StringField(lazy("Calibre"))
    country = country_field(lazy("Country of manufacture"))
    quantity = StringField(lazy("Quantity"))
    marking = one_of(lazy("Marking"), codes.MARKINGS)
    serial = StringField(lazy("Serial number"), description=lazy("Read only by readers of the annex."))


class LegForm(Form):  # type: ignore[misc]
    origin = StringField(lazy("From"))
    destination = StringField(lazy("To"))
    by = one_of(lazy("By"), codes.CARRIAGE)


class ItemsForm(SectionForm):
    fields = ("items", "route", "methods")
    items = FieldList(FormField(ItemForm), lazy("Items"), min_entries=1)
    route = FieldList(FormField(LegForm), lazy("Route"), min_entries=1)
    methods = several_of(lazy("Concealment and diversion methods"), codes.METHODS)


class ChargeForm(Form):  # type: ignore[misc]
    charge = StringField(lazy("Charge"))
    law = StringField(lazy("Law"))
    verdict = one_of(lazy("Verdict"), codes.VERDICTS)
    sentence = StringField(lazy("Sentence"))


class PersonForm(Form):  # type: ignore[misc]
    part = one_of(lazy("Part"), codes.PERSON_PARTS)
    age_band = one_of(lazy("Age"), codes.AGE_BANDS)
    sex = one_of(lazy("Sex"), codes.SEXES)
    nationality = country_field(lazy("Nationality"))
    charges = FieldList(FormField(ChargeForm), lazy("Charges"), min_entries=1)


class PersonsForm(SectionForm):
    fields = ("persons",)
    persons = FieldList(
        FormField(PersonForm), lazy("Persons"), min_entries=1, description=lazy("Never a name. Part, age band, sex.")
    )

    def _rows(self, name: str, rows: list[Any]) -> list[Any]:
        kept = [{**row, "charges": [c for c in map(filled, row["charges"]) if c]} for row in rows]
        return super()._rows(name, kept)


class CooperationForm(SectionForm):
    fields = ("techniques", "cooperation", "themes", "sources", "sherloc", "related")
    techniques = several_of(lazy("Investigative techniques"), codes.TECHNIQUES)
    cooperation = several_of(lazy("International cooperation used"), codes.COOPERATION)
    themes = themes_field(lazy("Concepts of the vocabulary that your texts name. Tick those the case is about."))
    sources = FieldList(StringField(lazy("Source")), lazy("Sources"), min_entries=1)
    sherloc = StringField(lazy("SHERLOC reference"), description=lazy("The number of the case there, if published."))
    related = FieldList(StringField(lazy("Number of the case")), lazy("Related cases"), min_entries=1)

    def offer(self, content: CaseContent) -> None:
        offer_themes(self.themes, content.themes, content.texts)


def _mark(label: Lazy) -> RadioField:
    return RadioField(label, choices=offered(MARK_CHOICES), validate_choice=False)


class MarksForm(Form):  # type: ignore[misc]
    abstract = _mark(lazy("Mark of the abstract"))
    summary = _mark(lazy("Mark of the summary"))
    annex = _mark(lazy("Mark of the restricted annex"))


class AudienceForm(SectionForm):
    """Members are typed as addresses; `members_by_email` turns them into ids before the record is judged."""

    fields = ("marks", "audience")
    marks = FormField(MarksForm, lazy("Handling marks"))
    audience = FormField(NamedForm, lazy("Audience"))
    editors = TextAreaField(
        lazy("Who writes this case with you"), description=lazy("One e-mail address of a member on each line.")
    )
    confirm_widening = BooleanField(lazy("Yes, more people than now shall be able to read this"))

    def record(self) -> dict[str, Any]:
        return {
            "marks": {layer: mark or None for layer, mark in self.marks.data.items()},
            "audience": self.audience.form.record(),
        }


class UploadForm(PortalForm):
    layer = RadioField(
        lazy("Belongs to"),
        choices=offered(
            [("abstract", lazy("Abstract")), ("summary", lazy("Summary")), ("annex", lazy("Restricted annex"))]
        ),
        validate_choice=False,
    )
    file = FileField(lazy("File"), description=lazy("PDF, Office or OpenDocument text and tables, PNG, JPEG, text."))


class ReviewForm(PortalForm):
    revision = HiddenField()
    remarks = TextAreaField(lazy("Remarks"), description=lazy("What has to change. The author reads this."))


SECTIONS: dict[str, type[SectionForm]] = {
    "texts": TextsForm,
    "facts": FactsForm,
    "items": ItemsForm,
    "persons": PersonsForm,
    "cooperation": CooperationForm,
    "audience": AudienceForm,
}
"""In the order of the steps; files and the last look have pages of their own."""


class CorrectionForm(PortalForm):
    key = HiddenField()
    language = SelectField(lazy("Language"), validate_choice=False)
    field = SelectField(lazy("Part of the text"), validate_choice=False)
    passage = TextAreaField(lazy("Passage as it stands"), description=lazy("Copied from the case."))
    words = TextAreaField(lazy("As it should be"), description=lazy("Empty: the passage goes."))
    reason = TextAreaField(lazy("How you know"))

    def offer(self, languages: Sequence[str], layers: Collection[str]) -> None:
        """Only what the reader reads."""
        names = current_locale().languages
        self.language.choices = offered((code, str(names.get(code, code))) for code in languages)
        self.field.choices = offered((name, text) for name, text in FIELDS.items() if layer_of(name) in layers)

    def record(self) -> dict[str, Any]:
        names = ("key", "language", "field", "passage", "words", "reason")
        return {name: self[name].data or "" for name in names}


class AskForm(PortalForm):
    reason = TextAreaField(
        lazy("What you need it for"),
        description=lazy("The owner alone reads this. Do not tell about a case of your own."),
    )
    unnamed = BooleanField(lazy("Show only my profession and country until it is granted"))

    def record(self) -> dict[str, Any]:
        return {"reason": self.reason.data or "", "unnamed": bool(self.unnamed.data)}
