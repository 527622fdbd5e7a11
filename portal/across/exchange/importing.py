"""Things from JSON Lines: every problem is listed by line and field; a dry run changes nothing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from portal.access.actor import Actor
from portal.cases import exchange as cases
from portal.cases.service import own_external_ids as own_cases
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, PortalError, Problem
from portal.foundation.i18n import lazy
from portal.practices import exchange as practices
from portal.practices.service import own_external_ids as own_practices

BATCH = 200
LINE_MAX = 2_000_000
Read = TypeVar("Read", bound="Keyed")


@dataclass(frozen=True, slots=True)
class LineProblem:
    """`field` is empty where the line as a whole is wrong. `line` starts at 1."""

    line: int
    field: str
    message: str


@dataclass(slots=True)
class Report:
    created: int = 0
    updated: int = 0
    problems: list[LineProblem] = field(default_factory=list)


class Keyed(Protocol):
    """A record that says what it is called where it comes from."""

    @property
    def external_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Importer(Generic[Read]):
    """How one kind is read from a line and stored; `store` is told whether the actor has none of this id yet.

    `field` names the path of a problem as the line has it.
    """

    read: Callable[[object], Read]
    known: Callable[[Actor], set[str]]
    store: Callable[[Actor, Read, bool], object]
    field: Callable[[Problem], str]


class _Undo(Exception):
    """Ends a dry run's transaction."""


def import_cases(
    actor: Actor, path: Path, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> Report:
    """All lines or none: with a problem anywhere nothing is stored. Raises OSError when the file cannot be read."""
    return _import(CASES, actor, path, dry_run, progress)


def import_practices(
    actor: Actor, path: Path, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> Report:
    """The same of practices."""
    return _import(PRACTICES, actor, path, dry_run, progress)


def _import(
    importer: Importer[Read], actor: Actor, path: Path, dry_run: bool, progress: Callable[[int], None] | None
) -> Report:
    report = Report()
    try:
        with transaction(), db.session.no_autoflush:
            _import_all(importer, actor, path, report, progress)
            if dry_run or report.problems:
                raise _Undo
    except _Undo:
        if not dry_run:
            report.created = report.updated = 0
    return report


def _import_all(
    importer: Importer[Read], actor: Actor, path: Path, report: Report, progress: Callable[[int], None] | None
) -> None:
    seen: dict[str, int] = {}
    known = importer.known(actor)
    for number, line in _lines(path):
        try:
            record = _record(importer, line, number, report)
            if record is not None and _is_first(record, number, seen, report):
                is_new = record.external_id not in known
                importer.store(actor, record, is_new)
                report.created += is_new
                report.updated += not is_new
        except Invalid as invalid:
            problems = invalid.problems
            report.problems += [LineProblem(number, importer.field(each), str(each.message)) for each in problems]
        except PortalError as fault:
            report.problems.append(LineProblem(number, "", str(fault)))
        if number % BATCH == 0:
            db.session.flush()
            db.session.expunge_all()
            if progress:
                progress(number)


def _field_of_case(problem: Problem) -> str:
    """As the line has it: there the first text stands apart from the translations."""
    if problem.path[:1] != ("texts",) or len(problem.path) < 3:
        return problem.field
    place = int(problem.path[1])
    own = problem.path[2:] if place == 0 else ("translations", place - 1, *problem.path[2:])
    return Problem(own, problem.message).field


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as source:
        for number, line in enumerate(source, start=1):
            if line.strip():
                yield number, line


def _is_first(record: Keyed, number: int, seen: dict[str, int], report: Report) -> bool:
    if record.external_id in seen:
        words = lazy("The same external_id stands on line %(line)s.", line=seen[record.external_id])
        report.problems.append(LineProblem(number, "external_id", str(words)))
        return False
    seen[record.external_id] = number
    return True


def _record(importer: Importer[Read], line: bytes, number: int, report: Report) -> Read | None:
    if len(line) > LINE_MAX:
        words = lazy("The line is longer than %(limit)s bytes.", limit=LINE_MAX)
        report.problems.append(LineProblem(number, "", str(words)))
        return None
    try:
        return importer.read(json.loads(line))
    except (ValueError, RecursionError) as fault:
        words = lazy("This is not a JSON object in UTF-8: %(fault)s", fault=fault)
        report.problems.append(LineProblem(number, "", str(words)))
        return None


CASES = Importer(cases.read_record, own_cases, cases.import_case, _field_of_case)
PRACTICES = Importer(
    practices.read_record,
    own_practices,
    lambda actor, record, _: practices.import_practice(actor, record),
    lambda problem: problem.field,
)
