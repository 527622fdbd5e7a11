"""What holds on every page there is: nothing keeps anybody out, and it fits a small screen in either direction."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.places import walk
from tests.journeys.visiting import Chromium, overflow

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTH = 360


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds, told by rule and place. The debugger puts it into the page: the policy stays as it is."""
    page.evaluate(AXE)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{each['id']}: {node['target']} {(node.get('failureSummary') or '')[:300]}"
        for each in found
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_page_in_light_or_dark(
    chromium: Chromium, references: Mapping[str, str], language: str
) -> None:
    """The second look, in dark, asks only the rules that colours can break."""
    found: list[str] = []
    for path, page in walk(chromium, references, language=language, color_scheme="light"):
        found += [f"{path} light {each}" for each in violations(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{path} dark {each}" for each in violations(page, COLOURS)]
        page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_no_page_scrolls_sideways_on_a_screen_of_360_pixels(
    chromium: Chromium, references: Mapping[str, str], language: str
) -> None:
    wide = []
    for path, page in walk(chromium, references, language=language, viewport={"width": WIDTH, "height": 740}):
        if overflow(page) > 0:
            wide.append(f"{path} by {overflow(page)} px")
    assert not wide, "\n".join(wide)


def test_every_page_in_arabic_runs_from_right_to_left(chromium: Chromium, references: Mapping[str, str]) -> None:
    """The name of the product stands at the right, the account at the left, and nothing sticks out of the window."""
    wrong = []
    for path, page in walk(chromium, references, language="ar"):
        root = page.locator("html")
        first = page.locator(".product").bounding_box()
        last = page.locator(".masthead-top > :last-child").bounding_box()
        mirrored = first is not None and last is not None and first["x"] > last["x"]
        if (root.get_attribute("dir"), root.get_attribute("lang")) != ("rtl", "ar") or not mirrored or overflow(page):
            wrong.append(path)
    assert not wrong, wrong
