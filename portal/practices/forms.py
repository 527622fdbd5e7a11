"""The guided form of a practice, in sections; and the small forms around it."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from portal.access.audience import MARK_CHOICES
from portal.countries.forms import country_field
from portal.foundation.i18n import lazy
from portal.foundation.records import TEXT_STATES
from portal.foundation.web.forms import PortalForm, offered, one_of, several_of, text_languages
from portal.foundation.web.sections import SectionForm
from portal.practices.codes import ANSWERS
from portal.practices.content import PracticeContent
from portal.regions.forms import NamedForm
from portal.regions.queries import REGIONS
from portal.vocabulary.forms import offer_themes, themes_field


class TextForm(Form):  # type: ignore[misc]
    language = SelectField(lazy("Language"), choices=text_languages, validate_choice=False)
    state = one_of(lazy("State of the text"), TEXT_STATES)
    title = StringField(lazy("Title"), description=lazy("What one does, in one line."))
    problem = TextAreaField(lazy("Problem"), description=lazy("What went wrong before, and what it cost."))
    action = TextAreaField(lazy("What was done"), description=lazy("The idea in a few sentences; its steps follow."))
    preconditions = TextAreaField(
        lazy("Preconditions"), description=lazy("Law, people, equipment, agreements: without what does it not work?")
    )
    steps = FieldList(
        TextAreaField(lazy("Step")),
        lazy("Steps"),
        min_entries=3,
        description=lazy("So that a colleague elsewhere can repeat it: who does what, in which order."),
    )
    result = TextAreaField(lazy("Result"), description=lazy("What came of it, in numbers where there are any."))
    failed = TextAreaField(lazy("What failed"), description=lazy("What did not work, and what you would do otherwise."))


class TextsForm(SectionForm):
    fields = ("texts",)
    texts = FieldList(FormField(TextForm), lazy("Texts"), min_entries=1)

    def _rows(self, name: str, rows: list[Any]) -> list[Any]:
        """A text of which only language and state are chosen is a row nobody filled. Empty steps keep their place."""
        kept = [row if _is_told(row) else {} for row in rows]
        return super()._rows(name, kept)


def _is_told(row: dict[str, Any]) -> bool:
    return any(any(value) if name == "steps" else value for name, value in row.items() if name not in _ABOUT)


_ABOUT = ("language", "state")


class EvidenceForm(SectionForm):
    """`cases` are numbers here; the service makes ids of them."""

    fields = ("repeated", "cases", "sources", "regions", "themes")
    repeated = FieldList(
        country_field(lazy("Country")),
        lazy("Where it was repeated"),
        min_entries=1,
        description=lazy("Other countries in which it is known to have been used."),
    )
    cases = FieldList(
        StringField(lazy("Number of the case")),
        lazy("Cases behind it"),
        min_entries=1,
        description=lazy("Each reader is shown those he may read, and is not told of the others."),
    )
    sources = FieldList(
        StringField(lazy("Source")),
        lazy("Sources"),
        min_entries=1,
        description=lazy("A published report, a judgement, an instruction: where it can be checked."),
    )
    regions = several_of(
        lazy("Regions"), REGIONS, description=lazy("Coordinators of these regions read the practice to review it.")
    )
    themes = themes_field(lazy("Concepts of the vocabulary that your texts name. Tick those the practice is about."))

    def record(self) -> dict[str, Any]:
        """Sources and cases keep their places, so that a problem stands beside its row."""
        return {
            "repeated": [code for code in self.repeated.data if code],
            "cases": [name.strip() for name in self.cases.data if name is not None],
            "sources": [text or "" for text in self.sources.data],
            "regions": self.regions.data or [],
            "themes": self.themes.data or [],
        }

    def offer(self, content: PracticeContent) -> None:
        offer_themes(self.themes, content.themes, content.texts)


class AudienceForm(SectionForm):
    """Members are typed as addresses; the view makes ids of them before the record is judged."""

    fields = ("mark", "audience")
    mark = RadioField(lazy("Handling mark"), choices=offered(MARK_CHOICES), validate_choice=False)
    audience = FormField(NamedForm, lazy("Audience"))
    editors = TextAreaField(
        lazy("Who writes this practice with you"), description=lazy("One e-mail address of a member on each line.")
    )
    confirm_widening = BooleanField(lazy("Yes, more people than now shall be able to read this"))

    def record(self) -> dict[str, Any]:
        return {"mark": self.mark.data or None, "audience": self.audience.form.record()}


class ReviewForm(PortalForm):
    revision = HiddenField()
    remarks = TextAreaField(lazy("Remarks"), description=lazy("What has to change. The author reads this."))


class ConfirmForm(PortalForm):
    answer = RadioField(lazy("Did it work for you?"), choices=offered(ANSWERS.items()), validate_choice=False)
    context = TextAreaField(
        lazy("In which circumstances, and why"),
        description=lazy("Your law, the place, the numbers; what you changed; why it worked or did not. No names."),
    )


class CompareForm(PortalForm):
    a = StringField(lazy("Number of the first practice"))
    b = StringField(lazy("Number of the second practice"))


class CollectionForm(PortalForm):
    revision = HiddenField()
    title = StringField(lazy("Title"))
    introduction = TextAreaField(lazy("Introduction"), description=lazy("What the list is for, and how you chose."))
    mark = RadioField(
        lazy("Handling mark"),
        choices=offered(MARK_CHOICES),
        validate_choice=False,
        description=lazy("Until it has a mark the list is yours alone. Never wider than that of any practice in it."),
    )
    audience = FormField(NamedForm, lazy("Audience"))

    def record(self) -> dict[str, Any]:
        mark, named = self.mark.data or None, self.audience.form.record()
        return {"title": self.title.data, "introduction": self.introduction.data, "mark": mark, "audience": named}


SECTIONS: dict[str, type[SectionForm]] = {"texts": TextsForm, "evidence": EvidenceForm, "audience": AudienceForm}
"""In the order of the steps; the last look has a page of its own."""
