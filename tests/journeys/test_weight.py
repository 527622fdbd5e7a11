"""A slow line is enough: what a page costs the first time and the second (80 KB and 8 requests, then 20 KB)."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page

from tests.journeys.ground import DRAFT
from tests.journeys.visiting import AUTHOR, Chromium, open_page

COLD_BYTES, COLD_REQUESTS, WARM_BYTES = 80_000, 8, 20_000


class Meter:
    """Bytes that came over the line, headers included, as Chromium counts them."""

    def __init__(self, page: Page) -> None:
        self.bytes = self.requests = 0
        self._from_cache: set[str] = set()
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.requestServedFromCache", lambda told: self._from_cache.add(told["requestId"]))
        line.on("Network.loadingFinished", self._finished)

    def _finished(self, told: dict[str, object]) -> None:
        size = int(float(str(told["encodedDataLength"])))
        if size and told["requestId"] not in self._from_cache:
            self.bytes, self.requests = self.bytes + size, self.requests + 1

    def opened(self, page: Page, path: str) -> tuple[int, int]:
        self.bytes = self.requests = 0
        open_page(page, path)
        page.wait_for_load_state("networkidle")
        return self.bytes, self.requests


@pytest.mark.parametrize("path", ["/", "/search?q=pistol", "/cases/{draft}"])
def test_a_page_is_light_enough_for_a_slow_line(chromium: Chromium, references: Mapping[str, str], path: str) -> None:
    address = path.format(draft=references[DRAFT])
    with chromium.visit(AUTHOR) as page:
        meter = Meter(page)
        cold, requests = meter.opened(page, address)
        open_page(page, "/about")
        warm, _ = meter.opened(page, address)
    told = f"{path}: cold {cold} bytes in {requests} requests, warm {warm} bytes"
    assert cold <= COLD_BYTES and requests <= COLD_REQUESTS and warm <= WARM_BYTES, told
