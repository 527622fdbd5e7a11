"""A page takes as many SQL statements over three hundred cases as over ten."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.across.exchange.importing import import_cases
from portal.cases import service
from portal.cases.models import Case
from portal.foundation.database import db, transaction
from portal.vocabulary.queries import current_vocabulary
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.statements import LIMIT, counted
from tests.support.cast import Cast, Person
from tests.support.portal import Browser, Portal

FEW, MANY = 10, 300
PAGES = (
    "/search?q=pistol",
    "/search?q=pistol&stage=trial&not_method=reactivation",
    "/cases",
    "/",
    "/search/suggest?q=pis",
)

Fill = Callable[[int], str]
"""Brings the cases to a number and returns the address of the first one."""


@pytest.fixture
def fill(portal: Portal, cast: Cast, tmp_path: Path) -> Fill:
    def bring_to(size: int) -> str:
        lines = [json.dumps(_open_to_members(record)) for record in Corpus().records(size)]
        path = tmp_path / f"{size}.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        report = import_cases(cast.author.actor, path)
        assert not report.problems
        portal.work()
        numbers = db.session.scalars(select(Case.number).order_by(Case.external_id).limit(4)).all()
        _relate(cast.author, numbers)
        portal.work()
        return f"/cases/{numbers[0]}"

    return bring_to


def _open_to_members(record: dict[str, object]) -> dict[str, object]:
    marks = dict.fromkeys(("abstract", "summary", "annex"), "GREEN")
    title = f"A pistol: {record['title']}"
    return {**record, "title": title, "marks": marks, "audience": {}, "regions": ["sahel"], "status": "published"}


def _relate(author: Person, numbers: Sequence[str | None]) -> None:
    """The first case names the three others; asked again, nothing changes."""
    first, *others = numbers
    with transaction():
        case = db.session.scalars(select(Case).where(Case.number == first)).one()
        service.save_case(author.actor, case.id, case.revision, {"related": others})


def _statements(browser: Browser, path: str) -> int:
    with counted(db.engine) as sent:
        answer = browser.get(path)
    assert answer.status_code == 200
    return len(sent)


def test_pages_over_many_cases_take_no_more_statements_than_over_few(portal: Portal, cast: Cast, fill: Fill) -> None:
    first = fill(FEW)
    current_vocabulary()  # read once, whoever asks first
    readers = {person.name: portal.browser(person) for person in (cast.neighbour, cast.coordinator, cast.author)}
    paths = (first, *PAGES)
    few = {(name, path): _statements(browser, path) for name, browser in readers.items() for path in paths}
    assert fill(MANY) == first
    many = {(name, path): _statements(browser, path) for name, browser in readers.items() for path in paths}
    assert many == few
    assert max(many.values()) <= LIMIT
