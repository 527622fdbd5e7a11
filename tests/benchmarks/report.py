"""Figures as they come, each beside what was asked of it."""

import os
import platform
import sqlite3
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("flask", "sqlalchemy", "pydantic", "jinja2", "tantivy", "gunicorn")


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]


class Report:
    def __init__(self) -> None:
        self.missed: list[str] = []

    def head(self) -> None:
        packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        print(f"{platform.system()} {platform.release()}, {os.cpu_count()} cores ({_cpu()}), {_memory():.0f} GiB")
        print(f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}")
        print(f"load of the machine at the start: {os.getloadavg()[0]:.1f}; ✓ reached, ✗ missed, · no target")

    def section(self, title: str) -> None:
        print(
            f"\n{title}\n  (of a core, a process that wants one gets {_share_of_a_core():.0%} at this moment)",
            flush=True,
        )

    def at_least(self, name: str, value: float, unit: str, target: float) -> None:
        self._line(name, value, unit, f"≥ {target:g}", value >= target)

    def at_most(self, name: str, value: float, unit: str, target: float) -> None:
        self._line(name, value, unit, f"≤ {target:g}", value <= target)

    def say(self, name: str, value: float, unit: str) -> None:
        self._line(name, value, unit, "", None)

    def _line(self, name: str, value: float, unit: str, target: str, reached: bool | None) -> None:
        sign = {None: "·", True: "✓", False: "✗"}[reached]
        shown = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
        print(f"  {sign} {name:<58} {shown:>9} {unit:<12} {target}", flush=True)
        if reached is False:
            self.missed.append(f"{name}: {shown} {unit} ({target})")

    def tail(self) -> None:
        print(f"\nload of the machine at the end: {os.getloadavg()[0]:.1f}")
        print("missed: " + "; ".join(self.missed) if self.missed else "every target reached")


def _share_of_a_core() -> float:
    """Far below 100 %, others are using the machine and times by the clock say little."""
    wall, cpu = time.perf_counter(), time.process_time()
    while time.process_time() - cpu < 0.2:
        pass
    return 0.2 / (time.perf_counter() - wall)


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
