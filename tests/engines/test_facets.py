"""Counting and filtering."""

import pytest

from search.engine import Engine
from search.query import Filter, Mode
from tests.engines.made import case, counts, find, keys, part


@pytest.fixture
def shelf(engine: Engine) -> Engine:
    engine.put(
        [
            case("a", part("all", "word", facets={"country": ["NE", "ML"], "year.of": ["2020"]})),
            case("b", part("all", "word", facets={"country": ["NE"]}), part("all", facets={"country": ["NE", "TD"]})),
            case("c", part("all", "word", facets={"year.of": ["2021"], "country": []})),
            case("d", part("all", "other", facets={"country": ["BA"], "year.of": ["2020", "2021"]})),
        ]
    )
    return engine


def test_documents_are_counted_once_per_code(shelf: Engine) -> None:
    page = find(shelf, "word", facets=("country", "year.of", "never"))
    assert counts(page, "country") == {"NE": 2, "ML": 1, "TD": 1}
    assert [f.value for f in page.facets["country"]] == ["NE", "ML", "TD"]
    assert counts(page, "year.of") == {"2020": 1, "2021": 1}
    assert page.facets["never"] == []


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (Filter("country", ("NE",)), "ab"),
        (Filter("country", ("ML", "BA")), "ad"),
        (Filter("country", ("NE",), Mode.NONE), "cd"),
        (Filter("country", mode=Mode.MISSING), "c"),
        (Filter("year.of", mode=Mode.MISSING), "b"),
        (Filter("never", mode=Mode.MISSING), "abcd"),
        (Filter("never", ("x",)), ""),
        (Filter("country", ()), ""),
        (Filter("country", ("\ud800",)), ""),
        (Filter("country", (), Mode.NONE), "abcd"),
    ],
)
def test_filters(shelf: Engine, chosen: Filter, found: str) -> None:
    assert "".join(sorted(keys(shelf, filters=(chosen,)))) == found


def test_a_chosen_facet_still_offers_its_other_codes(shelf: Engine) -> None:
    chosen = (Filter("country", ("ML",)), Filter("year.of", ("2020",)))
    page = find(shelf, filters=chosen, facets=("country", "year.of"))
    assert page.total == 1
    assert counts(page, "country") == {"NE": 1, "ML": 1, "BA": 1}
    assert counts(page, "year.of") == {"2020": 1}


def test_an_exclusion_stays_in_force_for_its_own_facet(shelf: Engine) -> None:
    page = find(shelf, filters=(Filter("country", ("ML",), Mode.NONE),), facets=("country",))
    assert counts(page, "country") == {"NE": 1, "TD": 1, "BA": 1}


def test_five_hundred_codes_are_all_counted(engine: Engine) -> None:
    engine.put([case(f"k{n}", part("all", "w", facets={"f": [f"v{n}", f"w{n % 250}"]})) for n in range(500)])
    found = find(engine, facets=("f",)).facets["f"]
    assert len(found) == 750
    assert [f.count for f in found[:250]] == [2] * 250
    assert find(engine, "-w", facets=("f",)).facets["f"] == []


@pytest.mark.parametrize("code", ["2024-01-01T00:00:00Z", "2024-01-01", "true", "1.5", "-3", "=x", "", "a b", "É"])
def test_codes_are_kept_as_they_are(engine: Engine, code: str) -> None:
    engine.put([case("k", part("all", "w", facets={"f": [code]})), case("o", part("all", "w"))])
    assert counts(find(engine, facets=("f",)), "f") == {code: 1}
    assert keys(engine, filters=(Filter("f", (code,)),)) == ["k"]
    assert keys(engine, filters=(Filter("f", (code,), Mode.NONE),)) == ["o"]
