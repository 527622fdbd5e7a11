"""SQL statements a page takes, which must not grow with the rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from sqlalchemy import Engine, event

from portal.foundation.database import db
from tests.benchmarks.corpus import questions
from tests.benchmarks.report import Report
from tests.benchmarks.stand import Stand

LIMIT = 12


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent while inside, without those that begin or end a transaction."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def run(stand: Stand, report: Report) -> None:
    report.section(
        f"(g) SQL statements of a page at {stand.size:,} cases; tests/across/test_statement_counts.py has few"
    )
    searches = ["/search?" + urlencode({"q": text}) for text in questions(20)]
    pages = {"case page": stand.case_paths(20), "result page": searches, "home": ["/"]}
    with stand.app.app_context():
        engine = db.engine
    client = stand.app.test_client(use_cookies=False)
    for name, paths in pages.items():
        most = 0
        for path in paths:
            with counted(engine) as sent:
                answer = client.get(path, headers={"Cookie": stand.cookie})
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
            most = max(most, len(sent))
        report.at_most(f"{name}, most of {len(paths)}", most, "statements", LIMIT)
