"""Vectors beside an index: rows of a file that grows, pointed at by the entries of the index.

Only the one writer appends, and an entry is committed after its row is on disk; so a row without an entry is waste, an
entry without a row cannot be. What is replaced or removed is blanked. A search compares every row it may: exact, and
quick enough for some ten thousand entries.
"""

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import tantivy

from search.engines.embedded.finding import Address, filters_of, numbers, shown
from search.engines.embedded.snapshot import Snapshot, count
from search.query import Query
from search.results import Hit
from search.vectors import Near, Vector

if TYPE_CHECKING:
    import numpy

FILE, FIELD = "vectors.f32", "vector"
_FLOAT = 4


class VectorFile:
    """Rows of `dimensions` 32-bit floats. Row numbers begin with 1: 0 stands for none."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self.path, self.dimensions = folder / FILE, dimensions

    @contextmanager
    def appending(self) -> Iterator[Callable[[Sequence[Vector]], list[int]]]:
        """Gives what takes vectors and tells their rows; all of them are on disk when it ends."""
        if not self.dimensions:
            yield lambda _: []
            return
        size = _FLOAT * self.dimensions
        with self.path.open("r+b" if self.path.exists() else "w+b") as file:
            rows = file.seek(0, os.SEEK_END) // size
            file.seek(rows * size)
            file.truncate()  # what a writer that died left unfinished

            def add(vectors: Sequence[Vector]) -> list[int]:
                nonlocal rows
                for vector in vectors:
                    file.write(array("f", vector).tobytes())
                rows += len(vectors)
                return list(range(rows - len(vectors) + 1, rows + 1))

            yield add
            file.flush()
            os.fsync(file.fileno())

    def blank(self, rows: Sequence[int]) -> None:
        size = _FLOAT * self.dimensions
        if not rows or not self.path.exists():
            return
        with self.path.open("r+b") as file:
            for row in rows:
                file.seek((row - 1) * size)
                file.write(bytes(size))

    def read(self, rows: Sequence[int]) -> "numpy.ndarray":
        import numpy

        everything = numpy.memmap(self.path, dtype="<f4", mode="r").reshape(-1, self.dimensions)
        return numpy.asarray(everything[[row - 1 for row in rows]])


def nearest(snapshot: Snapshot, file: VectorFile, query: Query, near: Near) -> list[Hit]:
    whole = filters_of(snapshot, query)
    number = count(snapshot.searcher, whole)
    if not number or not file.path.exists():
        return []
    addresses = [address for _, address in snapshot.searcher.search(whole, limit=number).hits]
    rows = rows_of(snapshot.searcher, addresses)
    held = [(row, address) for row, address in zip(rows, addresses, strict=True) if row]
    if not held:
        return []
    alike = file.read([row for row, _ in held]) @ _as_array(near.vector)
    found = [(round(float(n), 4), address) for n, (_, address) in zip(alike, held, strict=True) if n >= near.least]
    return [_hit(snapshot, like, address) for like, address in _nearest_first(snapshot, found)[: near.limit]]


def _nearest_first(snapshot: Snapshot, found: Sequence[tuple[float, Address]]) -> list[tuple[float, Address]]:
    newest = numbers(snapshot.searcher, "newest", [address for _, address in found]) if found else []
    ordered = sorted(zip(found, newest, strict=True), key=lambda pair: (-pair[0][0], -pair[1]))
    return [pair for pair, _ in ordered]


def rows_of(searcher: tantivy.Searcher, addresses: Sequence[Address]) -> list[int]:
    return numbers(searcher, FIELD, addresses) if addresses else []


def _hit(snapshot: Snapshot, like: float, address: Address) -> Hit:
    document = shown(snapshot.searcher, address)
    [revision] = numbers(snapshot.searcher, "revision", [address])
    return Hit(document.kind, document.key, revision, like, by_meaning=True)


def _as_array(vector: Vector) -> "numpy.ndarray":
    import numpy

    return numpy.asarray(vector, dtype="<f4")
