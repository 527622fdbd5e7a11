"""Every field of every form with what cannot be used: a message beside it, everything typed kept, nothing stored."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse
from wtforms import Field, FieldList, FormField, HiddenField, SelectField, StringField, TextAreaField

from portal.cases.forms import SECTIONS
from portal.foundation.database import Base, db
from portal.members.forms import ProfileForm
from tests.faults.values import MEGABYTE, SCRIPT, UNKNOWN_CODE, UNREADABLE, WRONG_DATES, WRONG_NUMBERS
from tests.support.cases import draft, submitted
from tests.support.portal import Browser, Portal

NUMBERS = ("year", "quantity")
DATES = ("started", "seized", "decided")
NEEDED = {
    "texts": {"texts-0-language": "en", "texts-0-state": "original", "texts-0-title": "A title that stays"},
    "facts": {"countries-0-code": "NE", "countries-0-part": "seizure"},
    "items": {"items-0-type": "pistol"},
    "persons": {"persons-0-part": "broker"},
    "cooperation": {},
    "audience": {"marks-abstract": "GREEN", "marks-summary": "AMBER", "audience-regions": "sahel"},
}


def _fields(fields: Any) -> Iterator[Field]:
    """The innermost fields, through rows and sections."""
    for field in fields:
        if isinstance(field, FormField):
            yield from _fields(field.form)
        elif isinstance(field, FieldList):
            yield from _fields(field.entries)
        elif not isinstance(field, HiddenField):
            yield field


def _walk(portal: Portal) -> Iterator[tuple[str, Field]]:
    with portal.app.test_request_context():
        for section, kind in SECTIONS.items():
            for field in _fields(kind()):
                yield section, field


def _texts(portal: Portal) -> list[tuple[str, str]]:
    return [
        (s, f.id) for s, f in _walk(portal) if isinstance(f, StringField | TextAreaField) and f.type != "HiddenField"
    ]


def _counted() -> dict[str, int]:
    db.session.rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def _has_message(answer: TestResponse, field: str) -> bool:
    """The control says it is wrong and names the element that says why, which is on the page."""
    described = re.search(rf'<(?:input|select|textarea|fieldset)[^>]*\bid="{re.escape(field)}"[^>]*>', answer.text)
    named = re.search(r'aria-describedby="([^"]*)"', described[0]) if described else None
    wanted = f"{field}-error"
    return named is not None and wanted in named[1].split() and f'id="{wanted}"' in answer.text


class Sender:
    """Posts one section with one field changed and looks at what comes back."""

    def __init__(self, portal: Portal) -> None:
        case = draft(portal.cast.author.actor)
        self.path, self.revision = f"/cases/{case.id}/edit", str(case.revision)
        self.browser: Browser = portal.browser(portal.cast.author)
        self.before = _counted()

    def send(self, section: str, **changed: str) -> TestResponse:
        values = {**NEEDED[section], "revision": self.revision, **changed}
        return self.browser.post(f"{self.path}/{section}", values)

    def refused(self, section: str, fields: Iterable[str], value: str) -> None:
        """Every one of the fields has its message, and every field still holds what was typed."""
        changed = dict.fromkeys(fields, value)
        answer = self.send(section, **changed)
        shown = html.unescape(answer.text).replace("\x00", "")
        assert answer.status_code == 422, (section, changed.keys(), value[:40])
        for field in changed:
            assert _has_message(answer, field), (section, field, value[:40])
        for name, typed in {**NEEDED[section], **changed}.items():
            assert typed[:2_000].replace("\x00", "") in shown, f"{section} {name}: {value[:40]!r} is not kept"
        assert shown.count(value[:500].replace("\x00", "")) >= len(changed)

    def refused_in_every_text(self, texts: Iterable[tuple[str, str]], value: str, at_once: int) -> None:
        """Addresses are looked up one list after the other, so the audience is sent field by field."""
        for section in SECTIONS:
            fields = [field for owner, field in texts if owner == section]
            step = 1 if section == "audience" else at_once
            for start in range(0, len(fields), step):
                self.refused(section, fields[start : start + step], value)

    def nothing_is_stored(self) -> None:
        assert _counted() == self.before


@pytest.fixture
def sender(portal: Portal) -> Sender:
    return Sender(portal)


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_text_that_cannot_be_shown_is_refused_in_every_field(portal: Portal, sender: Sender, what: str) -> None:
    sender.refused_in_every_text(_texts(portal), UNREADABLE[what], at_once=100)
    sender.nothing_is_stored()


def test_a_megabyte_is_refused_in_every_field_and_kept_in_the_page(portal: Portal, sender: Sender) -> None:
    sender.refused_in_every_text(_texts(portal), MEGABYTE, at_once=4)
    sender.nothing_is_stored()


def test_an_unknown_code_is_refused_wherever_one_is_chosen_from_a_list(portal: Portal, sender: Sender) -> None:
    for section, field in _walk(portal):
        if isinstance(field, SelectField) or field.type in ("SelectMultipleField", "RadioField"):
            answer = sender.send(section, **{field.id: UNKNOWN_CODE})
            assert answer.status_code == 422, field.id
            assert _has_message(answer, field.id), field.id
            assert UNKNOWN_CODE in answer.text, field.id
    sender.nothing_is_stored()


@pytest.mark.parametrize("date", WRONG_DATES)
def test_a_date_that_does_not_exist_is_refused(sender: Sender, date: str) -> None:
    sender.refused("facts", [f"dates-{name}" for name in DATES], date)
    sender.nothing_is_stored()


@pytest.mark.parametrize("number", WRONG_NUMBERS)
def test_what_is_no_number_in_range_is_refused(sender: Sender, number: str) -> None:
    sender.refused("facts", ["year"], number)
    sender.refused("items", ["items-0-quantity"], number)
    sender.nothing_is_stored()


def test_dates_in_the_wrong_order_are_named_at_the_later_field(sender: Sender) -> None:
    values = {**NEEDED["facts"], "revision": sender.revision, "dates-started": "2019-05", "dates-seized": "2019-04-30"}
    answer = sender.browser.post(f"{sender.path}/facts", values)
    assert answer.status_code == 422 and _has_message(answer, "dates-seized")
    assert 'value="2019-05"' in answer.text and 'value="2019-04-30"' in answer.text
    sender.nothing_is_stored()


def test_a_wider_mark_on_a_deeper_layer_is_named_at_that_layer(sender: Sender) -> None:
    answer = sender.send("audience", **{"marks-summary": "CLEAR"})
    assert answer.status_code == 422 and _has_message(answer, "marks-summary")
    sender.nothing_is_stored()


def test_a_language_given_twice_is_named_at_the_second_text(sender: Sender) -> None:
    second = {name.replace("-0-", "-1-"): value for name, value in NEEDED["texts"].items()}
    values = {**NEEDED["texts"], **second, "revision": sender.revision}
    answer = sender.browser.post(f"{sender.path}/texts", values)
    assert answer.status_code == 422 and _has_message(answer, "texts-1-language")
    sender.nothing_is_stored()


def test_script_is_kept_as_the_letters_it_is_made_of(portal: Portal, sender: Sender) -> None:
    typed = [(section, field) for section, field in _texts(portal) if section in ("texts", "items", "persons")]
    for section in ("texts", "items", "persons"):
        fields = {field: SCRIPT for owner, field in typed if owner == section and not field.endswith(NUMBERS)}
        page = sender.browser.get(f"{sender.path}/{section}")
        found = re.search(r'name="revision" [^>]*value="(\d+)"|value="(\d+)"[^>]*name="revision"', page.text)
        assert found
        values = {**NEEDED[section], **fields, "revision": found[1] or found[2]}
        assert sender.browser.post(f"{sender.path}/{section}", values).status_code == 302
    shown = sender.browser.get(sender.path.removesuffix("/edit"))
    assert SCRIPT not in shown.text and "alert(1)" in shown.text


def test_a_hundred_and_one_rows_are_refused_with_words_beside_the_list(sender: Sender) -> None:
    rows = {f"sources-{number}": f"source {number}" for number in range(101)}
    answer = sender.browser.post(f"{sender.path}/cooperation", {**rows, "revision": sender.revision})
    assert answer.status_code == 422 and _has_message(answer, "sources")
    assert "source 100" in answer.text
    sender.nothing_is_stored()


@pytest.mark.parametrize("revision", ["", "²", "-1", "9" * 5_000, "x", "\x00"])
def test_a_revision_that_is_none_is_a_conflict_that_keeps_the_text(sender: Sender, revision: str) -> None:
    values = {"revision": revision, "court": "Typed by hand", **NEEDED["facts"]}
    answer = sender.browser.post(f"{sender.path}/facts", values)
    assert answer.status_code == 409 and "Typed by hand" in answer.text
    sender.nothing_is_stored()


def test_the_first_section_of_a_new_case_refuses_alike(portal: Portal, sender: Sender) -> None:
    for what, text in {**UNREADABLE, "a megabyte": MEGABYTE, "nothing": ""}.items():
        values = {**NEEDED["texts"], "texts-0-title": text, "texts-0-summary": "stays here"}
        answer = sender.browser.post("/cases/new", values)
        assert answer.status_code == 422 and _has_message(answer, "texts-0-title"), what
        assert "stays here" in answer.text
    sender.nothing_is_stored()


def test_every_field_of_the_profile_refuses_what_cannot_be_shown(portal: Portal) -> None:
    browser, before = portal.browser(portal.cast.author), _counted()
    with portal.app.test_request_context():
        fields = list(_fields(ProfileForm()))
        whole = {"name": "A name that stays", "time_zone": "UTC"}
        lists = {field.name for field in fields if isinstance(field, SelectField)}
    for field in fields:
        for value in [UNKNOWN_CODE] if field.name in lists else [*UNREADABLE.values(), MEGABYTE]:
            answer = browser.post("/account", {**whole, field.name: value})
            assert answer.status_code == 422 and _has_message(answer, field.id), (field.id, value[:20])
            assert field.name == "name" or whole["name"] in answer.text
    assert _counted() == before


def test_remarks_of_a_coordinator_refuse_what_cannot_be_shown_and_keep_it(portal: Portal) -> None:
    case = submitted(portal.cast.author.actor)
    path, revision = f"/cases/{case.number}/review", str(case.revision)
    browser, before = portal.browser(portal.cast.coordinator), _counted()
    for value in [*UNREADABLE.values(), MEGABYTE, "  "]:
        answer = browser.post(path, {"revision": revision, "decision": "return", "remarks": value})
        assert answer.status_code == 422 and _has_message(answer, "remarks"), value[:20]
        assert html.escape(value[:500].replace("\x00", "")) in answer.text.replace("\x00", "")
    assert _counted() == before


def test_an_address_with_nul_is_nobody_and_no_fault(portal: Portal) -> None:
    stranger, member = portal.browser(), portal.browser(portal.cast.author)
    stranger.get("/sign-in")
    assert stranger.post("/sign-in", {"email": "a\x00@b.example", "password": "\x00"}).status_code == 422
    for path in ("/cases/%00", "/members/%00", "/countries/%00", "/cases/%ED%A0%80", "/cases/x/files/%00"):
        assert member.get(path).status_code == 404, path
    for path in ("/members?q=%00&country=%00", "/cases?page=%C2%B2", "/search?q=%00&year=%00&page=-1"):
        assert member.get(path).status_code == 200, path
