"""Forms show fields and carry what was typed; the rules are pydantic's, said once for pages, imports and the API."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, Form, FormField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from portal.foundation.errors import Problem
from portal.foundation.i18n import Lazy, current_locale

CONTENT_LANGUAGES = ("en", "fr", "es", "ar", "ru", "pt", "zh", "bs", "hr", "sr", "sq", "mk")
"""Offered for texts; a record takes any."""


def offered(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """(code, label) pairs as the choices of a field."""
    return [SelectChoice(code, label) for code, label in pairs]


def one_of(label: Lazy, known: Mapping[str, Lazy], **more: Any) -> SelectField:
    return SelectField(label, choices=offered([("", "—"), *known.items()]), validate_choice=False, **more)


def several_of(label: Lazy, known: Mapping[str, Lazy], **more: Any) -> SelectMultipleField:
    return SelectMultipleField(label, choices=offered(known.items()), validate_choice=False, **more)


def text_languages() -> list[SelectChoice]:
    return offered((code, str(current_locale().languages.get(code, code))) for code in CONTENT_LANGUAGES)


def whole_number(text: object) -> int:
    """What a hidden field or a button says; -1 for anything else, such as `²` or thousands of digits."""
    typed = str(text or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else -1


def posted_revision() -> int:
    """The revision the page showed; -1, which nothing has, for anything else."""
    return whole_number(request.form.get("revision"))


class PortalForm(FlaskForm):  # type: ignore[misc]
    """Only carries values: `validate_on_submit` is not used, the service judges."""

    form_errors: list[str]

    def bind(self, problems: Iterable[Problem], names: Mapping[str, str] | None = None) -> None:
        """Puts each problem beside its field; what has no field here stands above the form.

        `names` maps a name of the record to the field's own (`from` → `origin`).
        """
        for problem in problems:
            path = [(names or {}).get(str(step), step) if isinstance(step, str) else step for step in problem.path]
            field = _field_at(self, path)
            if isinstance(field, FormField):
                field = next(iter(field.form), None)
            if field is None:
                self.form_errors = [*self.form_errors, str(problem.message)]
            else:
                field.errors = [*field.errors, str(problem.message)]


def _field_at(place: Any, path: list[str | int]) -> Field | None:
    """The innermost field the path reaches; None when not even its first step is a field."""
    found: Field | None = None
    for step in path:
        if isinstance(place, Form) and isinstance(step, str) and step in place:
            found = place[step]
        elif isinstance(place, FieldList) and isinstance(step, int) and step < len(place.entries):
            found = place.entries[step]
        else:
            return found
        place = found.form if isinstance(found, FormField) else found
    return found


def changed_rows(form: Any, posted: Mapping[str, Any]) -> bool:
    """Adds or removes a repeated row when its button was pressed. True when there was such a button.

    Buttons are named `add-<list>` and `remove-<list>` with the row as value; lists may lie inside rows.
    """
    for name, value in posted.items():
        act, _, wanted = name.partition("-")
        listed = _list_named(form, wanted) if act in ("add", "remove") else None
        if listed is None:
            continue
        if act == "add" and len(listed.entries) < 100:
            listed.append_entry()
        elif act == "remove" and 0 <= whole_number(value) < len(listed.entries):
            del listed.entries[whole_number(value)]
        return True
    return False


def _list_named(form: Any, name: str) -> FieldList | None:
    """However deep it lies: in a part of the form, or in a row of another list."""
    for field in form:
        if isinstance(field, FieldList) and field.name == name:
            return field
        parts = field.entries if isinstance(field, FieldList) else [field]
        for part in parts:
            inner = _list_named(part.form, name) if isinstance(part, FormField) else None
            if inner is not None:
                return inner
    return None


def filled(record: Mapping[str, Any]) -> dict[str, Any] | None:
    """The record without its empty values; None when nothing is left, as in a row nobody filled."""
    kept = {name: value for name, value in record.items() if value not in ("", None, [], ())}
    return kept or None
