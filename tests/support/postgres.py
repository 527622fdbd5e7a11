"""A PostgreSQL cluster of our own in a temporary folder, started as the user `postgres`."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CURE = "PostgreSQL 15 is missing: apt-get install postgresql"


def binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _as_postgres(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _run(command: list[str]) -> None:
    subprocess.run(_as_postgres(command), check=True, stdout=subprocess.DEVNULL, cwd="/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a running server; `{database}` in it is to be filled."""
    place = binaries()
    if place is None:
        raise SystemExit(CURE)
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port = free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    try:
        _run([str(place / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "portal", "-E", "UTF8"])
        log = str(folder / "log")
        _run([str(place / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", log, "-o", options, "start"])
        yield f"postgresql://portal@127.0.0.1:{port}/{{database}}"
    finally:
        subprocess.run(
            _as_postgres([str(place / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"]),
            check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
