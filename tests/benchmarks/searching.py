"""Searching through the whole portal beside the bare engine and a plain page, and where the time goes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from portal.access.actor import Actor
from portal.across.finder import service, views
from portal.across.finder.asked import Asked
from portal.across.finder.facets import offered
from search.query import Query
from tests.benchmarks.clients import Client
from tests.benchmarks.corpus import questions
from tests.benchmarks.processes import web
from tests.benchmarks.report import Report, percentile
from tests.benchmarks.stand import READER, Stand
from tests.support.postgres import free_port

QUESTIONS, ROUNDS = 100, 3
PLAIN = "/about"
FACETS = (*offered(Asked()), "year", "month")
"""What the page counts unless it is asked for more."""
STAGES = ((service, "read_cards"), (views, "_shown"), (views, "render_template"))


def run(stand: Stand, report: Report) -> None:
    report.section(
        f"(c) Search at {stand.size:,} cases: 2 words, {len(FACETS)} facets, highlights, 20 hits; one client"
    )
    asked = _answered(stand, questions(3 * QUESTIONS * (ROUNDS + 1)))[: QUESTIONS * (ROUNDS + 1)]
    engine, page, plain = _interleaved(stand, asked, report)
    for name, values in (("bare engine", engine), ("plain signed-in page", plain), ("result page", page)):
        report.say(f"{name}, p50", percentile(values, 50), "ms")
        report.say(f"{name}, p95", percentile(values, 95), "ms")
    allowed = percentile(engine, 95) + 1.5 * percentile(plain, 95)
    report.at_most("result page p95, engine + 1.5 plain pages", percentile(page, 95), "ms", round(allowed, 1))
    if stand.size >= 100_000:
        report.at_most("result page p95", percentile(page, 95), "ms", 60)
    _stages(stand, asked[:QUESTIONS], report)


def _answered(stand: Stand, asked: list[str]) -> list[str]:
    """Those that find something the reader may read: a page that finds nothing looks again, for some of the words."""
    with stand.app.app_context():
        actor = stand.actor(READER)
        return [text for text in dict.fromkeys(asked) if stand.engine.find(Asked(text=text).query(actor, ())).total]


def _asked(text: str, actor: Actor) -> Query:
    """What the page asks the engine."""
    asked = Asked(text=text)
    query = asked.query(actor, FACETS, passages=views.PASSAGES)
    return replace(query, tree=service.expand(asked, query.parsed().tree).tree)


def _interleaved(stand: Stand, asked: list[str], report: Report) -> tuple[list[float], list[float], list[float]]:
    engine: list[float] = []
    page: list[float] = []
    plain: list[float] = []
    totals = []
    with stand.app.app_context(), web(free_port(), stand.environment()) as server:
        actor = stand.actor(READER)
        client = Client(server.port, stand.cookie)
        for number in range(ROUNDS + 1):
            for text in asked[number :: ROUNDS + 1]:  # each once: what was asked before is remembered
                started = time.perf_counter()
                totals.append(stand.engine.find(_asked(text, actor)).total)
                took = (time.perf_counter() - started) * 1000
                searched, simple = client.get("/search?" + urlencode({"q": text})), client.get(PLAIN)
                if number:  # the first round warms up
                    engine.append(took)
                    page.append(searched.milliseconds)
                    plain.append(simple.milliseconds)
    report.say("cases found by one question, mean", sum(totals) / len(totals), "cases")
    return engine, page, plain


@contextmanager
def _timed(spent: dict[str, float]) -> Iterator[None]:
    """Notes the time inside each stage while pages are made in this process."""
    kept = [(place, name, getattr(place, name)) for place, name in STAGES]
    original = service.engine

    def noted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            started = time.process_time()
            try:
                return call(*args, **kwargs)
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - started

        return timed

    class _Engine:
        def __getattr__(self, name: str) -> Any:
            return noted("engine", getattr(original(), name))

    service.engine = _Engine
    for place, name, call in kept:
        setattr(place, name, noted(name, call))
    try:
        yield
    finally:
        service.engine = original
        for place, name, call in kept:
            setattr(place, name, call)


def _stages(stand: Stand, asked: list[str], report: Report) -> None:
    """In this process, without sockets: mean processor time over questions asked for the first time."""
    spent: dict[str, float] = {}
    cookie = {"Cookie": stand.cookie}
    with stand.app.test_client(use_cookies=False) as client:
        for text in asked[::2]:
            client.get("/search", query_string={"q": text}, headers=cookie)
        asked = asked[1::2]
        with _timed(spent):
            started = time.process_time()
            for text in asked:
                client.get("/search", query_string={"q": text}, headers=cookie)
            whole = time.process_time() - started
    names = {
        "engine": "engine: match, count, highlight",
        "read_cards": "reload of the hits under the reader's rights",
        "_shown": "facets, links and hits made ready",
        "render_template": "template",
    }
    for key, name in names.items():
        report.say(f"  of it {name}", spent.get(key, 0.0) / len(asked) * 1000, "ms")
    rest = whole - sum(spent.get(key, 0.0) for key in names)
    report.say("  of it the rest: session, rights, headers, test client", rest / len(asked) * 1000, "ms")
    report.say("  processor time of one result page, all of it", whole / len(asked) * 1000, "ms")
