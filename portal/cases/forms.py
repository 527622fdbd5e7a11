"""The sections of the case form. Each shows a part of the content and gives that part back as typed."""

from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from portal.cases import codes
from portal.cases.content import CaseContent
from portal.foundation.errors import Problem
from portal.foundation.i18n import lazy
from portal.foundation.web.forms import PortalForm, filled, offered, whole_number
from portal.regions.forms import NamedForm, country_field, language_choices, mark_field, one_of, several_of
from portal.regions.queries import REGIONS
from portal.vocabulary.queries import concept_name, propose_themes

_NAMES = {"from": "origin", "to": "destination"}


class SectionForm(PortalForm):
    """`revision` is the one the page showed: saving over a newer one is noticed."""

    fields: ClassVar[tuple[str, ...]] = ()
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: dict[str, list[int]] = {}

    @classmethod
    def showing(cls, content: CaseContent, revision: int) -> "SectionForm":
        return cls(data={**cls.load(content), "revision": revision})

    @classmethod
    def load(cls, content: CaseContent) -> dict[str, Any]:
        return {name: content.model_dump()[name] for name in cls.fields}

    def record(self) -> dict[str, Any]:
        """The fields of this section as typed, rows nobody filled left out."""
        return {name: self._typed(name) for name in self.fields}

    def _typed(self, name: str) -> Any:
        field = self[name]
        if isinstance(field, FieldList):
            return self._rows(name, field.data)
        return field.data if field.data != "" else None

    def _rows(self, name: str, rows: list[Any]) -> list[Any]:
        wanted = [(at, filled(row) if isinstance(row, dict) else row) for at, row in enumerate(rows)]
        self.kept[name] = [at for at, row in wanted if row]
        return [row for _, row in wanted if row]

    def offer(self, content: CaseContent) -> None:
        """What of the case as it stands decides which values a field offers."""

    def show(self, problems: tuple[Problem, ...]) -> None:
        """Puts problems beside the rows as they stand on the page, where empty ones count."""
        moved = []
        for problem in problems:
            path = list(problem.path)
            kept = self.kept.get(str(path[0]), [])
            if len(path) > 1 and isinstance(path[1], int) and path[1] < len(kept):
                path[1] = kept[path[1]]
            moved.append(Problem(tuple(path), problem.message))
        self.bind(moved, _NAMES)

    @property
    def revision_number(self) -> int:
        return whole_number(self.revision.data)


class TextForm(Form):  # type: ignore[misc]
    language = SelectField(lazy("Language"), choices=language_choices, validate_choice=False)
    state = one_of(lazy("State of the text"), codes.TEXT_STATES)
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
    themes = SelectMultipleField(
        lazy("Themes"),
        choices=[],
        validate_choice=False,
        description=lazy("Concepts of the vocabulary that your texts name. Tick those the case is about."),
    )
    sources = FieldList(StringField(lazy("Source")), lazy("Sources"), min_entries=1)
    sherloc = StringField(lazy("SHERLOC reference"), description=lazy("The number of the case there, if published."))
    related = FieldList(StringField(lazy("Number of the case")), lazy("Related cases"), min_entries=1)

    def offer(self, content: CaseContent) -> None:
        ticked = [*content.themes, *(self.themes.data or [])]
        keys = dict.fromkeys([*ticked, *propose_themes(content.texts)])
        self.themes.choices = offered((key, concept_name(key)) for key in keys)


class MarksForm(Form):  # type: ignore[misc]
    abstract = mark_field(lazy("Mark of the abstract"))
    summary = mark_field(lazy("Mark of the summary"))
    annex = mark_field(lazy("Mark of the restricted annex"))


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
        named = self.audience.data
        return {
            "marks": {layer: mark or None for layer, mark in self.marks.data.items()},
            "audience": {
                "regions": named["regions"] or [],
                "countries": [code for code in named["countries"] if code],
                "members": (named["members"] or "").split(),
            },
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
