"""What leaves the portal on paper says on every sheet how it is to be handled."""

import re
from collections.abc import Mapping

import pytest

from tests.journeys.ground import SHARED
from tests.journeys.paper import sheets
from tests.journeys.visiting import AUTHOR, NEIGHBOUR, OUTSIDER, Chromium, open_page


@pytest.mark.parametrize(("reader", "mark"), [(AUTHOR, "RED"), (NEIGHBOUR, "AMBER"), (OUTSIDER, "GREEN")])
def test_every_printed_sheet_carries_the_narrowest_mark_its_reader_sees(
    chromium: Chromium, references: Mapping[str, str], reader: str, mark: str
) -> None:
    with chromium.visit(reader) as page:
        open_page(page, f"/cases/{references[SHARED]}")
        printed = sheets(page.pdf(format="A4"))
    assert mark == "GREEN" or len(printed) > 2, "the summary should need several sheets"
    for number, text in enumerate(printed, start=1):
        edges = re.findall(r"TLP:(?:CLEAR|GREEN|AMBER\+STRICT|AMBER|RED)", text)
        assert edges.count(f"TLP:{mark}") >= 2, f"sheet {number}: {edges}"
        assert f"{number}/{len(printed)}" in text, f"sheet {number} of {len(printed)} is not numbered"


def test_navigation_and_buttons_are_not_printed(chromium: Chromium, references: Mapping[str, str]) -> None:
    with chromium.visit(AUTHOR) as page:
        open_page(page, f"/cases/{references[SHARED]}")
        page.emulate_media(media="print")
        for part in (".masthead", ".colophon", ".heading-actions", ".skip", "form"):
            assert page.locator(part).locator("visible=true").count() == 0, part
        assert page.locator("main h1").is_visible()
