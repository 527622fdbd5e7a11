"""Identifiers, partial dates and what a text may hold."""

import time

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from portal.foundation.ids import is_id, new_id
from portal.foundation.paging import page_number
from portal.foundation.records import partial_date
from portal.foundation.texts import clean, clean_line


def test_ids_are_uuids_of_version_seven_and_all_different() -> None:
    made = [new_id() for _ in range(2_000)]
    assert len(set(made)) == 2_000 and all(is_id(each) for each in made)
    assert {each[12] for each in made} == {"7"} and {each[16] for each in made} <= set("89ab")


def test_ids_sort_by_the_moment_they_were_made_in() -> None:
    made = []
    for second in range(0, 4_000_000_000, 400_000_000):
        with time_machine.travel(second, tick=False):
            made.append(new_id())
    assert made == sorted(made)
    with time_machine.travel(1_700_000_000, tick=False):
        assert int(new_id()[:12], 16) == int(time.time() * 1000)


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "G" * 32, "A" * 32, "0" * 32 + "\n", "٠" * 32])
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize("text", ["", "1900", "2100", "2018-07", "2020-02-29", "2018-12-31"])
def test_dates_are_as_exact_as_they_are_known(text: str) -> None:
    assert partial_date(text) == text


@pytest.mark.parametrize(
    "text", ["1899", "2101", "2018-00", "2019-02-29", "2018-7", "18", "2018-07-31\n", "٢٠١٨", " 2018"]
)
def test_dates_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        partial_date(text)


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_a_clean_text_stays_as_it_is_when_cleaned_again(text: str) -> None:
    try:
        once = clean(text)
    except PydanticCustomError:
        return
    assert clean(once) == once and "\r" not in once
    assert clean_line(clean_line(text)) == clean_line(text) and "\n" not in clean_line(text)


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\ufffd", "\ufffe", "\u202e", "\u2066"]
)
def test_a_text_with_hidden_letters_is_refused(hidden: str) -> None:
    with pytest.raises(PydanticCustomError):
        clean(f"before{hidden}after")


def test_what_languages_need_is_kept() -> None:
    for text in (
        "می‌خواهم",
        "क्ष",
        "👩‍⚖️",
        "מִלָּה",
        "tab\tstays",
        "line\nstays",
        "\u200eA\u200f",
    ):
        assert clean(text) == text
    assert clean("e\u0301") == "é" and clean("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize(
    ("given_", "page"),
    [
        (None, 1),
        ("", 1),
        ("x", 1),
        ("-3", 1),
        ("0", 1),
        ("2", 2),
        ("9" * 5_000, 1),
        ("501", 500),
        ("²", 1),
        ("\x00", 1),
    ],
)
def test_page_numbers_are_brought_into_range(given_: str | None, page: int) -> None:
    assert page_number(given_) == page
