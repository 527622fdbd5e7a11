"""A portal of its own: `portal serve` on a free port, its data in a folder of its own, the demonstration loaded."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.postgres import free_port

START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    address: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Only what the portal itself is told: nothing of the suite's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_"))}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        return {**kept, "PORTAL_DATA_DIR": str(self.folder), "PORTAL_BASE_URL": self.address}

    def command(self, *words: str) -> None:
        """Runs `portal …` to its end; its words are shown when it fails."""
        done = subprocess.run(_portal(*words), env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"portal {' '.join(words)}:\n{done.stdout}{done.stderr}"


def _portal(*words: str) -> list[str]:
    return [sys.executable, "-m", "portal", *words]


@contextmanager
def served(folder: Path, bring: Callable[["Server"], None]) -> Iterator[Server]:
    """The demonstration network and what `bring` adds to it, answering and searchable."""
    port = free_port()
    server = Server(f"http://127.0.0.1:{port}", folder)
    server.command("db", "upgrade")
    server.command("demo", "load")
    bring(server)
    server.command("index", "rebuild")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            _portal("serve", "--port", str(port), "--workers", "2"), env=server.environment, stdout=log, stderr=log
        )
        try:
            _wait(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while not _is_ready(server.address):
        log = (server.folder / "log").read_text(errors="replace")
        assert process.poll() is None, f"portal serve ended:\n{log}"
        assert time.monotonic() < until, f"portal serve is not ready after {START_SECONDS} s:\n{log}"
        time.sleep(0.1)


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
