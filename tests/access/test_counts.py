"""Totals and facets are those a patient reader would count from what he may read."""

import random
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import selectinload

from portal.access.audience import Mark
from portal.access.publication import Status
from portal.cases import codes, service
from portal.cases.content import CaseContent
from portal.cases.models import Case, CaseEditor
from portal.foundation.database import db, transaction
from portal.regions.queries import regions_of
from search.engine import Engine
from tests.access.rule import LAYERS, reads
from tests.support.cast import Cast, Person
from tests.support.portal import Portal

CASES = 60
READERS = ("author", "neighbour", "outsider", "coordinator", "administrator")
WORD = "harbour"
LISTS = {"technique": codes.TECHNIQUES, "method": codes.METHODS, "cooperation": codes.COOPERATION}
MARKS = tuple(Mark)


def _some(chance: random.Random, known: Any, most: int = 2) -> list[str]:
    return chance.sample(sorted(known), chance.randint(0, most))


def _content(chance: random.Random, cast: Cast, number: int) -> CaseContent:
    layers = sorted(chance.choices(MARKS, k=3), key=lambda mark: mark.rank)
    places = chance.sample(["NE", "RS", "ML"], 2)
    parts = [{"code": code, "part": chance.choice(sorted(codes.PARTS))} for code in places]
    texts = [
        {
            "language": language,
            "state": "original" if at == 0 else "human",
            "title": f"Case {number}",
            "abstract": chance.choice([WORD, ""]),
            "summary": f"Told. {chance.choice([WORD, ''])}",
            "annex": chance.choice([f"Kept. {WORD}", ""]),
        }
        for at, language in enumerate(chance.sample(["en", "fr", "ar"], chance.randint(1, 2)))
    ]
    return CaseContent.model_validate(
        {
            "texts": texts,
            "countries": parts,
            "regions": _some(chance, ["sahel", "western-balkans"]),
            "offences": _some(chance, codes.OFFENCES),
            "stage": chance.choice([None, *codes.STAGES]),
            "year": chance.choice([None, 2017, 2018]),
            "organized_crime": chance.random() < 0.3,
            "terrorism": chance.random() < 0.3,
            "items": [{"type": kind} for kind in _some(chance, codes.ITEM_TYPES)],
            "methods": _some(chance, codes.METHODS),
            "techniques": _some(chance, codes.TECHNIQUES),
            "cooperation": _some(chance, codes.COOPERATION),
            "marks": dict(zip(LAYERS, layers, strict=True)),
            "audience": {"regions": _some(chance, ["sahel", "western-balkans"]), "members": [cast.neighbour.id]},
        }
    )


def populate(cast: Cast) -> list[Case]:
    """Cases of all owners, statuses and marks, the same ones each time."""
    chance = random.Random(20180517)
    owners = [cast.author, cast.colleague, cast.neighbour, cast.outsider]
    with transaction():
        for number in range(CASES):
            owner = chance.choice(owners).actor
            case = Case(owner_id=owner.id, authority_id=owner.authority, country=owner.country)
            case.content = _content(chance, cast, number)
            case.status = chance.choice([Status.PUBLISHED] * 6 + [Status.SUBMITTED, Status.DRAFT, Status.WITHDRAWN])
            writers = [cast.author.id] if number % 20 == 0 and owner.id != cast.author.id else []
            case.editors = [CaseEditor(member_id=writer) for writer in writers]
            case.sort_date = case.content.sort_date
            db.session.add(case)
            service.open_layers(case)
    found = list(db.session.scalars(db.select(Case).options(selectinload(Case.editors))))
    db.session.expunge_all()
    return found


@pytest.fixture
def cases(app: Flask, cast: Cast, portal: Portal, engine: Engine) -> list[Case]:
    found = populate(cast)
    portal.work()
    return found


def _readable_codes(person: Person, case: Case) -> dict[str, set[str]]:
    """Facet → codes this person may know of the case."""
    content = case.content
    told = {layer for layer in LAYERS if reads(person.actor, case, layer)}
    by_part = {part: {entry.code for entry in content.countries if entry.part == part} for part in codes.PARTS}
    found: dict[str, set[str]] = {"kind": {"case"}, **by_part}
    found["country"] = {entry.code for entry in content.countries}
    found["region"] = set(content.regions).union(*(regions_of(code) for code in found["country"]))
    found["offence"], found["stage"] = set(content.offences), {content.stage} if content.stage else set()
    found["year"] = {str(content.year)} if content.year else set()
    found["month"] = {f"{content.year}-01"} if content.year else set()
    found["language"] = {text.language for text in content.texts}
    found["linked"] = {"organized-crime"} if content.organized_crime else set()
    found["linked"] |= {"terrorism"} if content.terrorism else set()
    if "summary" in told:
        found["item"] = {item.type for item in content.items}
        found |= {"method": set(content.methods), "technique": set(content.techniques)}
        found["cooperation"] = set(content.cooperation)
    written = {"abstract", "summary"} | ({"annex"} if any(text.annex for text in content.texts) else set())
    found["mark"] = {str(getattr(content.marks, layer)) for layer in told & written}
    return found


def _says(person: Person, case: Case, word: str) -> bool:
    layers = [layer for layer in LAYERS if reads(person.actor, case, layer)]
    return any(word in getattr(text, layer) for text in case.content.texts for layer in layers)


def _counted(person: Person, cases: list[Case], facet: str) -> dict[str, int]:
    return dict(Counter(code for case in cases for code in _readable_codes(person, case).get(facet, ())))


def _shown(answer: dict[str, Any], facet: str) -> dict[str, int]:
    return {each["value"]: each["count"] for each in answer["facets"][facet]}


@pytest.mark.parametrize("reader", READERS)
def test_totals_and_facets_are_what_a_reader_counts_by_hand(
    portal: Portal, cast: Cast, cases: list[Case], reader: str
) -> None:
    person: Person = getattr(cast, reader)
    browser, bearer = portal.browser(), portal.bearer(person)
    known = [case for case in cases if reads(person.actor, case, "abstract")]
    assert 3 < len(known) < CASES
    for asked, readable in (("", known), (WORD, [case for case in known if _says(person, case, WORD)])):
        answer = browser.get(f"/api/v1/search?q={asked}&per_page=100", headers=bearer).get_json()
        assert answer["total"] == len(readable) == len(answer["hits"])
        assert {hit["key"] for hit in answer["hits"]} == {case.id for case in readable}
        for facet in answer["facets"]:
            assert _shown(answer, facet) == _counted(person, readable, facet), facet


@pytest.mark.parametrize("reader", READERS)
def test_filtering_by_a_value_left_out_or_missing_counts_readable_cases_alone(
    portal: Portal, cast: Cast, cases: list[Case], reader: str
) -> None:
    person: Person = getattr(cast, reader)
    browser, bearer = portal.browser(), portal.bearer(person)
    known = [case for case in cases if reads(person.actor, case, "abstract")]
    for facet, values in LISTS.items():
        held = {case.id: _readable_codes(person, case).get(facet, set()) for case in known}
        expected = {f"without={facet}": sum(not codes_ for codes_ in held.values())}
        for value in values:
            expected[f"{facet}={value}"] = sum(value in codes_ for codes_ in held.values())
            expected[f"not_{facet}={value}"] = sum(value not in codes_ for codes_ in held.values())
        for query, number in expected.items():
            assert browser.get(f"/api/v1/search?{query}", headers=bearer).get_json()["total"] == number, query


def test_no_value_of_hidden_cases_alone_is_offered(portal: Portal, cast: Cast, cases: list[Case]) -> None:
    """The page of a reader who may read nothing offers no filter; an outsider's holds no hidden code."""
    browser = portal.browser(cast.outsider)
    everything = {code for case in cases for code in case.content.techniques}
    known = [case for case in cases if reads(cast.outsider.actor, case, "summary")]
    hidden = everything - {code for case in known for code in case.content.techniques}
    page = browser.get("/search").text
    for code in hidden:
        assert f"technique={code}" not in page
    visitor = portal.browser().get("/search").text
    public = [case for case in cases if reads(cast.visitor.actor, case, "abstract")]
    assert f"{len(public)} result" in visitor
