"""What a reader may not read moves nothing of what he sees: neither order, nor extracts, nor suggestions."""

from typing import Any

import pytest

from portal.cases import service
from portal.cases.content import CaseContent
from portal.cases.models import Case
from portal.foundation.database import db, transaction
from search.engine import Engine
from tests.access.answers import body
from tests.support.cast import Cast
from tests.support.portal import Portal

HIDDEN = 200
WORDS = ("pistol", "convoy", "harbour", "parcel", "barrel")
ASKED = ("pistol convoy", "harbour or parcel", "barrel -convoy", "pistl", '"convoy harbour"', "")


def _text(number: int, times: int) -> dict[str, Any]:
    first, second = WORDS[number % 5], WORDS[(number * 3 + 1) % 5]
    told = " ".join([first] * times + [second, "filler"] * (number % 7 + 1))
    return {
        "language": "en",
        "title": f"{first} {second} {number}",
        "abstract": told,
        "summary": f"convoy harbour {told}",
    }


def _add(cast: Cast, numbers: range, mark: str, times: int) -> None:
    """Published cases of the author; `RED` ones name nobody."""
    marks = dict.fromkeys(("abstract", "summary", "annex"), mark)
    with transaction():
        for number in numbers:
            content = CaseContent.model_validate(
                {
                    "texts": [_text(number, times)],
                    "countries": [{"code": "NE", "part": "seizure"}],
                    "regions": ["sahel"],
                    "techniques": ["controlled-delivery"] if mark == "RED" else [],
                    "year": 2000 + number % 20,
                    "marks": marks,
                }
            )
            author = cast.author.actor
            case = Case(owner_id=author.id, authority_id=author.authority, country="NE", status="published")
            case.id = f"{number:032x}"
            case.content, case.sort_date, case.number = content, content.sort_date, f"NER-2026-{number:04d}"
            db.session.add(case)
            service.open_layers(case)


@pytest.mark.parametrize("reader", ["outsider", "visitor"])
def test_two_hundred_hidden_cases_change_no_byte_of_an_answer(
    portal: Portal, cast: Cast, engine: Engine, reader: str
) -> None:
    _add(cast, range(12), "CLEAR", 2)
    portal.work()
    browser = portal.browser(getattr(cast, reader))
    asked = [f"/search?q={words}&sort={sort}" for words in ASKED for sort in ("relevance", "oldest")]
    asked += [f"/cases/{number:032x}" for number in range(12)]
    asked += ["/search/suggest?q=pis", "/search/suggest?q=conv"] if reader == "outsider" else []
    before = {path: body(browser.get(path)) for path in asked}
    assert "NER-2026-0005" in before[asked[0]]
    _add(cast, range(1000, 1000 + HIDDEN), "RED", 5)
    portal.work()
    assert engine.stats().documents == 12 + HIDDEN
    for path in asked:
        assert body(browser.get(path)) == before[path], path


def test_the_hidden_cases_of_that_test_do_lead_the_list_of_who_reads_them(
    portal: Portal, cast: Cast, engine: Engine
) -> None:
    _add(cast, range(12), "CLEAR", 2)
    _add(cast, range(1000, 1020), "RED", 5)
    portal.work()
    bearer = portal.bearer(cast.author)
    answer = portal.browser().get("/api/v1/search?q=pistol", headers=bearer).get_json()
    assert int(answer["hits"][0]["key"], 16) >= 1000
