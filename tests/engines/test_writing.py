"""Revisions, removals and generations."""

import threading
from collections.abc import Iterator

import pytest

from search.document import Document
from search.engine import Engine, open_engine
from search.rebuild import RebuildMismatch, rebuild
from search.schema import fingerprint
from tests.engines.made import case, find, keys, part


def one(key: str, word: str, revision: int) -> Document:
    return case(key, part("all", word), part("owner", f"{word} hidden"), revision=revision)


def test_an_older_revision_loses(engine: Engine) -> None:
    engine.put([one("k", "new", 5)])
    engine.put([one("k", "old", 4), one("o", "other", 1)])
    engine.put([one("k", "same", 5)])
    assert (keys(engine, "new"), keys(engine, "old"), keys(engine, "same")) == (["k"], [], [])
    assert find(engine, "new").hits[0].revision == 5
    assert engine.revisions("case") == {"k": 5, "o": 1}
    assert engine.revisions("cas") == {}


def test_the_newest_of_one_batch_wins_in_any_order(engine: Engine) -> None:
    engine.put([one("k", "first", 1), one("k", "third", 3), one("k", "second", 2)])
    assert (keys(engine, "third"), find(engine).total) == (["k"], 1)
    engine.put([one("k", "fifth", 5), one("k", "fourth", 4)])
    assert (keys(engine, "fifth"), find(engine).total) == (["k"], 1)


def test_a_removed_document_is_gone_whole(engine: Engine) -> None:
    engine.put([one("k", "word", 3), one("kk", "word", 1), Document("note", "k", 1, [part("all", "word")])])
    engine.remove({("case", "k"): 3, ("case", "never"): 9})
    assert sorted((hit.kind, hit.key) for hit in find(engine, "word", "all owner").hits) == [
        ("case", "kk"),
        ("note", "k"),
    ]
    assert engine.revisions("case") == {"kk": 1}
    assert engine.stats().documents == 2


def test_a_removal_older_than_what_is_held_does_nothing(engine: Engine) -> None:
    engine.put([one("k", "word", 3)])
    engine.remove({("case", "k"): 2})
    assert keys(engine, "word") == ["k"]


def test_rights_withdrawn_by_a_new_revision_are_gone(engine: Engine) -> None:
    engine.put([case("k", part("all owner", "word"))])
    engine.put([case("k", part("owner", "word"), revision=2)])
    assert (keys(engine, "word", "all"), keys(engine, "word", "owner")) == ([], ["k"])
    engine.put([case("k", part("", "word"), revision=3)])
    assert (keys(engine, "word", "owner"), engine.revisions("case")) == ([], {"k": 3})


def test_a_batch_that_breaks_leaves_nothing(engine: Engine) -> None:
    def broken() -> Iterator[Document]:
        yield one("k", "word", 1)
        raise OSError("the source went away")

    with pytest.raises(OSError, match="went away"):
        engine.put(broken())
    assert (find(engine).total, engine.revisions("case")) == (0, {})
    engine.put([one("k", "word", 1)])
    assert keys(engine, "word") == ["k"]


def test_texts_no_engine_expects_are_kept(engine: Engine) -> None:
    odd = "half \ud800 character \x00 null \U0001f52b emoji " + "long" * 9000
    engine.put([case("k\ud800", part("all", odd, title="", facets={"": [""], "a.b\\c": ["\ud800"]}))])
    assert find(engine, "emoji null", facets=("", "a.b\\c")).total == 1


def test_a_rebuild_replaces_everything_and_catches_up(engine: Engine) -> None:
    engine.put([one("gone", "word", 1), one("k", "stale", 1)])
    rows = {"k": one("k", "fresh", 2), "n": one("n", "fresh", 1)}
    steps: list[int] = []

    def catch_up(target: Engine) -> None:
        rows["late"] = one("late", "fresh", 1)
        target.put([rows["late"]])

    held = rebuild(
        engine,
        fingerprint(),
        documents=lambda: list(rows.values()),
        catch_up=catch_up,
        expected_revisions=lambda: {"case": {key: row.revision for key, row in rows.items()}},
        progress=steps.append,
    )
    assert (held, steps) == (3, [2])
    assert sorted(keys(engine, "fresh")) == ["k", "late", "n"]
    assert find(engine, "stale or word").total == 0


@pytest.mark.parametrize("expected", [{"case": {"k": 2}}, {"case": {}}, {"case": {"k": 1, "n": 1}}, {}])
def test_a_rebuild_that_does_not_compare_is_not_used(engine: Engine, expected: dict[str, dict[str, int]]) -> None:
    engine.put([one("live", "live", 1)])
    with pytest.raises(RebuildMismatch):
        rebuild(
            engine,
            fingerprint(),
            documents=lambda: [one("k", "word", 1)],
            catch_up=lambda target: None,
            expected_revisions=lambda: expected,
        )
    assert keys(engine, "live") == ["live"]
    assert keys(engine, "word") == []


def test_readers_search_on_while_generations_are_swapped(engine: Engine) -> None:
    engine.put([one("k", "word", 1)])
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                if keys(engine, "word") != ["k"]:
                    wrong.append("not found")
            except Exception as error:
                wrong.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(8):
            filled = engine.begin_generation(fingerprint())
            filled.put([one("k", "word", 1)])
            engine.swap_generation(filled)
            filled.close()
    finally:
        stop.set()
        reader.join()
    assert wrong == []


def test_addresses() -> None:
    assert open_engine("memory:").health().ok
    with pytest.raises(ValueError, match="unknown"):
        open_engine("other:place")
