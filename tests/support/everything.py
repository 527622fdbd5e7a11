"""Runs the whole suite: on SQLite with everything, then on PostgreSQL what touches the database."""

import os
import shutil
import subprocess
import sys

from tests.support import elasticsearch
from tests.support.postgres import CURE, binaries, cluster

CHROMIUM_CURE = "Chromium is missing: apt-get install chromium"
WITHOUT_DATABASE = ("tests/engines", "tests/architecture", "tests/journeys", "tests/faults/test_cluster.py")
ON_POSTGRESQL = [f"--ignore={place}" for place in WITHOUT_DATABASE]


def main() -> int:
    needed = (
        (CURE, binaries()),
        (CHROMIUM_CURE, shutil.which("chromium")),
        (elasticsearch.CURE, elasticsearch.is_obtainable()),
    )
    missing = [cure for cure, found in needed if not found]
    for cure in missing:
        print(cure, file=sys.stderr)
    if missing:
        return 1
    chosen = sys.argv[1:]
    with elasticsearch.server() as engine, cluster() as address:
        sqlite = _pytest({"PORTAL_TEST_DATABASE": "", "ELASTICSEARCH_URL": engine}, chosen)
        given = {"PORTAL_TEST_DATABASE": address, "ELASTICSEARCH_URL": engine}
        postgresql = _pytest(given, [*ON_POSTGRESQL, *chosen])
    return sqlite or postgresql


def _pytest(environment: dict[str, str], chosen: list[str]) -> int:
    print(f"\n=== {'PostgreSQL' if environment['PORTAL_TEST_DATABASE'] else 'SQLite'} ===", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *chosen]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
