"""Fields that a form or a file does not offer change nothing, whatever they are called."""

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.across.exchange.importing import import_cases
from portal.cases.content import CaseContent
from portal.cases.forms import SECTIONS
from portal.cases.models import Case, CaseVersion
from portal.foundation.database import db
from portal.members.models import Member, MemberSession
from tests.support.cases import draft
from tests.support.cast import Cast
from tests.support.portal import Portal

COLUMNS = sorted(
    {column.name for model in (Case, CaseVersion, Member, MemberSession) for column in model.__table__.columns}
)
PROFILE = {
    "name",
    "native_name",
    "profession",
    "languages",
    "expertise",
    "telephone",
    "time_zone",
    "interface_language",
}
OFFERED = {"texts", "revision", "form_id"}
Row = dict[str, Any]

_values = st.sampled_from(
    ["administrator", "published", "active", "1", "0", "true", "RS", "0" * 32, "2020-01-01", "CLEAR"]
)
_names = st.sampled_from(COLUMNS) | st.sampled_from(
    ["marks-abstract", "marks", "audience-regions", "editors", "actor", "id"]
)
_extra = st.dictionaries(_names, _values, min_size=1, max_size=12)
_checks = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _row(model: type, key: str) -> Row:
    db.session.rollback()
    row = db.session.get_one(model, key)
    return {column.name: getattr(row, column.name) for column in model.__table__.columns}  # type: ignore[attr-defined]


def _changed(before: Row, after: Row) -> set[str]:
    return {name for name in before if before[name] != after[name]}


@_checks
@given(extra=_extra)
def test_a_profile_form_changes_its_own_fields_alone(portal: Portal, cast: Cast, extra: dict[str, str]) -> None:
    browser = portal.browser(cast.colleague)
    before, other = _row(Member, cast.colleague.id), _row(Member, cast.author.id)
    profile = {"name": "Colleague", "time_zone": "UTC", "languages": "fr"}
    browser.post("/account", {**extra, **profile})
    assert _changed(before, _row(Member, cast.colleague.id)) <= PROFILE
    assert _row(Member, cast.author.id) == other


@_checks
@given(extra=_extra, section=st.sampled_from(sorted(set(SECTIONS) - {"audience"})))
def test_a_section_of_a_case_changes_its_own_fields_alone(
    portal: Portal, cast: Cast, extra: dict[str, str], section: str
) -> None:
    case_id = draft(cast.author.actor).id
    browser = portal.browser(cast.author)
    before = _row(Case, case_id)
    sent = {**extra, "revision": str(before["revision"]), "texts-0-language": "en", "texts-0-title": "Changed"}
    browser.post(f"/cases/{case_id}/edit/{section}", sent)
    after = _row(Case, case_id)
    assert _changed(before, after) <= {"content", "version", "revision", "updated_at", "sort_date"}
    fields = {
        name for name in CaseContent.model_fields if getattr(before["content"], name) != getattr(after["content"], name)
    }
    assert fields <= set(SECTIONS[section].fields)
    assert {row.token for row in db.session.get_one(Case, case_id).audiences} == {f"member:{cast.author.id}"}


@_checks
@given(extra=_extra)
def test_a_new_case_is_its_senders_draft_whatever_else_is_sent(
    portal: Portal, cast: Cast, extra: dict[str, str]
) -> None:
    known = set(db.session.scalars(db.select(Case.id)))
    browser = portal.browser(cast.colleague)
    browser.post("/cases/new", {**extra, "texts-0-language": "en", "texts-0-title": "Made"})
    made = [row for row in db.session.scalars(db.select(Case)) if row.id not in known]
    assert len(made) == 1
    case = made[0]
    owner = cast.colleague
    assert (case.owner_id, case.authority_id, case.country) == (owner.id, owner.actor.authority, "NE")
    assert (case.status, case.number, case.external_id, case.published_at, case.exercise) == (
        "draft",
        None,
        None,
        None,
        False,
    )
    assert (case.version, len(case.editors)) == (1, 0)
    assert case.content == CaseContent.model_validate({"texts": [{"language": "en", "title": "Made"}]})


@_checks
@given(extra=_extra)
def test_signing_in_takes_no_more_than_address_and_password(portal: Portal, cast: Cast, extra: dict[str, str]) -> None:
    from tests.support.cast import PASSWORD

    before = _row(Member, cast.colleague.id)
    browser = portal.browser()
    browser.get("/sign-in")
    browser.post("/sign-in", {**extra, "email": cast.colleague.email, "password": PASSWORD})
    assert _row(Member, cast.colleague.id) == before
    session = db.session.scalars(db.select(MemberSession).order_by(MemberSession.created_at.desc())).first()
    assert (
        session is not None and session.member_id == cast.colleague.id and "0" * 32 not in (session.id, session.handle)
    )


@_checks
@given(extra=st.dictionaries(st.sampled_from(COLUMNS), _values, min_size=1, max_size=3))
def test_a_record_with_a_field_of_the_row_is_refused_by_name_and_stores_nothing(
    cast: Cast, data_dir: Path, extra: dict[str, str]
) -> None:
    record = {
        "external_id": "x-1",
        "language": "en",
        "title": "Imported",
        "summary": "Told.",
        "countries": [{"code": "NE", "part": "seizure"}],
        "mark": "RED",
        "status": "draft",
    }
    unknown = {
        name: value for name, value in extra.items() if name not in (*record, "authority", "exercise", "languages")
    }
    path = data_dir / "records.jsonl"
    path.write_text(json.dumps({**record, **unknown}), encoding="utf-8")
    before = db.session.query(Case).count()
    report = import_cases(cast.colleague.actor, path, dry_run=not unknown)
    assert {problem.field for problem in report.problems} >= set(unknown) or not unknown
    assert db.session.query(Case).count() == before


def test_an_imported_case_belongs_to_who_imports_it(cast: Cast, data_dir: Path) -> None:
    """Also where another member has a case of the same external id: that one stays as it is."""
    record = {
        "external_id": "shared-id",
        "language": "en",
        "title": "First",
        "summary": "Told.",
        "countries": [{"code": "NE", "part": "seizure"}],
        "mark": "RED",
    }
    path = data_dir / "records.jsonl"
    for person, title in ((cast.author, "First"), (cast.outsider, "Second")):
        path.write_text(json.dumps({**record, "title": title}), encoding="utf-8")
        assert import_cases(person.actor, path).created == 1
    rows = db.session.scalars(db.select(Case)).all()
    owned = {row.owner_id: row.content.original.title for row in rows}
    assert owned == {cast.author.id: "First", cast.outsider.id: "Second"}
