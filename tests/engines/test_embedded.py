"""What only an index on disk, shared by processes, can get wrong."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tantivy

from search.engine import SearchUnavailable
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.opened import open_index, plain_errors, writing
from search.query import Query
from search.schema import fingerprint
from tests.engines.made import case, find, keys, part

OTHER_PROCESS = """
    import sys
    from search.engines.embedded import EmbeddedEngine
    from tests.engines.made import case, keys, part
    engine = EmbeddedEngine(sys.argv[1])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def filled(folder: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(str(folder))
    engine.put([case("k", part("all", "word"), part("owner", "secret"))])
    yield engine
    engine.close()


def start(folder: Path, code: str) -> subprocess.Popen[str]:
    script = textwrap.dedent(OTHER_PROCESS) + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_reader_in_another_process_sees_each_commit(filled: EmbeddedEngine, folder: Path) -> None:
    with start(folder, "for _ in sys.stdin: print(sorted(keys(engine, 'word')), flush=True)") as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def asked() -> str:
            print(file=reader.stdin, flush=True)
            return reader.stdout.readline().strip()

        assert asked() == "['k']"
        filled.put([case("n", part("all", "word"))])
        assert asked() == "['k', 'n']"
        filled.remove({("case", "k"): 1})
        assert asked() == "['n']"
        swapped = filled.begin_generation(fingerprint())
        swapped.put([case("fresh", part("all", "word"))])
        assert asked() == "['n']"
        filled.swap_generation(swapped)
        assert asked() == "['fresh']"
        reader.stdin.close()


def test_a_forked_child_sees_later_commits(filled: EmbeddedEngine) -> None:
    assert keys(filled, "word") == ["k"]
    go_read, go_write = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(go_read, 1)
        os._exit(0 if keys(filled, "word") == ["n"] else 1)
    filled.put([case("n", part("all", "word"))])
    filled.remove({("case", "k"): 1})
    os.write(go_write, b"x")
    assert os.waitpid(child, 0)[1] == 0


def test_a_killed_writer_leaves_no_lock_and_no_half(filled: EmbeddedEngine, folder: Path) -> None:
    code = """
        def documents():
            yield case("half", part("all", "word"))
            print("writing", flush=True)
            sys.stdin.read()
        engine.put(documents())
    """
    with start(folder, code) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        with pytest.raises(SearchUnavailable, match="written by another process"):
            filled.put([case("n", part("all", "word"))])
        assert keys(filled, "word") == ["k"]
        writer.send_signal(signal.SIGKILL)
    filled.put([case("n", part("all", "word"))])
    assert sorted(keys(filled, "word")) == ["k", "n"]


def test_a_second_writer_in_this_process_is_refused(filled: EmbeddedEngine, folder: Path) -> None:
    live = folder / filled.stats().generation
    with writing(live, fill=False), pytest.raises(SearchUnavailable, match="another process"):
        filled.remove({("case", "k"): 1})
    filled.remove({("case", "k"): 1})
    assert keys(filled) == []


def damage_nothing_left(root: Path) -> None:
    shutil.rmtree(root)


def damage_pointer_lost(root: Path) -> None:
    (root / "current").unlink()


def damage_pointer_empty(root: Path) -> None:
    (root / "current").write_text("")


def damage_pointer_elsewhere(root: Path) -> None:
    (root / "current").write_text("../../elsewhere")


def damage_generation_lost(root: Path) -> None:
    shutil.rmtree(next(root.glob("gen-*")))


def damage_meta_broken(root: Path) -> None:
    (next(root.glob("gen-*")) / "meta.json").write_text("{")


def damage_meta_lost(root: Path) -> None:
    (next(root.glob("gen-*")) / "meta.json").unlink()


def damage_segments_emptied(root: Path) -> None:
    for file in next(root.glob("gen-*")).glob("*.*"):
        if file.suffix not in {".json", ".lock"}:
            file.unlink()
            file.write_bytes(b"")


def damage_segments_scrambled(root: Path) -> None:
    for file in next(root.glob("gen-*")).glob("*.*"):
        if file.suffix not in {".json", ".lock"}:
            size = file.stat().st_size
            file.unlink()
            file.write_bytes(b"\xa5" * size)


def damage_another_version(root: Path) -> None:
    folder = next(root.glob("gen-*"))
    folder.rename(root / "gen-0123456789abcdef-1")
    (root / "current").write_text("gen-0123456789abcdef-1")


DAMAGES = [value for name, value in sorted(globals().items()) if name.startswith("damage_")]


ASKED: list[Callable[[EmbeddedEngine], object]] = [
    lambda engine: find(engine, "word", facets=("country",)),
    lambda engine: find(engine),
    lambda engine: engine.suggest("w", frozenset({"all"})),
    lambda engine: engine.similar("case", "k", frozenset({"all"})),
    lambda engine: engine.revisions("case"),
    lambda engine: engine.put([case("n", part("all", "word"))]),
    lambda engine: engine.remove({("case", "k"): 1}),
    lambda engine: engine.stats(),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
@pytest.mark.parametrize("ask", ASKED)
def test_a_damaged_index_says_so(
    filled: EmbeddedEngine,
    folder: Path,
    damage: Callable[[Path], None],
    ask: Callable[[EmbeddedEngine], object],
) -> None:
    damage(folder)
    if "segments" not in damage.__name__:  # files an open reader holds stay what they were
        with pytest.raises(SearchUnavailable):
            ask(filled)
    if damage is not damage_nothing_left:  # a folder that is not there is a new installation
        with pytest.raises(SearchUnavailable):
            ask(EmbeddedEngine(str(folder)))


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_a_damaged_index_can_be_rebuilt(folder: Path, damage: Callable[[Path], None]) -> None:
    EmbeddedEngine(str(folder)).put([case("k", part("all", "old"))])
    damage(folder)
    repaired = EmbeddedEngine(str(folder))
    again = repaired.begin_generation(fingerprint())
    again.put([case("k", part("all", "word"))])
    repaired.swap_generation(again)
    assert keys(repaired, "word") == ["k"]
    assert repaired.health().ok


def test_health_tells_another_version_apart(filled: EmbeddedEngine, folder: Path) -> None:
    damage_another_version(folder)
    health = EmbeddedEngine(str(folder)).health()
    assert (health.ok, health.reason) == (False, "index is of another version; rebuild")


def test_an_unfinished_generation_is_cleaned_by_the_next(filled: EmbeddedEngine, folder: Path) -> None:
    left = filled.begin_generation(fingerprint())
    left.put([case("x", part("all", "word"))])
    assert keys(filled, "word") == ["k"]
    swapped = filled.begin_generation(fingerprint())
    filled.swap_generation(swapped)
    assert [path.name for path in folder.glob("gen-*")] == [filled.stats().generation]
    assert find(filled).total == 0


def test_a_panic_of_the_engine_is_told_plainly(filled: EmbeddedEngine, folder: Path) -> None:
    searcher = open_index(folder / filled.stats().generation).searcher()
    with pytest.raises(SearchUnavailable, match="damaged"), plain_errors():
        searcher.search(tantivy.Query.all_query(), limit=0)


def test_two_processes_that_start_together_share_one_index(folder: Path) -> None:
    one, other = EmbeddedEngine(str(folder)), EmbeddedEngine(str(folder))
    one.put([case("k", part("all", "word"))])
    assert keys(other, "word") == ["k"]


def test_words_below_the_limit_page_of_ten_thousand(folder: Path) -> None:
    engine = EmbeddedEngine(str(folder))
    engine.put(case(f"k{n:05}", part("all", "word"), date="2020-01-01") for n in range(10_050))
    page = engine.find(Query(frozenset({"all"}), "word", page=101, per_page=100))
    assert (page.total, len(page.hits)) == (10_050, 50)


def test_a_fingerprint_is_no_path(filled: EmbeddedEngine) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        filled.begin_generation("../elsewhere")
