"""Pages a second beside a bare page of the same tools, and what each costs in processor time."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from urllib.parse import urlencode

from tests.benchmarks import bare
from tests.benchmarks.clients import Client, throughput
from tests.benchmarks.corpus import questions
from tests.benchmarks.processes import Server, web
from tests.benchmarks.report import Report, percentile
from tests.benchmarks.stand import Stand
from tests.support.postgres import free_port

ROUNDS, SECONDS = 3, 4.0
FRESH = 1_500
"""Questions of one round that are asked once: more than can be answered in it."""


@dataclass
class Target:
    name: str
    server: Server
    paths: Iterator[Sequence[str]]
    """Those of each round."""
    cookie: str
    share: float = 0.0
    cpu: float = 0.0
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def measure(self) -> None:
        before = self.server.cpu_seconds()
        requests, seconds = throughput(self.server.port, next(self.paths), self.cookie, SECONDS)
        self.rates.append(requests / seconds)
        self.costs.append((self.server.cpu_seconds() - before) / requests * 1000)


def run(stand: Stand, report: Report) -> None:
    report.section(f"(d) Requests a second, 8 clients, 2 workers, {ROUNDS} rounds in turn, at {stand.size:,} cases")
    database = stand.folder / "bare.sqlite3"
    database.unlink(missing_ok=True)
    os.environ["BARE_DATABASE"] = str(database)
    bare.fill()
    own = stand.environment()
    with web(free_port(), own) as portal, web(free_port(), own, "tests.benchmarks.bare:create_app()") as other:
        targets = _targets(stand, portal, other)
        for number in range(ROUNDS + 1):
            for target in targets:
                target.measure()
            if number == 0:  # the first round warms up
                for target in targets:
                    target.rates.clear()
                    target.costs.clear()
    _tell(targets, report)


def _targets(stand: Stand, portal: Server, other: Server) -> list[Target]:
    searches = ["/search?" + urlencode({"q": text}) for text in questions(60 + (ROUNDS + 1) * FRESH)]
    fresh = batched(searches[60:], FRESH)
    return [
        Target("bare page", other, repeat(["/"]), _enter(other)),
        Target("case page", portal, repeat(stand.case_paths(60)), stand.cookie, 0.30, 8),
        Target("result page", portal, repeat(searches[:60]), stand.cookie, 0.20, 12),
        Target("result page, each question for the first time", portal, fresh, stand.cookie),
        Target("home", portal, repeat(["/"]), stand.cookie, 0.30, 8),
    ]


def batched(paths: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (paths[start : start + size] for start in range(0, len(paths), size))


def _enter(server: Server) -> str:
    client = Client(server.port)
    client.connection.request("GET", "/enter")
    response = client.connection.getresponse()
    response.read()
    return (response.getheader("Set-Cookie") or "").partition(";")[0]


def _tell(targets: Sequence[Target], report: Report) -> None:
    first = targets[0]
    own = percentile(first.rates, 50)
    report.say("bare page", own, "requests/s")
    report.say("bare page, processor time", percentile(first.costs, 50), "ms")
    for target in targets[1:]:
        shares = [rate / whole * 100 for rate, whole in zip(target.rates, first.rates, strict=True)]
        share, cost = percentile(shares, 50), percentile(target.costs, 50)
        report.say(target.name, percentile(target.rates, 50), "requests/s")
        if target.share:
            report.at_least(f"{target.name}, share of the bare page", share, "%", target.share * 100)
            report.at_most(f"{target.name}, processor time", cost, "ms", target.cpu)
        else:
            report.say(f"{target.name}, share of the bare page", share, "%")
            report.say(f"{target.name}, processor time", cost, "ms")
