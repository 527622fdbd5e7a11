"""Web and worker as children of one parent: when one dies it is started again, when told all end.

The parent imports once and opens nothing, so a child is a fork away: no second start-up, memory shared.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication

log = structlog.get_logger()
GRACE_SECONDS = 10
_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat file belongs in memory: a slow disk stalls it
_DIE_WITH_PARENT = 1
_fork = multiprocessing.get_context("fork")


class Web(BaseApplication):  # type: ignore[misc]
    """gunicorn around an application made after the fork."""

    def __init__(self, address: str, workers: int, factory: Callable[[], Any]) -> None:
        self.factory = factory
        self.wanted = {
            "bind": address,
            "workers": workers,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 60,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 5,
            "control_socket_disable": True,
            "loglevel": "warning",
            "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.factory()


class Supervisor:
    def __init__(self, tasks: Mapping[str, Callable[[], None]]) -> None:
        self.tasks = tasks
        self.running: dict[str, Any] = {}
        self.stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for name in self.tasks:
            self._start(name)
        while not self.stopping:
            self._revive()
            time.sleep(0.2)
        return self._end()

    def _start(self, name: str) -> None:
        self.running[name] = _fork.Process(target=run_child, args=(self.tasks[name],), name=name)
        self.running[name].start()

    def _revive(self) -> None:
        for name, process in list(self.running.items()):
            if process.exitcode is not None and not self.stopping:
                log.warning("process.ended", name=name, code=process.exitcode)
                time.sleep(0.5)
                self._start(name)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> int:
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            process.join(max(0.1, until - time.monotonic()))
            if process.exitcode is None:
                process.kill()
        return 0


def run_child(task: Callable[[], None]) -> None:
    """In a session of its own: Ctrl+C speaks to the parent. A child does not outlive its parent."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    task()


def run_apart(task: Callable[[], None]) -> int:
    """Runs the task in a child and waits; its exit code."""
    child = _fork.Process(target=task)
    child.start()
    child.join()
    return int(child.exitcode or 0)
