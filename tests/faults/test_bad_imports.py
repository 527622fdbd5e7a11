"""Import files with everything that can be wrong: each problem is named by line and field, and nothing is stored."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.across.exchange.importing import Report, import_cases
from portal.cases.exchange import CaseRecord
from portal.foundation.database import Base, db
from tests.faults.server import new_site
from tests.faults.values import MEGABYTE, SURROGATE, UNKNOWN_CODE, UNREADABLE, WRONG_DATES, WRONG_NUMBERS
from tests.support.cast import Cast

Place = tuple[str | int, ...]
TEXTS = ("abstract", "summary", "annex", "commentary", "outcome", "lessons", "difficulties")
FULL: dict[str, Any] = {
    "external_id": "full",
    "language": "en",
    "title": "Everything is told",
    **{name: f"The {name}." for name in TEXTS},
    "translations": [
        {"language": "fr", "state": "human", "title": "Tout", **{name: f"Le {name}." for name in TEXTS}},
    ],
    "countries": [{"code": "NE", "part": "seizure"}],
    "regions": ["sahel"],
    "offences": ["illicit-trafficking"],
    "items": [
        {"type": "pistol", "make": "Zoraki", "model": "914", "calibre": "9 mm", "country": "TR", "quantity": 3,
         "marking": "obliterated", "serial": "A-1"},
    ],
    "route": [{"from": "Agadez", "to": "Niamey", "by": "land"}],
    "methods": ["reactivation"],
    "techniques": ["undercover-operation"],
    "cooperation": ["interpol"],
    "themes": ["homicide"],
    "persons": [
        {"part": "broker", "age_band": "25-34", "sex": "male", "nationality": "NE",
         "charges": [{"charge": "Trafficking", "law": "Art. 5", "verdict": "convicted", "sentence": "3 years"}]},
    ],
    "stage": "trial",
    "year": 2018,
    "dates": {"started": "2018-01", "seized": "2018-02-03", "decided": "2019"},
    "authority": "Parquet",
    "court": "Tribunal",
    "organized_crime": True,
    "terrorism": False,
    "marks": {"abstract": "GREEN", "summary": "AMBER", "annex": "RED"},
    "audience": {"regions": ["sahel"], "countries": ["NE"], "members": ["author@portal.example"]},
    "status": "published",
    "sources": ["A court file"],
    "sherloc": "NER-1",
    "related": [],
    "exercise": True,
}  # fmt: skip


def _leaves(value: Any, place: Place = ()) -> Iterator[Place]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield place
        return
    for step, inner in inside:
        yield from _leaves(inner, (*place, step))


def _at(place: Place) -> Any:
    found: Any = FULL
    for step in place:
        found = found[step]
    return found


def _changed(place: Place, value: Any) -> dict[str, Any]:
    record = copy.deepcopy(FULL) | {"external_id": "/".join(map(str, place))}
    inner: Any = record
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return record


def _written(place: Place) -> str:
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class Importer:
    """Imports lines as the author does and counts what the database holds."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        self.actor, self.path = cast.author.actor, folder / "cases.jsonl"
        self.before = self.counted()

    def counted(self) -> dict[str, int]:
        db.session.rollback()
        tables = Base.metadata.sorted_tables
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    def run(self, *lines: Any, dry: bool = True) -> Report:
        self.path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
        return import_cases(self.actor, self.path, dry)

    def refused(self, place: Place, *values: Any) -> None:
        """Every value is a line of its own; each line has a problem at the field."""
        lines = [_changed(place, value) for value in values]
        if place != ("external_id",):
            lines = [line | {"external_id": str(number)} for number, line in enumerate(lines)]
        report = self.run(*lines)
        written = _written(place[:-1] if isinstance(place[-1], int) else place)
        named = {problem.line for problem in report.problems if problem.field.startswith(written)}
        assert named == set(range(1, len(values) + 1)), (place, report.problems[:3])
        assert all(problem.message for problem in report.problems)

    def nothing_is_stored(self) -> None:
        assert self.counted() == self.before


@pytest.fixture
def importer(cast: Cast, tmp_path: Path) -> Importer:
    return Importer(cast, tmp_path)


def test_the_full_record_names_every_field_and_is_taken(importer: Importer) -> None:
    assert set(CaseRecord.model_fields) - set(FULL) == {"mark"}
    report = importer.run(FULL)
    assert (report.created, report.problems) == (1, [])
    importer.nothing_is_stored()


def test_the_wrong_type_is_refused_in_every_field(importer: Importer) -> None:
    for place in [*_leaves(FULL), *((name,) for name in CaseRecord.model_fields if name != "mark")]:
        importer.refused(place, {"no": "such"} if place[0] != "dates" or len(place) > 1 else 7, [["deep"]])
    importer.nothing_is_stored()


def test_a_text_that_cannot_be_shown_is_refused_in_every_field(importer: Importer) -> None:
    for place in _leaves(FULL):
        if isinstance(_at(place), str):
            importer.refused(place, *UNREADABLE.values(), SURROGATE)
    importer.nothing_is_stored()


def test_a_megabyte_is_refused_in_every_field(importer: Importer) -> None:
    for place in _leaves(FULL):
        if isinstance(_at(place), str):
            importer.refused(place, MEGABYTE)
    importer.nothing_is_stored()


CODES: tuple[Place, ...] = (
    ("language",), ("translations", 0, "language"), ("translations", 0, "state"), ("countries", 0, "code"),
    ("countries", 0, "part"), ("regions", 0), ("offences", 0), ("items", 0, "type"), ("items", 0, "country"),
    ("items", 0, "marking"), ("route", 0, "by"), ("methods", 0), ("techniques", 0), ("cooperation", 0),
    ("persons", 0, "part"), ("persons", 0, "age_band"), ("persons", 0, "sex"), ("persons", 0, "nationality"),
    ("persons", 0, "charges", 0, "verdict"), ("stage",), ("marks", "abstract"), ("marks", "summary"),
    ("marks", "annex"), ("audience", "regions", 0), ("audience", "countries", 0), ("audience", "members", 0),
    ("status",),
)  # fmt: skip


@pytest.mark.parametrize("place", CODES, ids=_written)
def test_an_unknown_code_is_refused(importer: Importer, place: Place) -> None:
    importer.refused(place, UNKNOWN_CODE, "", "-")
    importer.nothing_is_stored()


def test_dates_and_numbers_that_cannot_be_are_refused(importer: Importer) -> None:
    for name in ("started", "seized", "decided"):
        importer.refused(("dates", name), *WRONG_DATES)
    for place in (("year",), ("items", 0, "quantity")):
        importer.refused(place, *WRONG_NUMBERS, 0, -1, 1.5, 1e400, True and 10**30)
    importer.nothing_is_stored()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dates": {"started": "2019", "seized": "2018-12-31"}}, "dates.seized"),
        ({"marks": {"abstract": "RED", "summary": "GREEN", "annex": "RED"}}, "marks.summary"),
        ({"mark": "GREEN"}, ""),
        ({"no_such_field": 1}, "no_such_field"),
        ({"translations": [FULL["translations"][0]] * 2}, "translations[1].language"),
        ({"sources": ["x"] * 101}, "sources"),
        ({"related": ["NER-2018-001"]}, "related"),
        ({"title": "  "}, "title"),
        ({"external_id": " "}, "external_id"),
    ],
)
def test_what_does_not_fit_together_is_named(importer: Importer, changes: dict[str, Any], field: str) -> None:
    report = importer.run(FULL | changes)
    assert field in [problem.field for problem in report.problems]
    importer.nothing_is_stored()


@pytest.mark.parametrize("field", [name for name, about in CaseRecord.model_fields.items() if about.is_required()])
def test_a_field_that_is_needed_is_missed(importer: Importer, field: str) -> None:
    report = importer.run({name: value for name, value in FULL.items() if name != field})
    assert field in [problem.field for problem in report.problems]


BROKEN: dict[str, Callable[[], bytes]] = {
    "no JSON": lambda: b'{"external_id": ',
    "another encoding": lambda: json.dumps(FULL | {"title": "été"}, ensure_ascii=False).encode("latin-1"),
    "two megabytes and more": lambda: json.dumps(FULL | {"annex": "x" * 3_000_000}).encode(),
    "nested deeper than any case": lambda: b'{"a":' * 200_000,
    "a number of five thousand digits": lambda: b'{"year": ' + b"9" * 5_000 + b"}",
    "a list": lambda: b"[1, 2]",
    "a bare word": lambda: b"null",
    "half a letter as a name": lambda: b'{"\\ud800": "\\udfff"}',
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_line_is_named_by_its_number_and_the_others_are_still_looked_at(importer: Importer, what: str) -> None:
    bad_title = json.dumps(FULL | {"title": 5}).encode()
    importer.path.write_bytes(b"\n".join([json.dumps(FULL).encode(), BROKEN[what](), b"", bad_title]))
    for dry in (True, False):
        report = import_cases(importer.actor, importer.path, dry)
        assert {problem.line for problem in report.problems} == {2, 4}
        importer.nothing_is_stored()


def test_the_same_external_id_twice_in_one_file_is_named_at_the_second(importer: Importer) -> None:
    report = importer.run(FULL, FULL)
    assert [(problem.line, problem.field) for problem in report.problems] == [(2, "external_id")]


def test_one_bad_line_keeps_the_good_ones_out_too(importer: Importer) -> None:
    report = importer.run(FULL, FULL | {"external_id": "b", "stage": UNKNOWN_CODE}, dry=False)
    assert (report.created, len(report.problems)) == (0, 1)
    importer.nothing_is_stored()


def test_the_command_lists_every_problem_exits_with_one_and_changes_nothing(tmp_path: Path) -> None:
    file, empty = tmp_path / "cases.jsonl", tmp_path / "empty.jsonl"
    lines = [FULL, FULL | {"external_id": "b", "stage": "\ud800", "\x1b[31m": 1}, {}, {"\ud800": 1}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
    empty.write_bytes(b"")
    with new_site(tmp_path / "site") as site:
        for words in ((), ("--dry-run",)):
            done = site.invoke("import", "cases", str(file), "--as", site.cast.author.email, *words)
            assert done.exit_code == 1, done.stderr
            for named in ("line 2: stage: ", "line 2: �[31m: ", "line 3: external_id: ", "line 4: the line: "):
                assert named in done.stderr
            assert "Traceback" not in done.stderr and "\x1b" not in done.stderr
            assert f"problems {done.stderr.count('line ')}" in done.stdout
        assert "created 0, updated 0, problems 0" in site.invoke("import", "cases", str(empty)).stdout
        for missing in (tmp_path / "none.jsonl", tmp_path):
            assert site.invoke("import", "cases", str(missing)).exit_code == 2
        nobody = site.invoke("import", "cases", str(file), "--as", "nobody@portal.example")
        assert nobody.exit_code == 1 and "no active member" in nobody.stderr
