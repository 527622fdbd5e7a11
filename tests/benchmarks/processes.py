"""Servers as they run in earnest: started, waited for, measured, ended."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_LIMIT = 30.0


class Server:
    """One process group and where it answers. `first_answer` are the seconds from its start to its first page,
    `first_cpu` the processor time of its workers until then."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port
        self.first_answer = self.first_cpu = 0.0

    @property
    def workers(self) -> list[int]:
        """The processes that serve; the first one only looks after them."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(pid) for pid in found.stdout.split()] or [self.process.pid]

    def cpu_seconds(self) -> float:
        """Used so far by all workers."""
        ticks = 0
        for pid in self.workers:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def megabytes(self, share: str = "Pss") -> float:
        """Of the largest worker; pages shared with others count in part. `Pss_File`: mapped files, as the index is."""
        return max(_megabytes(pid, share) for pid in self.workers)


def _megabytes(pid: int, share: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{share}:")) / 1024


def environment(**more: str) -> dict[str, str]:
    """As on a member's machine: bytecode is kept, else each start would compile everything anew."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


@contextmanager
def running(command: Sequence[str], given: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=given, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def web(
    port: int, given: Mapping[str, str], application: str = "portal.app:create_app()", workers: int = 2
) -> Iterator[Server]:
    """gunicorn with the kind of workers `portal serve` has."""
    options = ["--workers", str(workers), "--worker-class", "gthread", "--threads", "4", "--keep-alive", "5"]
    quiet = ["--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning"]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *options, *quiet]
    started = time.perf_counter()
    with running(command, given) as process:
        server = Server(process, port)
        _wait(server)
        server.first_answer, server.first_cpu = time.perf_counter() - started, server.cpu_seconds()
        yield server


@contextmanager
def outbox_worker(given: Mapping[str, str]) -> Iterator[None]:
    with running([sys.executable, "-m", "portal", "worker"], given):
        yield


def _wait(server: Server) -> None:
    until = time.monotonic() + START_LIMIT
    while time.monotonic() < until and server.process.poll() is None:
        if answers(server.port):
            return
        time.sleep(0.01)
    raise SystemExit(f"nothing answers on port {server.port}")


def answers(port: int, path: str = "/health/live") -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
