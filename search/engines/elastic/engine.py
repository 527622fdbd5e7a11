"""The port, answered by a cluster."""

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from search import schema
from search.document import Document
from search.engine import Engine, SearchUnavailable
from search.engines.elastic import neighbours
from search.engines.elastic.address import read_address
from search.engines.elastic.connection import Connection
from search.engines.elastic.finding import Finder
from search.engines.elastic.generations import Generations
from search.engines.elastic.writing import check_answer, document_id, entry_id, operations
from search.query import Query
from search.results import Generation, Health, Hit, Page, Stats, Suggestion
from search.vectors import Near

BATCH = 500
"""Documents of one bulk request."""
IN_FLIGHT = 2
"""Bulk requests under way at once while an index is filled."""
_HEADS = 10_000


class ElasticEngine:
    """`filling` pins the engine to an index that does not answer yet."""

    name = "elasticsearch"

    def __init__(
        self,
        url: str,
        fingerprint: str = "",
        filling: str = "",
        connection: Connection | None = None,
        dimensions: int = 0,
    ) -> None:
        self._connection = connection or Connection(read_address(url))
        self._generations = Generations(self._connection, fingerprint or schema.fingerprint(), dimensions)
        self._url, self._filling = url, filling
        self._first_filling = bool(filling)
        """An index nobody else writes to and nobody has looked into yet: nothing in it can be newer."""
        self._index = filling or self._generations.alias
        self._finder = Finder(self._connection, self._index)
        if not filling:
            # a cluster that is down now is asked again later
            with contextlib.suppress(SearchUnavailable):
                self._generations.start()

    def put(self, documents: Iterable[Document]) -> None:
        index, left = self._target(), iter(documents)
        written = False
        with ThreadPoolExecutor(IN_FLIGHT) as pool:
            sent: deque[Future[None]] = deque()
            while batch := list(islice(left, BATCH)):
                sent.append(pool.submit(self._send, index, *self._told(index, batch)))
                written = True
                # the next batch is made while the server works on this one
                if len(sent) >= IN_FLIGHT or not self._filling:
                    sent.popleft().result()
            while sent:
                sent.popleft().result()
        if written and not self._filling:
            self._connection.tell(lambda client: client.indices.refresh(index=index))

    def _told(self, index: str, documents: Sequence[Document]) -> tuple[list[Any], list[Document]]:
        """What a bulk request says of these documents, and of which."""
        newest = {(d.kind, d.key): d for d in sorted(documents, key=lambda d: d.revision)}
        names = [document_id(*ref) for ref in newest]
        held = {} if self._first_filling else self._held(index, names)
        wanted = [
            document for ref, document in newest.items() if held.get(document_id(*ref), (-1, 0))[0] < document.revision
        ]
        return [line for _, lines in operations(wanted, held) for line in lines], wanted

    def _send(self, index: str, told: Sequence[Any], documents: Sequence[Document]) -> None:
        if told:
            answer = self._connection.tell(lambda client: client.bulk(index=index, operations=told))
            check_answer(answer.body, documents)

    def _held(self, index: str, names: Sequence[str]) -> dict[str, tuple[int, int]]:
        """(revision, views) of the documents the index has; read by id, so also what no reader sees yet."""
        ids = [entry_id(name, 0) for name in names]
        found = self._connection.tell(
            lambda client: client.mget(index=index, ids=ids, source_includes=["revision", "views"])
        )
        rows = zip(names, found["docs"], strict=True)
        return {n: (int(d["_source"]["revision"]), int(d["_source"]["views"])) for n, d in rows if d.get("found")}

    def remove(self, removals: Mapping[tuple[str, str], int]) -> None:
        index = self._target()
        names = {document_id(*ref): revision for ref, revision in removals.items()}
        held = {n: h for n, h in self._held(index, list(names)).items() if h[0] <= names[n]} if names else {}
        told = [
            {"delete": {"_id": entry_id(name, number), "version": names[name], "version_type": "external_gte"}}
            for name, (_, count) in held.items()
            for number in range(count)
        ]
        if told:
            answer = self._connection.tell(lambda client: client.bulk(index=index, operations=told, refresh=True))
            check_answer(answer.body, ())
            self._assert_gone(index, list(held))

    def _assert_gone(self, index: str, names: Sequence[str]) -> None:
        query = {"terms": {"document": list(names)}}
        left = int(self._connection.tell(lambda client: client.count(index=index, query=query))["count"])
        if left:
            raise SearchUnavailable(f"{left} entries of removed documents are still in the index")

    def find(self, query: Query) -> Page:
        return self._finder.find(query)

    def nearest(self, query: Query, near: Near) -> Sequence[Hit]:
        return neighbours.nearest(self._finder, query, near)

    def suggest(self, prefix: str, audience: frozenset[str], limit: int = 8) -> Sequence[Suggestion]:
        return neighbours.suggest(self._finder, prefix, audience, limit)

    def similar(self, kind: str, key: str, audience: frozenset[str], limit: int = 5) -> Sequence[tuple[str, str]]:
        return neighbours.similar(self._finder, kind, key, audience, limit)

    def revisions(self, kind: str) -> Mapping[str, int]:
        self._first_filling = False
        return {hit["_source"]["key"]: int(hit["_source"]["revision"]) for hit in self._heads(kind)}

    def _heads(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """One entry of each document, however many there are."""
        index = self._target()
        self._connection.tell(lambda client: client.indices.refresh(index=index))
        query = {"bool": {"filter": [{"term": {"head": True}}, {"term": {"kind": kind}}]}}
        after: list[Any] | None = None
        while True:
            hits = self._connection.tell(
                lambda client, after=after: client.search(  # type: ignore[misc]
                    index=index,
                    query=query,
                    size=_HEADS,
                    sort=[{"document": "asc"}],
                    search_after=after,
                    source_includes=["key", "revision"],
                    track_total_hits=False,
                )
            )["hits"]["hits"]
            yield from hits
            if len(hits) < _HEADS:
                return
            after = hits[-1]["sort"]

    def stats(self) -> Stats:
        name = self._target()
        self._connection.tell(lambda client: client.indices.refresh(index=name))
        size = self._connection.tell(lambda client: client.indices.stats(index=name, metric="store"))
        held = int(size["_all"]["primaries"]["store"]["size_in_bytes"])
        return Stats(self.name, name, self._generations.documents(name), held)

    def health(self) -> Health:
        try:
            self._target()
            self._connection.ask(lambda client: client.count(index=self._index, query={"term": {"head": True}}))
        except SearchUnavailable as error:
            return Health(False, str(error))
        return Health(True)

    def begin_generation(self, fingerprint: str) -> Engine:
        """Removes what an earlier filling left behind that was ended half-way; the one before stays."""
        name = self._generations.create(fingerprint)
        return ElasticEngine(self._url, fingerprint, name, self._connection, self._generations.dimensions)

    def swap_generation(self, filled: Engine) -> None:
        if not isinstance(filled, ElasticEngine) or not filled._filling:
            raise ValueError("only a generation begun by this engine can be swapped in")
        self._generations.switch(filled._filling)

    def generations(self) -> Sequence[Generation]:
        return self._generations.list_all()

    def drop_generations(self) -> int:
        return self._generations.drop_others()

    def close(self) -> None:
        if not self._filling:
            self._connection.close()

    def _target(self) -> str:
        """The index to write to: never by the alias, so that a swap meanwhile cannot split a batch."""
        if self._filling:
            return self._filling
        try:
            return self._generations.current()
        except SearchUnavailable as fault:
            if "missing" not in str(fault) or self._generations.names():
                raise
            self._generations.start()
            return self._generations.current()
