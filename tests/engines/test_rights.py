"""Nothing of a hidden part is found, counted, suggested, likened or shown."""

import dataclasses

import pytest

from search.engine import Engine
from search.query import Filter, Mode, Query
from search.results import Page
from tests.engines.made import case, counts, find, keys, part, shown

CANARY = "zanzibarium"
NONSENSE = "qwortlefump"
FACETS = ("country", "weapon")


@pytest.fixture
def layered(engine: Engine) -> Engine:
    """One case in three layers; readers of a deeper layer hold the tokens of the ones above or not."""
    engine.put(
        [
            case(
                "k1",
                part("all", "surface words", title="Open heading", facets={"country": ["NE"]}),
                part("region", f"region words {CANARY}", title="Region heading", facets={"country": ["ML"]}),
                part("owner", "owner words", facets={"weapon": ["pistol"]}, identifiers=["ZX-99/1"]),
            ),
            case("k2", part("all", "surface words again", title="Open second", facets={"country": ["NE"]})),
        ]
    )
    return engine


def same(page: Page) -> Page:
    return dataclasses.replace(page, took_ms=0.0)


@pytest.mark.parametrize(
    "typed", ["{}", "surface {}", '"{} words"', "-{}", "{}*", "{} or surface", "{}s", "weapon:{}", "-weapon:{}"]
)
def test_a_hidden_word_answers_as_a_nonsense_word(layered: Engine, typed: str) -> None:
    for hidden in (CANARY, "owner", "pistol", "zx991"):
        if "weapon" in typed and hidden != "pistol":
            continue
        asked = {"tokens": "all", "facets": FACETS}
        told = find(layered, typed.format(hidden), **asked)
        assert same(told) == same(find(layered, typed.format(NONSENSE), **asked))


def test_a_word_of_a_visible_layer_is_found_by_those_who_see_it(layered: Engine) -> None:
    assert keys(layered, CANARY, "all region") == ["k1"]
    assert keys(layered, CANARY, "region") == ["k1"]
    assert keys(layered, CANARY, "all owner") == []
    assert keys(layered, "owner", "owner") == ["k1"]
    assert keys(layered, "zx991", "owner") == ["k1"]
    assert keys(layered, "surface", "owner") == []


def test_words_of_two_layers_match_together_only_for_readers_of_both(layered: Engine) -> None:
    assert keys(layered, f"surface {CANARY}", "all region") == ["k1"]
    assert keys(layered, f"surface {CANARY}", "all") == []
    assert keys(layered, f"surface {CANARY}", "region owner") == []


def test_facets_count_a_document_once_and_visible_codes_only(layered: Engine) -> None:
    assert counts(find(layered, facets=FACETS), "country") == {"NE": 2}
    assert counts(find(layered, facets=FACETS), "weapon") == {}
    assert counts(find(layered, tokens="all region", facets=FACETS), "country") == {"NE": 2, "ML": 1}
    assert counts(find(layered, tokens="owner", facets=FACETS), "weapon") == {"pistol": 1}


def test_hidden_codes_neither_filter_in_nor_out(layered: Engine) -> None:
    hidden = Filter("weapon", ("pistol",))
    assert keys(layered, filters=(hidden,)) == []
    assert len(keys(layered, filters=(Filter("weapon", ("pistol",), Mode.NONE),))) == 2
    assert len(keys(layered, filters=(Filter("weapon", mode=Mode.MISSING),))) == 2
    assert keys(layered, tokens="all owner", filters=(hidden,)) == ["k1"]
    assert keys(layered, tokens="all owner", filters=(Filter("weapon", mode=Mode.MISSING),)) == ["k2"]


def test_snippets_come_from_readable_parts(layered: Engine) -> None:
    assert CANARY not in shown(find(layered, "words", "all"))
    assert f"[{CANARY}]" in shown(find(layered, CANARY, "region"))
    assert "surface" not in shown(find(layered, "words", "region"))


def test_suggestions_come_from_readable_titles(layered: Engine) -> None:
    assert [s.text for s in layered.suggest("hea", frozenset({"all"}))] == ["Open heading"]
    assert [s.text for s in layered.suggest("hea reg", frozenset({"region", "all"}))] == ["Region heading"]
    assert layered.suggest("reg", frozenset({"all"})) == []
    assert layered.suggest("o", frozenset()) == []


def test_similar_rests_on_readable_words_and_codes(engine: Engine) -> None:
    engine.put(
        [
            case("a", part("all", "harbour"), part("owner", "smuggled cartridges boat")),
            case("b", part("all", "smuggled cartridges boat", title="lorry")),
            case("c", part("all", "harbour lorry")),
            case("hidden", part("secret", "harbour lorry")),
            case("half", part("secret", "harbour"), part("all", "unlike")),
            *[case(f"x{n}", part("all", f"filler{n}")) for n in range(8)],
        ]
    )
    assert engine.similar("case", "a", frozenset({"all"})) == [("case", "c")]
    assert engine.similar("case", "a", frozenset({"owner", "all"}))[0] == ("case", "b")
    assert engine.similar("case", "a", frozenset({"other"})) == []
    assert engine.similar("case", "b", frozenset({"owner"})) == []


def test_an_empty_audience_is_read_by_nobody(engine: Engine) -> None:
    engine.put([case("k", part("", "nobody"), part("all", "somebody")), case("n", part("", "nobody"))])
    for tokens in ("", "all", "open", "t:", "*"):
        assert keys(engine, "nobody", tokens) == []
    assert keys(engine, "", "all") == ["k"]
    assert keys(engine, "", "") == []
    assert engine.revisions("case") == {"k": 1, "n": 1}


@pytest.mark.parametrize("token", ["open", "t:all", "all*", "ALL", "al", "", "all\x00", "*", ".*", "\ud800"])
def test_only_the_very_token_opens(engine: Engine, token: str) -> None:
    engine.put([case("k", part("all", "word"))])
    assert engine.find(Query(audience=frozenset({token}))).total == 0


def test_nested_and_crossing_audiences_show_each_reader_their_parts(engine: Engine) -> None:
    engine.put([case("k", part("a b", "first"), part("b c", "second"), part("b", "third"))])
    seen = {
        reader: [w for w in ("first", "second", "third") if keys(engine, w, reader)]
        for reader in ("a", "b", "c", "a c", "a b", "d")
    }
    assert seen == {
        "a": ["first"],
        "b": ["first", "second", "third"],
        "c": ["second"],
        "a c": ["first", "second"],
        "a b": ["first", "second", "third"],
        "d": [],
    }
    assert find(engine, "", "a b c").total == 1


@pytest.mark.parametrize("name", ["open", "t:open", "x"])
def test_no_name_of_a_token_opens_anything_by_itself(engine: Engine, name: str) -> None:
    engine.put([case("k", part("a", "first"), part(name, "second"))])
    assert (keys(engine, "first", "a"), keys(engine, "second", "a")) == (["k"], [])
    assert keys(engine, "first second", f"a {name}") == ["k"]


def test_hidden_repetition_does_not_lift_a_document(engine: Engine) -> None:
    engine.put(
        [
            case("a", part("all", "pistol"), part("owner", "pistol " * 9), date="2001-01-01"),
            case("b", part("all", "pistol"), date="2002-01-01"),
        ]
    )
    assert keys(engine, "pistol", "all") == ["b", "a"]
    assert keys(engine, "pistol", "all owner") == ["a", "b"]


def test_typed_text_cannot_reach_the_rights(layered: Engine) -> None:
    for typed in ("need0:owner", "deny:x", "audience:owner", 'need0:"t:owner"', "*:*", "a OR need0:region"):
        assert CANARY not in shown(find(layered, typed))
        assert find(layered, f"{typed} {CANARY}").total == 0


def test_hidden_documents_do_not_move_the_order(engine: Engine) -> None:
    visible = [
        case("a", part("all", "pistol " + "long filler words " * 20, title="Convoy pistol")),
        case("b", part("all", "pistol pistol pistol convoy")),
        case("c", part("all", "convoy", title="pistol")),
        case("d", part("all", "pistol " * 2 + "x " * 50, title="convoy report")),
        *[case(f"n{n}", part("all", "convoy noise")) for n in range(30)],
    ]
    engine.put(visible)
    before = find(engine, "pistol convoy")
    engine.put([case(f"h{n}", part("secret", "pistol " * (1 + n % 50), title="convoy")) for n in range(500)])
    assert same(find(engine, "pistol convoy")) == same(before)
    assert len(before.hits) == 4


def test_more_audiences_than_an_engine_keeps_are_refused_whole(engine: Engine) -> None:
    crowded = case("k", *[part(f"t{n}", "word") for n in range(6)])
    with pytest.raises(ValueError, match="audiences"):
        engine.put([case("fine", part("all", "word")), crowded])
    assert engine.revisions("case") == {}
