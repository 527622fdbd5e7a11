"""What a page weighs on the line, what a process weighs in memory, and how long a start takes."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.clients import Answer, Client
from tests.benchmarks.corpus import questions
from tests.benchmarks.processes import answers, web
from tests.benchmarks.report import Report
from tests.benchmarks.stand import Stand
from tests.support.postgres import free_port

_LOADED = re.compile(rb'<(?:link[^>]*rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"')
ROOT = Path(__file__).resolve().parents[2]


def run(stand: Stand, report: Report) -> None:
    report.section("(f) Weight of pages as a browser with gzip loads them, of a process, and of a start")
    case, search = stand.case_paths(1)[0], "/search?" + urlencode({"q": questions(1)[0]})
    with web(free_port(), stand.environment()) as server:
        for name, path, cookie in (
            ("sign-in", "/sign-in", ""),
            ("home", "/", stand.cookie),
            ("case page", case, stand.cookie),
            ("result page", search, stand.cookie),
        ):
            _weigh(Client(server.port, cookie, **{"Accept-Encoding": "gzip"}), name, path, report)
        _warm_up(Client(server.port, stand.cookie), [case, search, "/"])
        report.at_most("web process after some hundred pages (PSS)", server.megabytes(), "MB", 150)
        report.say("  of it mapped files, index and libraries, not its own", server.megabytes("Pss_File"), "MB")
        report.at_most("first answer after start", server.first_answer, "s", 1.5)
        report.say("  processor time of one worker until then", server.first_cpu / len(server.workers), "s")
    _second_run(report, stand)


def _weigh(client: Client, name: str, path: str, report: Report) -> None:
    """Cold: the page and all it names. Warm: the page alone, the rest is kept for a year."""
    page = client.get(path)
    html = _plain(page)
    parts = sorted({found.decode().replace("&amp;", "&") for found in _LOADED.findall(html) if found[:5] != b"data:"})
    loaded = [client.get(part) for part in parts]
    unkept = [
        part
        for part, answer in zip(parts, loaded, strict=True)
        if "max-age" not in answer.headers.get("cache-control", "")
    ]
    if unkept:
        raise SystemExit(f"loaded again with every page: {unkept}")
    warm = _bytes(page)
    report.at_most(f"{name}, cold", (warm + sum(map(_bytes, loaded))) / 1000, "KB", 80)
    report.at_most(f"{name}, requests", 1 + len(parts), "", 8)
    report.at_most(f"{name}, warm", warm / 1000, "KB", 20)
    report.say(f"{name}, HTML before compression", len(html) / 1000, "KB")


def _plain(answer: Answer) -> bytes:
    import gzip

    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


def _bytes(answer: Answer) -> int:
    return len(answer.body) + sum(len(name) + len(value) + 4 for name, value in answer.headers.items())


def _warm_up(client: Client, paths: list[str]) -> None:
    for text in questions(100):
        client.get("/search?" + urlencode({"q": text}))
    for _ in range(50):
        for path in paths:
            client.get(path)


def _second_run(report: Report, stand: Stand) -> None:
    """`make run` with the demonstration, twice in a folder of its own: what the second one takes to answer."""
    given = stand.environment() | {"PORTAL_DATA_DIR": str(stand.folder / "demonstration")}
    first, second = _make_run(given), _make_run(given)
    report.say("first make run, environment already made", first, "s")
    report.at_most("second make run", second, "s", 3)


def _make_run(given: dict[str, str]) -> float:
    port = free_port()
    command = ["make", "-o", ".venv/.run", "run", f"PORT={port}"]
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=given, start_new_session=True, stdout=quiet, stderr=quiet)
    try:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - started > 120:
                raise SystemExit("make run did not answer")
            time.sleep(0.02)
        return time.perf_counter() - started
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
