"""Web and worker as two process groups under one parent: when one dies it is started again, when told all end."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

import structlog

log = structlog.get_logger()
GRACE_SECONDS = 10


def gunicorn_command(host: str, port: int, workers: int, factory: str = "portal.app:create_app()") -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", factory,
        "--bind", f"{host}:{port}", "--workers", str(workers), "--worker-class", "gthread", "--threads", "4",
        "--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "5", "--no-control-socket",
        "--worker-tmp-dir", _memory_folder(), "--log-level", "warning",
    ]  # fmt: skip


def _memory_folder() -> str:
    """The heartbeat file belongs in memory: on a slow disk its writes stall the worker."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else "."  # noqa: S108, PTH112 - gunicorn's own advice


def worker_command() -> list[str]:
    return [sys.executable, "-m", "portal", "worker"]


class Supervisor:
    """With `together`, one process is both web and worker (for the in-memory engine)."""

    def __init__(self, host: str, port: int, workers: int, together: bool = False) -> None:
        if together:
            factory = "portal.across.working:app_with_worker()"
            self.commands = {"web": gunicorn_command(host, port, 1, factory)}
        else:
            self.commands = {"web": gunicorn_command(host, port, workers), "worker": worker_command()}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for name in self.commands:
            self._start(name)
        while not self.stopping:
            self._revive()
            time.sleep(0.2)
        return self._end()

    def _start(self, name: str) -> None:
        self.running[name] = subprocess.Popen(self.commands[name], start_new_session=True)  # noqa: S603 - our own

    def _revive(self) -> None:
        for name, process in list(self.running.items()):
            if process.poll() is not None and not self.stopping:
                log.warning("process.ended", name=name, code=process.returncode)
                time.sleep(0.5)
                self._start(name)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> int:
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        return 0
