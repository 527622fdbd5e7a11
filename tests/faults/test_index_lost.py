"""The index deleted or damaged while the portal runs: pages work, search says so, one command heals, no restart."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.server import Server, Site, new_site, running
from tests.support.cases import published


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with new_site(tmp_path / "site") as made:
        published(made.cast.author.actor, made.cast.coordinator.actor, title="Pistols in Agadez")
        assert made.invoke("index", "rebuild").exit_code == 0
        yield made


def _deleted(index: Path) -> None:
    shutil.rmtree(index)


def _corrupted(index: Path) -> None:
    """Every file of the generation that answers is overwritten with noise."""
    for path in (index / (index / "current").read_text().strip()).iterdir():
        path.write_bytes(b"\x00noise\xff" * 100)


def _pointer_damaged(index: Path) -> None:
    (index / "current").write_text("../../etc")


@pytest.mark.parametrize("fault", [_deleted, _corrupted, _pointer_damaged])
def test_without_its_index_the_portal_goes_on_and_a_rebuild_heals_it_without_restart(
    site: Site, fault: Callable[[Path], None]
) -> None:
    with running(site) as server:
        browser = server.browser(site.cast.colleague)
        assert "Pistols in Agadez" in browser.get("/search?q=pistols").text
        fault(site.folder / "index")
        _pages_work_and_search_says_so(server)
        done = site.command("index", "rebuild")
        assert done.returncode == 0, done.stdout + done.stderr
        for _ in range(6):
            answer = browser.get("/search?q=pistols")
            assert answer.status == 200 and "Pistols in Agadez" in answer.text
        assert browser.get("/health/ready").status == 200
        assert site.invoke("verify").exit_code == 0


def _pages_work_and_search_says_so(server: Server) -> None:
    browser = server.browser(server.site.cast.author)
    found = browser.get("/search?q=pistols")
    assert found.status == 503 and "<h1" in found.text and 'value="pistols"' in found.text
    assert "Pistols in Agadez" not in found.text
    assert browser.get("/health/ready").status == 503
    for path in ("/", "/cases", "/members", "/cases?list=own", "/countries", "/health/live"):
        assert browser.get(path).status == 200, path
    saved = browser.post("/cases/new", browser.new_form("Saved without an index"))
    assert saved.status == 302
    assert browser.get(saved.headers["location"]).status == 200
    assert browser.get("/search/suggest?q=pis").text.startswith("[")
