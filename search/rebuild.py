"""A new index beside the live one, compared with what should be in it before it answers."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from search.document import Document
from search.engine import Engine

BATCH = 5000
"""Documents per commit while filling."""
_ATTEMPTS = 3

Revisions = Mapping[str, Mapping[str, int]]
"""kind → key → revision."""


class RebuildMismatch(Exception):
    """The new generation does not hold what it should; the live one goes on answering."""


def rebuild(
    engine: Engine,
    fingerprint: str,
    *,
    documents: Callable[[], Iterable[Document]],
    catch_up: Callable[[Engine], None],
    expected_revisions: Callable[[], Revisions],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Returns how many documents the new generation holds; it answers on return.

    `catch_up` brings an engine up to the writes made since the call began; it is called several times,
    at last on the live engine once it is swapped. `progress` is told the documents given so far. Raises
    RebuildMismatch, or whatever `documents` and `catch_up` raise; the live generation is untouched then.
    """
    filled = engine.begin_generation(fingerprint)
    try:
        _fill(filled, documents(), progress)
        held = _settled(filled, catch_up, expected_revisions)
        engine.swap_generation(filled)
    finally:
        filled.close()
    # what was written to the old generation between the comparison and the swap
    catch_up(engine)
    return held


def _fill(filled: Engine, documents: Iterable[Document], progress: Callable[[int], None] | None) -> None:
    done, left = 0, iter(documents)
    while batch := list(islice(left, BATCH)):
        filled.put(batch)
        done += len(batch)
        if progress:
            progress(done)


def _settled(filled: Engine, catch_up: Callable[[Engine], None], expected_revisions: Callable[[], Revisions]) -> int:
    """Writes go on while we compare: only a difference that outlives some attempts is one."""
    for _ in range(_ATTEMPTS):
        catch_up(filled)
        expected = expected_revisions()
        wrong = {kind: _different(wanted, filled.revisions(kind)) for kind, wanted in expected.items()}
        held = sum(map(len, expected.values()))
        unexpected = filled.stats().documents - held
        if not any(wrong.values()) and not unexpected:
            return held
    counts = ", ".join(f"{kind}: {number}" for kind, number in wrong.items() if number)
    raise RebuildMismatch(f"documents that differ: {counts or 'none'}; documents too many: {unexpected}")


def _different(wanted: Mapping[str, int], held: Mapping[str, int]) -> int:
    return sum(held.get(key) != wanted.get(key) for key in {*wanted, *held})
