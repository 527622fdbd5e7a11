"""The forms of registration. Each gives back what was typed."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm

from portal.countries.forms import country_field
from portal.foundation.i18n import current_locale, lazy
from portal.foundation.web.forms import PortalForm, offered, several_of, whole_number
from portal.meetings.registration import codes
from portal.meetings.registration.content import Desk, EvaluationQuestion, Question
from portal.regions.queries import REGIONS


class QuestionForm(PlainForm):  # type: ignore[misc]
    kind = SelectField(lazy("Answer"), choices=offered(codes.QUESTIONS.items()), validate_choice=False)
    label = StringField(lazy("Question"))
    choices = TextAreaField(lazy("Choices"), description=lazy("One on each line."))
    required = BooleanField(lazy("Must be answered"))


class EvaluationQuestionForm(PlainForm):  # type: ignore[misc]
    kind = SelectField(lazy("Answer"), choices=offered(codes.EVALUATION.items()), validate_choice=False)
    label = StringField(lazy("Question"))


class DeskForm(PortalForm):
    """`revision` is the one the page showed; 0 opens the desk."""

    revision = HiddenField()
    who = SelectField(lazy("Who may register"), choices=offered(codes.WHO.items()), validate_choice=False)
    regions = several_of(lazy("Regions"), REGIONS)
    countries = StringField(lazy("Countries"), description=lazy("Codes with blanks between them: NE ML SN"))
    invited = TextAreaField(lazy("Invited"), description=lazy("One e-mail address of a member on each line."))
    deadline = StringField(lazy("Last day to register"), description=lazy("Year-month-day. Empty means no end."))
    places = StringField(lazy("Places"), description=lazy("0 means no limit. Observers take none."))
    country_places = StringField(lazy("Places for each country"), description=lazy("0 means no limit."))
    approval = BooleanField(lazy("Organizers approve each registration"))
    observers = BooleanField(lazy("Observers may register"))
    languages = StringField(
        lazy("Interpretation offered"), description=lazy("Codes of languages with blanks between them: en fr ar")
    )
    questions = FieldList(FormField(QuestionForm), lazy("Your own questions"))
    retain_until = StringField(
        lazy("Keep answers until"), description=lazy("Year-month-day. The day after, all answers are deleted.")
    )
    listed = SelectField(
        lazy("Who sees the list of participants"),
        choices=offered(codes.LISTS.items()),
        validate_choice=False,
        description=lazy("Only those stand on it who agreed."),
    )
    visa_letters = BooleanField(lazy("Offer a letter for the visa"))
    video_link = StringField(lazy("Video link"), description=lazy("Only those who take part see it. https://…"))
    note = TextAreaField(lazy("Note above the form"), description=lazy("Markdown."))
    remind_before = StringField(lazy("Remind so many days before"), description=lazy("0 means no reminder."))
    remind_after = BooleanField(lazy("Write once more when it is over"))
    evaluation = FieldList(FormField(EvaluationQuestionForm), lazy("Questionnaire after the meeting"))

    @classmethod
    def of(cls, desk: Desk, revision: int, invited: list[str]) -> "DeskForm":
        held = desk.model_dump()
        held["countries"], held["languages"] = " ".join(desk.countries), " ".join(desk.languages)
        held["invited"] = "\n".join(invited)
        for row in held["questions"]:
            row["choices"] = "\n".join(row["choices"])
        return cls(data={**held, "revision": revision})

    @property
    def revision_number(self) -> int:
        return whole_number(self.revision.data)

    def record(self, invited: list[str]) -> dict[str, Any]:
        found = {name: self[name].data for name in Desk.model_fields if name != "invited"}
        for name in ("countries", "languages"):
            found[name] = (found[name] or "").replace(",", " ").split()
        for name in ("places", "country_places", "remind_before"):
            found[name] = (found[name] or "").strip() or 0
        found["regions"] = found["regions"] or []
        found["questions"] = [
            {**row, "choices": [line for line in (row["choices"] or "").splitlines() if line.strip()]}
            for row in found["questions"]
        ]
        found["who"], found["listed"] = found["who"] or "members", found["listed"] or "private"
        return {**found, "invited": invited}


class PersonForm(PortalForm):
    """Made for one desk by `person_form`: the organizer's questions follow as q0, q1."""

    name = StringField(lazy("Name"), description=lazy("As it stands in the passport and on the badge."))
    head = BooleanField(lazy("Head of the delegation"))
    role = SelectField(lazy("Takes part as"), choices=offered(codes.ROLES.items()), validate_choice=False)
    language = SelectField(lazy("Interpretation needed"), choices=[], validate_choice=False)
    consent = BooleanField(lazy("My name may stand on the list of participants"))

    questions: tuple[Question, ...] = ()

    @property
    def asked(self) -> list[Any]:
        return [self[f"q{at}"] for at in range(len(self.questions))]

    def person(self, delegate: bool) -> dict[str, Any]:
        names = ("role", "language", "consent", *(("name", "head") if delegate else ()))
        found = {name: self[name].data for name in names}
        return {**found, "role": found["role"] or "participant", "language": found["language"] or ""}

    def answers(self) -> dict[str, str]:
        return {field.name: str(field.data or "").strip() for field in self.asked}


def person_form(desk: Desk, data: dict[str, Any] | None = None) -> PersonForm:
    fields = {f"q{at}": _field(question) for at, question in enumerate(desk.questions)}
    made = type("AskedPersonForm", (PersonForm,), {**fields, "questions": desk.questions})
    form: PersonForm = made(data=data) if data is not None else made()
    names = current_locale().languages
    spoken = [(code, str(names.get(code, code))) for code in desk.languages]
    form.language.choices = offered([("", "—"), *spoken])
    return form


def _field(question: Question) -> Any:
    flags = {"required": True} if question.required else {}
    if question.kind == "choice":
        pairs = [("", "—"), *((choice, choice) for choice in question.choices)]
        return SelectField(question.label, choices=offered(pairs), validate_choice=False, render_kw=flags)
    if question.kind == "yes-no":
        answers = [("yes", lazy("Yes")), ("no", lazy("No"))]
        return RadioField(question.label, choices=offered(answers), validate_choice=False)
    return StringField(question.label, render_kw=flags)


class LetterForm(PortalForm):
    group = SelectField(lazy("To"), choices=offered(codes.GROUPS.items()), validate_choice=False)
    country = country_field(lazy("Country"))
    subject = StringField(lazy("Subject"))
    text = TextAreaField(
        lazy("Text"),
        description=lazy("{name}, {meeting}, {place}, {starts} and {link} are filled in for each recipient."),
    )

    def record(self) -> dict[str, Any]:
        found = {name: self[name].data or "" for name in ("group", "subject", "text")}
        return {**found, "country": self.country.data or None}


def sheet_form(questions: tuple[EvaluationQuestion, ...]) -> PortalForm:
    """The questionnaire, as the organizer wrote it."""
    fields = {f"q{at}": _sheet_field(question) for at, question in enumerate(questions)}
    made = type("SheetForm", (PortalForm,), fields)
    form: PortalForm = made()
    return form


def _sheet_field(question: EvaluationQuestion) -> Any:
    if question.kind == "text":
        return TextAreaField(question.label)
    pairs = [(rating, rating) for rating in ("1", "2", "3", "4", "5")]
    description = lazy("1 is poor, 5 is very good.")
    return RadioField(question.label, choices=offered(pairs), validate_choice=False, description=description)
