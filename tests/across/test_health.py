"""Live: the process answers. Ready: every part does, else 503 and the part's name."""

from datetime import timedelta

import time_machine
from sqlalchemy import text

from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.outbox import queue
from search.engine import SearchUnavailable
from search.results import Health
from tests.support.portal import Portal


def _ready(portal: Portal) -> tuple[int, dict[str, dict[str, object]]]:
    answer = portal.browser().get("/health/ready")
    return answer.status_code, answer.get_json()["checks"]


def _stamped(portal: Portal) -> None:
    """Tables made by the models carry no stamp; the check wants the one of the code's newest migration."""
    from portal.across.checks import schema_revisions

    head = schema_revisions(portal.app)[1]
    with transaction():
        db.session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        db.session.execute(text("DELETE FROM alembic_version"))
        db.session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})


def test_live_answers_without_any_part(portal: Portal) -> None:
    assert portal.browser().get("/health/live").get_json() == {"status": "ok"}
    assert portal.browser().get("/health/other").status_code == 404


def test_ready_when_every_part_is(portal: Portal) -> None:
    _stamped(portal)
    status, checks = _ready(portal)
    assert status == 200 and all(check["ok"] for check in checks.values())
    assert set(checks) >= {"database", "migrations", "index", "outbox"}


def test_not_ready_while_the_index_is_broken(portal: Portal) -> None:
    _stamped(portal)

    class Broken:
        def health(self) -> Health:
            raise SearchUnavailable("index is damaged; rebuild")

    portal.app.extensions["portal_search"] = Broken()
    status, checks = _ready(portal)
    assert status == 503 and not checks["index"]["ok"] and checks["database"]["ok"]


def test_not_ready_on_another_schema(portal: Portal) -> None:
    _stamped(portal)
    with transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    assert _ready(portal)[0] == 503
    _stamped(portal)


def test_not_ready_while_the_oldest_row_waits_too_long(portal: Portal) -> None:
    _stamped(portal)
    with transaction():
        queue.enqueue("index", "case:x")
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        status, checks = _ready(portal)
    assert status == 503 and not checks["outbox"]["ok"]
