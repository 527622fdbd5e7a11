"""The second road: what is near in meaning is found without common words, under the same rights and filters."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search.document import Document, Part, Text
from search.embedders.onnx import ModelUnusable, OnnxEmbedder
from search.engine import Engine, open_engine
from search.query import Filter, Mode, Query, Sort
from search.schema import fingerprint
from search.vectors import fuse, joined, passages
from tests.engines.conftest import ENGINES, forget
from tests.support.model import make_model

ALL = frozenset({"all"})


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> OnnxEmbedder:
    return OnnxEmbedder(make_model(tmp_path_factory.mktemp("model")))


@pytest.fixture(params=ENGINES)
def meaning(request: pytest.FixtureRequest, tmp_path: Path, embedder: OnnxEmbedder) -> Iterator[Engine]:
    opened = open_engine(ENGINES[request.param](tmp_path), embedder)
    yield opened
    forget(opened.inner)  # type: ignore[attr-defined]


def document(key: str, text: str, revision: int = 1, audience: frozenset[str] = ALL, **facets: list[str]) -> Document:
    return Document("case", key, revision, [Part(audience, [Text("summary", "en", text)], facets)], "2018-01-01")


def asked(engine: Engine, text: str, audience: frozenset[str] = ALL, meaning: bool = True, **more: object) -> list[str]:
    query = replace(Query(audience, text=text, meaning=meaning), **more)  # type: ignore[arg-type]
    return [hit.key for hit in engine.find(query).hits]


def test_a_text_is_found_across_languages_without_a_common_word(meaning: Engine) -> None:
    meaning.put([document("fr", "arme frontière"), document("bs", "novac"), document("zh", "武器")])
    assert asked(meaning, "weapon", meaning=False) == []
    assert set(asked(meaning, "weapon")) == {"fr", "zh"}
    page = meaning.find(Query(ALL, text="weapon", meaning=True))
    assert page.total == 2 and all(hit.by_meaning and not hit.snippets for hit in page.hits)


def test_what_is_in_both_rankings_comes_first_and_is_not_called_found_by_meaning(meaning: Engine) -> None:
    meaning.put([document("near", "arme"), document("both", "weapon arme"), document("far", "novac")])
    page = meaning.find(Query(ALL, text="weapon", meaning=True))
    assert [(hit.key, hit.by_meaning) for hit in page.hits] == [("both", False), ("near", True)]
    assert page.hits[0].snippets


def test_a_layer_that_is_not_open_neither_finds_nor_ranks(meaning: Engine) -> None:
    few = frozenset({"few"})
    hidden = Document(
        "case",
        "layered",
        1,
        [Part(ALL, [Text("abstract", "en", "money")]), Part(few, [Text("annex", "en", "arme arme arme")])],
    )
    meaning.put([hidden, document("open", "novac frontière")])
    assert asked(meaning, "oružje") == []
    assert asked(meaning, "oružje", audience=ALL | few) == ["layered"]
    with_it = asked(meaning, "argent")
    meaning.put([replace(hidden, revision=2, parts=hidden.parts[:1])])
    assert asked(meaning, "argent") == with_it == ["layered", "open"]


def test_exclusions_phrases_and_filters_hold_for_both_roads(meaning: Engine) -> None:
    meaning.put([document("one", "arme novac", country=["NE"]), document("two", "arme rijeka", country=["RS"])])
    assert asked(meaning, "weapon -novac") == ["two"]
    assert asked(meaning, 'weapon "arme rijeka"') == ["two"]
    assert asked(meaning, "weapon", filters=(Filter("country", ("NE",)),)) == ["one"]
    assert asked(meaning, "weapon", filters=(Filter("country", ("NE",), Mode.NONE),)) == ["two"]


def test_what_is_removed_changed_or_narrowed_is_gone(meaning: Engine) -> None:
    meaning.put([document("gone", "arme"), document("changed", "arme"), document("narrowed", "arme")])
    meaning.remove({("case", "gone"): 1})
    meaning.put([document("changed", "novac", 2), document("narrowed", "arme", 2, frozenset({"few"}))])
    assert asked(meaning, "weapon") == []
    assert asked(meaning, "money") == ["changed"]
    assert asked(meaning, "weapon", audience=frozenset({"few"})) == ["narrowed"]


def test_by_date_and_switched_off_only_words_count(meaning: Engine) -> None:
    meaning.put([document("fr", "arme"), document("en", "weapon")])
    assert asked(meaning, "weapon", meaning=False) == ["en"]
    assert asked(meaning, "weapon", sort=Sort.NEWEST) == ["en"]


def test_every_page_holds_what_the_one_before_left_and_nothing_twice(meaning: Engine) -> None:
    meaning.put([document(f"w{n:03}", "weapon") for n in range(130)] + [document("near", "arme")])
    pages = [asked(meaning, "weapon", page=n, per_page=30) for n in range(1, 6)]
    found = [key for page in pages for key in page]
    assert len(found) == len(set(found)) == 130 and "near" not in found


def test_a_rebuilt_index_holds_the_vectors(meaning: Engine) -> None:
    filled = meaning.begin_generation(fingerprint())
    filled.put([document("fr", "arme")])
    meaning.swap_generation(filled)
    assert asked(meaning, "weapon") == ["fr"]


def test_without_a_model_nothing_is_asked_kept_or_named_otherwise(tmp_path: Path) -> None:
    engine = open_engine(f"embedded:{tmp_path / 'index'}")
    engine.put([document("fr", "arme")])
    assert asked(engine, "weapon") == []
    assert not list(tmp_path.rglob("vectors*"))
    assert fingerprint() in engine.stats().generation and len(engine.stats().generation.split("-")[1]) == 16


def test_an_index_made_without_the_model_is_not_taken_for_one_made_with_it(
    tmp_path: Path, embedder: OnnxEmbedder
) -> None:
    open_engine(f"embedded:{tmp_path / 'index'}").put([document("fr", "arme")])
    health = open_engine(f"embedded:{tmp_path / 'index'}", embedder).health()
    assert not health.ok and "rebuild" in health.reason


def test_ranks_are_joined_by_the_sum_of_their_reciprocals() -> None:
    assert fuse([["a", "b", "c"], ["c", "d"]]) == ["c", "a", "b", "d"]
    assert fuse([["a", "b"], ["b", "a"]]) == ["a", "b"]
    assert fuse([[], []]) == []


def test_a_long_text_is_cut_into_passages_and_opposites_have_no_direction() -> None:
    assert passages("One. Two! " * 100)[0].startswith("One. Two!")
    assert all(len(passage) <= 600 for passage in passages("x" * 5_000 + ". End."))
    assert passages(" \n ") == []
    assert joined([(1.0, 0.0), (-1.0, 0.0)]) == () == joined([])


def _broken(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


@pytest.mark.parametrize(
    ("break_it", "named"),
    [
        (lambda folder: (folder / "model.onnx").unlink(), "model.onnx is missing"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json is missing"),
        (_broken("model.onnx", b"no model"), "is no ONNX model"),
        (_broken("tokenizer.json", b"{}"), "is no tokenizer"),
        (_broken("portal.json", b"{"), "cannot be read"),
        (_broken("portal.json", b"[]"), "one JSON object"),
    ],
)
def test_a_folder_that_cannot_be_used_says_what_is_wrong(
    tmp_path: Path, break_it: Callable[[Path], None], named: str
) -> None:
    folder = make_model(tmp_path / "model")
    break_it(folder)
    with pytest.raises(ModelUnusable, match=named):
        OnnxEmbedder(folder)
