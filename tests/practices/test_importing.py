"""Practices from JSON Lines: all of them or none, each problem by line and field; the same id changes the same one."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.across.exchange.importing import Report, import_practices
from portal.foundation.database import db
from portal.practices.models import Practice, PracticeVersion
from tests.support import cases
from tests.support.cast import Cast
from tests.support.practices import DEFAULTS


def _record(**changes: Any) -> dict[str, Any]:
    return {"external_id": "own-1", "status": "published", **DEFAULTS, **changes}


def _import(cast: Cast, folder: Path, *records: object, **options: Any) -> Report:
    path = folder / "practices.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return import_practices(cast.author.actor, path, **options)


def test_a_practice_comes_in_published_graded_and_numbered(cast: Cast, tmp_path: Path) -> None:
    number = cases.published(cast.author.actor, cast.coordinator.actor).number
    audience = {"members": [cast.neighbour.email]}
    report = _import(cast, tmp_path, _record(cases=[number], mark="GREEN", audience=audience))
    assert (report.created, report.updated, report.problems) == (1, 0, [])
    row = db.session.query(Practice).one()
    assert row.number and row.number.startswith("P-NER-") and row.grade == "documented"
    assert row.content.audience.members == (cast.neighbour.id,) and "all" in row.audience()


def test_the_same_id_again_changes_the_same_practice_and_nothing_when_nothing_differs(
    cast: Cast, tmp_path: Path
) -> None:
    _import(cast, tmp_path, _record())
    for sources in ((), ["Report 9"], ["Report 9"]):
        report = _import(cast, tmp_path, _record(sources=sources))
        assert (report.created, report.updated, report.problems) == (0, 1, [])
    assert db.session.query(Practice).one().grade == "documented"
    assert db.session.query(PracticeVersion).count() == 2


def test_a_dry_run_stores_nothing(cast: Cast, tmp_path: Path) -> None:
    assert _import(cast, tmp_path, _record(), dry_run=True).created == 1
    assert db.session.query(Practice).count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"external_id": ""}, "external_id"),
        ({"texts": [{**DEFAULTS["texts"][0], "title": ""}]}, "texts[0].title"),
        ({"texts": [{**DEFAULTS["texts"][0], "steps": []}]}, "texts[0].steps"),
        ({"texts": [{**DEFAULTS["texts"][0], "steps": ["", "a\u202eb"]}]}, "texts[0].steps[1]"),
        ({"texts": "none"}, "texts"),
        ({"mark": "PURPLE"}, "mark"),
        ({"mark": None}, "mark"),
        ({"mark": "AMBER"}, "audience.regions"),
        ({"regions": ["the-moon"]}, "regions[0]"),
        ({"regions": [], "status": "submitted"}, "regions"),
        ({"repeated": ["Atlantis"]}, "repeated[0]"),
        ({"themes": ["no-such-concept"]}, "themes"),
        ({"cases": ["NER-1999-001"]}, "cases[0]"),
        ({"sources": ["a" * 301]}, "sources[0]"),
        ({"audience": {"members": ["nobody@nowhere.example"]}}, "audience.members"),
        ({"status": "finished"}, "status"),
        ({"grade": "evaluated"}, "grade"),
    ],
)
def test_a_problem_is_named_by_line_and_field_and_nothing_is_stored(
    cast: Cast, tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    report = _import(cast, tmp_path, _record(external_id="good"), _record(**changes))
    assert [(problem.line, problem.field) for problem in report.problems] == [(2, field)]
    assert db.session.query(Practice).count() == 0
