"""Whatever is typed becomes a tree or nothing, never an error."""

import random
import time

import pytest

from search.engine import Engine
from search.syntax import MAX_LENGTH, MAX_TERMS, And, FieldIs, Not, Or, Parsed, Phrase, Word, parse
from tests.engines.made import case, find, part

FIELDS = ("country", "modus.operandi")


@pytest.mark.parametrize(
    ("typed", "terms", "notes"),
    [
        ("", None, ()),
        ("  ", None, ()),
        ("pistol Niger", (Word("pistol"), Word("Niger")), ()),
        ('"old border"', (Phrase("old border"),), ()),
        ("«old border»", (Phrase("old border"),), ()),
        ("-pistol", (Not(Word("pistol")),), ()),
        ('-"old border"', (Not(Phrase("old border")),), ()),
        ("country:NE", (FieldIs("country", "NE"),), ()),
        ("Country:NE", (FieldIs("country", "NE"),), ()),
        ('country:"two words"', (FieldIs("country", "two words"),), ()),
        ("-country:NE", (Not(FieldIs("country", "NE")),), ()),
        ("modus.operandi:x", (FieldIs("modus.operandi", "x"),), ()),
        ("colour:red", (Word("colour"), Word("red")), ("unknown-field",)),
        ("a1 or b1 or c1 d1", (Or((Word("a1"), Word("b1"), Word("c1"))), Word("d1")), ()),
        ("a1 OR -b1", (Or((Word("a1"), Not(Word("b1")))),), ()),
        ("or a1 or", (Word("a1"),), ("lone-operator",)),
        ("pist*", (Word("pist", prefix=True),), ()),
        ("p*", (Word("p"),), ()),
        ("*tol p?st", (Word("tol"), Word("p?st")), ()),
        ("- * -- :", None, ("lone-operator", "no-words")),
        ('"', None, ("unbalanced-quote",)),
        ('pistol "old', (Word("pistol"), Word("old")), ("unbalanced-quote",)),
        ("d’armes l'arme O'Connor", (Word("armes"), Word("arme"), Word("Connor")), ()),
        ("http://x.org/a 12:30", (Word("http://x.org/a"), Word("12:30")), ()),
        ("pis\x00tol \ud800", (Word("pis"), Word("tol")), ()),
    ],
)
def test_parse(typed: str, terms: tuple[object, ...] | None, notes: tuple[str, ...]) -> None:
    tree = parse(typed, FIELDS).tree
    assert (tree.children if tree else None) == terms
    assert parse(typed, FIELDS).notes == notes


def test_limits() -> None:
    assert "too-long" in parse("word " * 200).notes
    many = parse("w1 " * (MAX_TERMS + 5))
    assert many.tree is not None
    assert (len(many.tree.children), many.notes) == (MAX_TERMS, ("too-many-terms",))
    either = parse(" or ".join(f"w{n}" for n in range(60)))
    assert len(leaves(either)) <= MAX_TERMS
    assert len(parse("a/b" * 400).notes) == 1
    assert parse("x" * MAX_LENGTH).notes == ()


def leaves(parsed: Parsed) -> list[object]:
    children = parsed.tree.children if parsed.tree else ()
    return [leaf for child in children for leaf in (child.children if isinstance(child, And | Or) else (child,))]


@pytest.mark.parametrize("unit", ["[", '"', "a@b.c ", "-", "-a", "(", "a:", "or ", "*", "é", "'", "\\", "手", '"a" '])
def test_long_texts_take_no_time(unit: str) -> None:
    started = time.perf_counter()
    parse(unit * (100_000 // len(unit)), FIELDS)
    assert time.perf_counter() - started < 1


ALPHABET = [
    *'"-:*()[]{}^~+\\/&|!?<>=#@%\'`', "or", "OR", "AND", "NOT", "TO", "country:", "need0:", '"', '"', "пиштољ",
    "手枪", "الأسلحة", "é", "\x00", "\ud800", "\U0001f52b", "\u200f", "\u0301", "1", "pistol", "*:*", "/.*/", "~2",
]  # fmt: skip


def test_two_thousand_queries_break_nothing(engine: Engine) -> None:
    engine.put([case("k", part("all", "pistol 手枪 пиштољ", facets={"country": ["NE"]}), part("x", "secret"))])
    chance = random.Random(7)
    for _ in range(2000):
        pieces = chance.choices(ALPHABET, k=chance.randint(1, 12))
        typed = chance.choice(("", " ")).join(pieces)
        assert find(engine, typed, facets=("country",)).total in (0, 1), typed
        engine.suggest(typed, frozenset({"all"}))
