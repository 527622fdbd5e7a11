"""A cluster of three nodes on this machine: one dies under load of reads and writes; nobody gets a wrong answer."""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine import SearchUnavailable
from search.engines.elastic import ElasticEngine
from tests.engines.conftest import elastic_url
from tests.engines.made import case, find, part
from tests.support.elasticsearch import Node, prepare, start, wait
from tests.support.postgres import free_port

NODES, MEGABYTES = 3, 384
BEFORE, AFTER = 60, 60


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[Node]]:
    elastic_url()  # says how to get a server where there is none
    folder = Path(tempfile.mkdtemp(prefix="portal-cluster-"))
    folder.chmod(0o755)
    running: list[Node] = []
    try:
        home = prepare(folder)
        transport = [free_port() for _ in range(NODES)]
        for number in range(NODES):
            place = folder / f"node-{number}"
            place.mkdir()
            running.append(start(home, place, _settings(number, transport), MEGABYTES))
        for node in running:
            wait(node, "green")
        yield running
    finally:
        for node in running:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _settings(number: int, transport: list[int]) -> dict[str, object]:
    return {
        "cluster.name": "portal-test",
        "node.name": f"node-{number}",
        "transport.port": transport[number],
        "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in transport],
        "cluster.initial_master_nodes": [f"node-{n}" for n in range(NODES)],
        "cluster.fault_detection.follower_check.interval": "500ms",
        "cluster.fault_detection.leader_check.interval": "500ms",
    }


class Load:
    """Writes one document after the other, each until it is acknowledged, while others read."""

    def __init__(self, engine: ElasticEngine) -> None:
        self.engine = engine
        self.acknowledged: list[str] = []
        self.wrong: list[str] = []
        self.answers_after = 0
        self.killed = threading.Event()
        self.stop = threading.Event()

    def write(self, first: int, count: int) -> None:
        for number in range(first, first + count):
            key = f"k{number:04}"
            while key not in self.acknowledged:
                try:
                    self.engine.put([case(key, part("all", "pistol"), part("owner", "hidden"))])
                    self.acknowledged.append(key)
                except SearchUnavailable:
                    self.stop.wait(0.2)

    def read(self) -> None:
        """Every answer holds what was acknowledged before it was asked, and nothing of another audience."""
        while not self.stop.is_set():
            known, after = len(self.acknowledged), self.killed.is_set()
            try:
                total = find(self.engine, "pistol").total
                hidden = find(self.engine, "hidden").total
            except SearchUnavailable:
                self.stop.wait(0.1)
                continue
            if total < known or hidden:
                self.wrong.append(f"{total} of {known} found, {hidden} hidden ones")
            self.answers_after += after


def test_a_node_killed_under_load_costs_no_write_and_no_right_answer(nodes: list[Node]) -> None:
    hosts = ",".join(node.url.removeprefix("http://") for node in nodes)
    engine = ElasticEngine(f"http://{hosts}/?prefix=cluster")
    engine._connection._client.cluster.health(wait_for_status="green", timeout="60s")
    load = Load(engine)
    readers = [threading.Thread(target=load.read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        load.write(0, BEFORE)
        nodes[0].kill()
        load.killed.set()
        load.write(BEFORE, AFTER)
    finally:
        load.stop.set()
        for reader in readers:
            reader.join()
    assert load.wrong == []
    assert load.answers_after > 0, "nobody was answered any more"
    assert set(engine.revisions("case")) == set(load.acknowledged) and len(load.acknowledged) == BEFORE + AFTER
    engine.close()
