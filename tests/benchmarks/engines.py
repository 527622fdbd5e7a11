"""Elasticsearch through the port beside the same question sent raw, and what rights, facets and concepts cost."""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from portal.across.finder.asked import Asked
from portal.across.indexing.service import rebuild_index
from portal.vocabulary.queries import current_vocabulary
from search.engine import Engine, open_engine
from search.engines.elastic import ElasticEngine
from search.engines.elastic.finding import Finder
from search.query import Query
from tests.benchmarks.corpus import questions
from tests.benchmarks.report import Report, percentile
from tests.benchmarks.searching import FACETS
from tests.benchmarks.stand import READER, Stand
from tests.support import elasticsearch

ROUNDS, QUESTIONS = 3, 60
CONCEPTS = ("pistol", "theft", "smuggling", "surveillance", "extradition", "prosecutor", "conversion", "container")


def run(stand: Stand, report: Report) -> None:
    with elasticsearch.server() as url, stand.app.app_context():
        engine = open_engine(f"{url}/?prefix=bench-{uuid.uuid4().hex[:8]}")
        report.section(f"(h) Engines at {stand.size:,} cases: rebuild, port beside raw, rights, facets, concepts")
        _rebuild(stand, engine, report)
        base = [Asked(text=text).query(stand.actor(READER), FACETS) for text in questions(QUESTIONS)]
        assert isinstance(engine, ElasticEngine)
        _beside_raw(engine, base, report)
        for name, each in (("Elasticsearch", engine), ("embedded", stand.engine)):
            _costs(name, each, base, report)


def _rebuild(stand: Stand, engine: Engine, report: Report) -> None:
    rebuild_index(engine)
    resting = _searching(engine, stand, threading.Event(), 60)
    stop, times = threading.Event(), [0.0]
    reader = threading.Thread(target=lambda: times.extend(_searching(engine, stand, stop, 10**9)))
    reader.start()
    started = time.perf_counter()
    held = rebuild_index(engine)
    took = time.perf_counter() - started
    stop.set()
    reader.join()
    report.at_least("Elasticsearch: rebuild while searching", held / took, "cases/s", 2000)
    busy = percentile(times[1:], 95) / percentile(resting, 95)
    report.at_most("  search p95 meanwhile, times that at rest", busy, "times", 2)
    size = next(each for each in engine.generations() if each.answers).size_bytes
    report.say("  bytes of the index a case", size / held, "bytes")


def _searching(engine: Engine, stand: Stand, stop: threading.Event, most: int) -> list[float]:
    with stand.app.app_context():
        base = [Asked(text=text).query(stand.actor(READER), FACETS) for text in questions(QUESTIONS)]
    times: list[float] = []
    while not stop.is_set() and len(times) < most:
        started = time.perf_counter()
        engine.find(base[len(times) % len(base)])
        times.append((time.perf_counter() - started) * 1000)
    return times


def _beside_raw(engine: ElasticEngine, base: Sequence[Query], report: Report) -> None:
    """The bodies the port sends are kept and sent again by the bare client, in turn with the port."""
    sent: list[list[dict[str, object]]] = []
    original = Finder.search

    def kept(self: Finder, body: dict[str, object]) -> object:
        sent[-1].append(body)
        return original(self, body)

    Finder.search = kept  # type: ignore[method-assign,assignment]
    try:
        for query in base:
            sent.append([])
            engine.find(query)
    finally:
        Finder.search = original  # type: ignore[method-assign]
    client, index = engine._connection._client, engine._index
    port: list[float] = []
    raw: list[float] = []
    for _ in range(ROUNDS):
        for query, bodies in zip(base, sent, strict=True):
            port.append(_timed(lambda query=query: engine.find(query)))  # type: ignore[misc]
            raw.append(_timed(lambda bodies=bodies: [client.search(index=index, **b) for b in bodies]))  # type: ignore[misc]
    report.say("Elasticsearch, the same questions sent raw, p95", percentile(raw, 95), "ms")
    report.say("Elasticsearch through the port, p95", percentile(port, 95), "ms")
    ratio = percentile(port, 95) / percentile(raw, 95)
    report.at_most("  port beside raw", ratio, "times", 1.3)


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _costs(name: str, engine: Engine, base: Sequence[Query], report: Report) -> None:
    few = frozenset(sorted(base[0].audience)[:5])
    many = few | {f"country:{n}" for n in range(195)}
    vocabulary = current_vocabulary()
    plain = [Query(base[0].audience, text=text, facets=FACETS) for text in CONCEPTS]
    wide = [replace(query, tree=vocabulary.expand(query.parsed().tree).tree) for query in plain]
    pairs = (
        ("facets beside none", base, [replace(query, facets=()) for query in base], 1.5),
        (
            "200 tokens beside 5",
            [replace(q, audience=many) for q in base],
            [replace(q, audience=few) for q in base],
            1.3,
        ),
        ("expansion beside none", wide, plain, 2.0),
    )
    for what, costly, cheap, target in pairs:
        report.at_most(f"{name}: {what}, p95", _ratio(engine, costly, cheap), "times", target)


def _ratio(engine: Engine, costly: Sequence[Query], cheap: Sequence[Query]) -> float:
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS + 1):
        for pair in zip(costly, cheap, strict=True):
            for query, kept in zip(pair, times, strict=True):
                took = _timed(lambda query=query: engine.find(query))  # type: ignore[misc]
                if number:  # the first round warms up
                    kept.append(took)
    return percentile(times[0], 95) / percentile(times[1], 95)
