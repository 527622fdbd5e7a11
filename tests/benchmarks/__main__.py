"""`python -m tests.benchmarks`: every figure the portal promises, measured here and now."""

import argparse
import shutil
import tempfile
from pathlib import Path

from tests.benchmarks import engines, filling, freshness, hearing, searching, serving, statements, weighing
from tests.benchmarks.report import Report
from tests.benchmarks.stand import Stand

PARTS = {
    "search": searching.run,
    "pages": serving.run,
    "fresh": freshness.run,
    "weight": weighing.run,
    "statements": statements.run,
    "hearing": hearing.run,
    "engines": engines.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="cases in the corpus: 10000 (default) or 100000")
    parser.add_argument("--only", default=",".join(["fill", *PARTS]), help="parts, comma-separated: %(default)s")
    parser.add_argument("--folder", type=Path, help="kept afterwards, and used again as it is when it is filled")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="portal-bench-"))
    report = Report()
    report.head()
    try:
        stand = Stand(folder, given.size)
        if not stand.is_filled:
            filling.run(stand, report)
        stand.sign_in()
        for name in given.only.split(","):
            if name in PARTS:
                PARTS[name](stand, report)
        report.tail()
    finally:
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
