"""The port, answered from a folder."""

import contextlib
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

from search import schema
from search.document import Document
from search.engine import Engine, SearchUnavailable
from search.engines.embedded import finding, neighbours
from search.engines.embedded.asking import term
from search.engines.embedded.fields import writable
from search.engines.embedded.generations import Generations
from search.engines.embedded.opened import Opened, plain_errors, writing
from search.engines.embedded.snapshot import Snapshot, count
from search.engines.embedded.vectors import VectorFile, nearest, rows_of
from search.engines.embedded.writing import HEAD, SEPARATOR, document_id, entries, vectors_of
from search.query import Query
from search.results import Generation, Health, Hit, Page, Stats, Suggestion
from search.vectors import Near

MAX_VIEWS = 1 << schema.MAX_AUDIENCES
_MOVED = 3
"""Times a reader looks again when the generation it was opening has just been replaced."""


class EmbeddedEngine:
    """`path` is made when missing. `filling` pins the engine to a generation that does not answer yet."""

    name = "embedded"

    def __init__(self, path: str, fingerprint: str = "", filling: Path | None = None, dimensions: int = 0) -> None:
        self._generations = Generations(Path(path), fingerprint or schema.fingerprint(), dimensions > 0)
        self._dimensions = dimensions
        self._filling = filling
        self._opened: Opened | None = None
        self._lock = threading.Lock()
        if not filling:
            # a process that may not write still answers, or says why not when asked
            with contextlib.suppress(SearchUnavailable), plain_errors():
                self._generations.start()

    def put(self, documents: Iterable[Document]) -> None:
        seen: dict[str, int] = {}
        blank: list[int] = []
        folder = self._folder()
        rows = self._vectors(folder)
        with writing(folder, fill=self._filling is not None) as writer, rows.appending() as add:
            # looked at while nobody else can write
            searcher = self._searcher()
            empty = not count_held(searcher)
            for document in documents:
                name = writable(document_id(document.kind, document.key))
                held = seen.get(name)
                if held is None and not empty:
                    held = revision_of(searcher, name)
                if held is not None and held >= document.revision:
                    continue
                added = list(entries(document, add(vectors_of(document)) if self._dimensions else ()))
                with plain_errors():
                    if held is not None:
                        blank += self._rows(searcher, name)
                        writer.delete_documents_by_term("id", name)
                    for entry in added:
                        writer.add_document(entry)
                seen[name] = document.revision
        rows.blank(blank)

    def _vectors(self, folder: Path) -> VectorFile:
        return VectorFile(folder, self._dimensions)

    def _rows(self, searcher: tantivy.Searcher, name: str) -> list[int]:
        """Rows of the vectors a document has now."""
        if not self._dimensions:
            return []
        hits = searcher.search(term("id", name), limit=MAX_VIEWS).hits
        return [row for row in rows_of(searcher, [address for _, address in hits]) if row]

    def remove(self, removals: Mapping[tuple[str, str], int]) -> None:
        gone: list[str] = []
        blank: list[int] = []
        with writing(self._folder(), fill=False) as writer:
            searcher = self._searcher()
            for (kind, key), revision in removals.items():
                name = writable(document_id(kind, key))
                held = revision_of(searcher, name)
                if held is not None and held <= revision:
                    with plain_errors():
                        blank += self._rows(searcher, name)
                        writer.delete_documents_by_term("id", name)
                    gone.append(name)
        self._vectors(self._folder()).blank(blank)
        self._assert_gone(gone)

    def _assert_gone(self, names: Sequence[str]) -> None:
        searcher = self._searcher()
        with plain_errors():
            left = sum(count(searcher, term("id", name)) for name in names)
        if left:
            raise SearchUnavailable(f"{left} entries of removed documents are still in the index")

    def find(self, query: Query) -> Page:
        snapshot = self._snapshot()
        with plain_errors():
            return finding.find(snapshot, query)

    def nearest(self, query: Query, near: Near) -> Sequence[Hit]:
        if not self._dimensions:
            return []
        snapshot, folder = self._snapshot(), self._folder()
        with plain_errors():
            return nearest(snapshot, self._vectors(folder), query, near)

    def suggest(self, prefix: str, audience: frozenset[str], limit: int = 8) -> Sequence[Suggestion]:
        snapshot = self._snapshot()
        with plain_errors():
            return neighbours.suggest(snapshot, prefix, audience, limit)

    def similar(self, kind: str, key: str, audience: frozenset[str], limit: int = 5) -> Sequence[tuple[str, str]]:
        snapshot = self._snapshot()
        with plain_errors():
            return neighbours.similar(snapshot, kind, key, audience, limit)

    def revisions(self, kind: str) -> Mapping[str, int]:
        searcher = self._searcher()
        with plain_errors():
            everything = tantivy.Query.all_query()
            held = searcher.terms_with_prefix("held", writable(kind) + SEPARATOR, filter_query=everything)
        start = len(writable(kind) + SEPARATOR)
        rows = (name[start:].rpartition(SEPARATOR) for name, alive in held if alive)
        return {key: int(revision) for key, _, revision in rows}

    def stats(self) -> Stats:
        searcher, folder = self._searcher(), self._folder()
        with plain_errors():
            size = sum(file.stat().st_size for file in folder.iterdir())
            return Stats(self.name, folder.name, count_held(searcher), size)

    def health(self) -> Health:
        try:
            self.stats()
        except SearchUnavailable as error:
            return Health(False, str(error))
        return Health(True)

    def begin_generation(self, fingerprint: str) -> Engine:
        self._generations.clean()
        folder = self._generations.create(fingerprint)
        return EmbeddedEngine(str(self._generations.root), fingerprint, folder, self._dimensions)

    def swap_generation(self, filled: Engine) -> None:
        if not isinstance(filled, EmbeddedEngine) or filled._filling is None:
            raise ValueError("only a generation begun by this engine can be swapped in")
        with plain_errors():
            self._generations.switch(filled._filling)
            self._generations.clean()

    def generations(self) -> Sequence[Generation]:
        stats = self.stats()
        return [Generation(stats.generation, stats.documents, stats.size_bytes, True)]

    def drop_generations(self) -> int:
        """A folder that no longer answers is removed by the swap itself; what is left was being filled."""
        with plain_errors():
            return self._generations.clean()

    def close(self) -> None:
        self._opened = None

    def _folder(self) -> Path:
        return self._filling or self._generations.current()

    def _searcher(self) -> tantivy.Searcher:
        return self._snapshot().searcher

    def _snapshot(self) -> Snapshot:
        """The newest state of the generation that answers now."""
        for _ in range(_MOVED):
            folder = self._folder()
            try:
                return self._open(folder).snapshot()
            except SearchUnavailable:
                if self._folder() == folder:
                    raise
        raise SearchUnavailable("index is being replaced; try again")

    def _open(self, folder: Path) -> Opened:
        with self._lock:
            opened = self._opened
            if opened is None or opened.folder != folder:
                self._opened = opened = Opened(folder)
            return opened


def count_held(searcher: tantivy.Searcher) -> int:
    """Whole documents."""
    with plain_errors():
        return count(searcher, term("role", HEAD))


def revision_of(searcher: tantivy.Searcher, name: str) -> int | None:
    with plain_errors():
        hits = searcher.search(term("head", name), limit=1).hits
        found = finding.numbers(searcher, "revision", [address for _, address in hits])
    return found[0] if found else None
