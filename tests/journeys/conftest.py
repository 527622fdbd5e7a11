"""One server and one Chromium a process; every test opens contexts of its own."""

import shutil
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys import ground
from tests.journeys.serving import Server, served
from tests.journeys.visiting import Chromium
from tests.support.everything import CHROMIUM_CURE

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("journeys"), ground.bring) as server:
        yield server


@pytest.fixture(scope="session")
def chromium(server: Server) -> Iterator[Chromium]:
    """Debian's Chromium, driven by Playwright. Missing, it fails every journey: none is skipped."""
    place = shutil.which("chromium")
    if place is None:
        pytest.fail(CHROMIUM_CURE, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=list(ARGUMENTS))
        yield Chromium(browser, server)
        browser.close()


@pytest.fixture(scope="session")
def references(chromium: Chromium) -> Mapping[str, str]:
    return ground.references(chromium)
