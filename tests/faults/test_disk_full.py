"""A full disk under the database, the files or the index, each alone: small memory disks, filled to the last byte."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.cases.models import Case, CaseFile
from portal.foundation.audit import AuditRow
from portal.foundation.database import db
from tests.faults.server import Browser, Server, Site, new_site, running
from tests.support.cases import published

TEXT = {"texts-0-summary": "A long summary. " * 1_000}


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.fail("this test fills small memory disks: it needs the right to mount them (root)")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Takes what is left of the disk, to the last byte."""
    ballast = folder / "ballast"
    with ballast.open("ab", buffering=0) as out:
        for size in (65_536, 512, 1):
            try:
                while out.write(b"x" * size):
                    pass
            except OSError:
                continue
    return ballast


def _counted() -> tuple[int, ...]:
    db.session.rollback()
    return tuple(
        db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Case, CaseFile, AuditRow)
    )


def _pages_work(browser: Browser) -> None:
    for path in ("/", "/cases", "/cases?list=own", "/members", "/account"):
        assert browser.get(path).status == 200, path


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The whole data folder is a small disk."""
    with small_disk(tmp_path / "site", "24m"), new_site(tmp_path / "site", database="") as made:
        published(made.cast.author.actor, made.cast.coordinator.actor)
        yield made


def test_a_full_disk_under_the_database_refuses_writes_in_words_and_keeps_the_text(site: Site) -> None:
    with running(site) as server:
        browser = server.browser(site.cast.author)
        ballast = fill(site.folder)
        acknowledged, before = 0, _counted()
        for _ in range(60):
            answer = browser.post("/cases/new", browser.new_form("Too much", **TEXT))
            if answer.status != 302:
                break
            acknowledged += 1
        assert answer.status in (503, 507) and "A long summary. A long summary." in answer.text
        assert _counted()[0] == before[0] + acknowledged
        _pages_work(browser)
        ballast.unlink()
        assert browser.post("/cases/new", browser.new_form("Room again", **TEXT)).status == 302
        assert _counted()[0] == before[0] + acknowledged + 1
        assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@contextmanager
def _with_full(tmp_path: Path, name: str) -> Iterator[tuple[Server, Path]]:
    """A portal of which only one folder lies on a small disk."""
    place = tmp_path / "site" / name
    with small_disk(place, "3m"), new_site(tmp_path / "site") as site:
        published(site.cast.author.actor, site.cast.coordinator.actor)
        with running(site) as server:
            yield server, place


def _upload(browser: Browser, path: str, content: bytes) -> int:
    browser.get(path)
    parts = [("csrf_token", None, browser.token.encode()), ("layer", None, b"abstract"), ("file", "a.txt", content)]
    body = b""
    for name, file, value in parts:
        named = f'; filename="{file}"\r\nContent-Type: text/plain' if file else ""
        body += f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + value + b"\r\n"
    return browser.send(path, body + b"--b--\r\n", "multipart/form-data; boundary=b").status


def test_a_full_disk_under_the_files_leaves_no_half_file_and_no_row_without_file(tmp_path: Path) -> None:
    with _with_full(tmp_path, "files") as (server, place):
        browser, store = server.browser(server.site.cast.author), server.site.app.extensions["portal_files"]
        made = browser.post("/cases/new", browser.new_form("With files")).headers["location"]
        path = made.rpartition("/edit/")[0] + "/files"
        assert _upload(browser, path, b"fits " * 1_000) == 302
        ballast, before, kept = fill(place), _counted(), set(store.names()) - {"ballast"}
        assert _upload(browser, path, b"does not fit " * 40_000) in (503, 507)
        assert _counted() == before
        ballast.unlink()
        assert set(store.names()) == kept
        assert [path.name for path in place.rglob("*") if path.is_file()] == list(kept)
        _pages_work(browser)
        assert _upload(browser, path, b"does not fit " * 40_000) == 302
        assert [store.get(name) is not None for name in store.names()] == [True, True]


def test_a_full_disk_under_the_index_costs_freshness_only(tmp_path: Path) -> None:
    with _with_full(tmp_path, "index") as (server, place):
        site, browser = server.site, server.browser(server.site.cast.author)
        site.invoke("index", "rebuild")
        ballast = fill(place)
        for number in range(3):
            assert browser.post("/cases/new", browser.new_form(f"Unindexed {number}", **TEXT)).status == 302
        _pages_work(browser)
        assert browser.get("/search?q=pistols").status in (200, 503)
        assert browser.get("/search?q=pistols").headers.get("content-type", "").startswith("text/html")
        ballast.unlink()
        done = site.command("index", "rebuild")
        assert done.returncode == 0, done.stderr
        assert "Unindexed 2" in browser.get("/search?q=unindexed").text
        assert site.invoke("verify").stdout.strip() == "no differences"
