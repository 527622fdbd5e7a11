"""`kill -9` of web and worker processes under writers: what was acknowledged is stored, with all that belongs to it."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.across.indexing.service import compare
from portal.cases.models import Case, CaseVersion
from portal.foundation.audit import AuditRow
from portal.foundation.database import db
from portal.foundation.outbox.models import OutboxRow
from tests.faults.server import Server, Site, new_site, running

KILLS = 20
WRITERS = 3


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with new_site(tmp_path / "site") as made:
        yield made


class Writer(threading.Thread):
    """Creates cases one after the other and remembers those the portal has acknowledged."""

    def __init__(self, server: Server, name: str, stop: threading.Event) -> None:
        super().__init__()
        self.browser = server.browser(getattr(server.site.cast, name))
        self.stop, self.acknowledged = stop, list[str]()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                form = self.browser.new_form(f"Case {len(self.acknowledged)}")
                if self.browser.post("/cases/new", form).status == 302:
                    self.acknowledged.append(form["form_id"])
            except (OSError, HTTPException, AssertionError):
                time.sleep(0.05)  # the process died under this request


def _kill_often(server: Server, writers: list[Writer]) -> None:
    """Web and worker in turn, at moments that follow no beat, each time after somebody's case was acknowledged."""
    moments, seen = random.Random(7), 0
    for number in range(KILLS):
        for _ in range(300):
            if sum(len(writer.acknowledged) for writer in writers) > seen:
                break
            time.sleep(0.1)
        time.sleep(moments.uniform(0, 0.2))
        os.kill(_victim(server, number), signal.SIGKILL)
        seen = sum(len(writer.acknowledged) for writer in writers)


def _victim(server: Server, number: int) -> int:
    while True:
        found = server.web_processes() if number % 2 == 0 else server.worker_processes()
        if found:
            return found[0]
        time.sleep(0.05)


def _wait_for_worker(site: Site) -> None:
    for _ in range(600):
        db.session.rollback()
        if db.session.scalar(select(OutboxRow.id).limit(1)) is None:
            return
        time.sleep(0.1)
    raise AssertionError("the outbox does not drain")


def test_after_twenty_kills_under_writers_nothing_acknowledged_is_lost_and_everything_agrees(site: Site) -> None:
    stop = threading.Event()
    with running(site) as server:
        writers = [Writer(server, name, stop) for name in ("author", "colleague", "neighbour")[:WRITERS]]
        for writer in writers:
            writer.start()
        _kill_often(server, writers)
        stop.set()
        for writer in writers:
            writer.join()
        server.wait_until_answering()
        # rows leased to a killed worker come back with the lease's end; the test does not wait a minute for it
        _free_leases()
        _wait_for_worker(site)
    acknowledged = {case_id for writer in writers for case_id in writer.acknowledged}
    _nothing_is_lost(acknowledged)
    outdated, surplus = compare(site.app.extensions["portal_search"])
    assert not any(outdated.values()) and not any(surplus.values())
    found = site.command("verify")
    assert (found.returncode, found.stdout.strip()) == (0, "no differences"), found.stdout + found.stderr


def _free_leases() -> None:
    for row in db.session.scalars(select(OutboxRow)):
        row.claimed_until = row.claimed_by = None
    db.session.commit()


def _nothing_is_lost(acknowledged: set[str]) -> None:
    db.session.rollback()
    stored = set(db.session.scalars(select(Case.id)))
    audited = db.session.scalars(select(AuditRow.object).where(AuditRow.act == "case.created")).all()
    versions = set(db.session.scalars(select(CaseVersion.case_id)))
    assert len(acknowledged) > KILLS
    assert acknowledged <= stored == versions
    assert sorted(audited) == sorted(f"case:{case_id}" for case_id in stored)
