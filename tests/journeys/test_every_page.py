"""What holds on every page there is: nothing keeps anybody out, and it fits a small screen in either direction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.places import walk
from tests.journeys.visiting import WINDOW, Chromium, overflow

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
COLOURS = ["color-contrast", "link-in-text-block"]
SMALL = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Seen:
    """One page as it was found: axe's violations, pixels it sticks out of a small window, where its lines run."""

    path: str
    barriers: Sequence[str]
    sideways: int
    direction: str


@pytest.fixture(scope="module")
def seen(chromium: Chromium, references: Mapping[str, str]) -> Callable[[str], Sequence[Seen]]:
    """Every page in a language. Each is opened once and looked at in every way: opening them is what takes the time."""

    @cache
    def look(language: str) -> Sequence[Seen]:
        options = {"language": language, "color_scheme": "light"}
        return [_look(path, page, language != "fr") for path, page in walk(chromium, references, **options)]

    return look


def _look(path: str, page: Page, with_axe: bool) -> Seen:
    """In dark only the rules are asked that colours can break."""
    barriers = []
    if with_axe:
        barriers += [f"{path} light {each}" for each in _violations(page)]
        page.emulate_media(color_scheme="dark")
        barriers += [f"{path} dark {each}" for each in _violations(page, COLOURS)]
        page.emulate_media(color_scheme="light")
    direction = _direction(page)
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    sideways = overflow(page)
    page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
    return Seen(path, barriers, sideways, direction)


def _violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds, told by rule and place. The debugger puts it into the page: the policy stays as it is."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{each['id']}: {node['target']} {(node.get('failureSummary') or '')[:300]}"
        for each in found
        for node in each["nodes"][:3]
    ]


def _direction(page: Page) -> str:
    """What the page says of itself, where the name of the product stands on that side of the top line."""
    first = page.locator(".product").bounding_box()
    last = page.locator(".masthead-top > :last-child").bounding_box()
    assert first is not None and last is not None
    shown = "ltr" if first["x"] < last["x"] else "rtl"
    said = page.locator("html").get_attribute("dir")
    return shown if shown == said else f"{said}, shown {shown}"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_page_in_light_or_dark(seen: Callable[[str], Sequence[Seen]], language: str) -> None:
    found = [barrier for each in seen(language) for barrier in each.barriers]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_no_page_scrolls_sideways_on_a_screen_of_360_pixels(
    seen: Callable[[str], Sequence[Seen]], language: str
) -> None:
    wide = [f"{each.path} by {each.sideways} px" for each in seen(language) if each.sideways > 0]
    assert not wide, "\n".join(wide)


def test_arabic_pages_run_from_right_to_left_and_others_from_left_to_right(
    seen: Callable[[str], Sequence[Seen]],
) -> None:
    for language, direction in (("ar", "rtl"), ("en", "ltr"), ("fr", "ltr")):
        wrong = [(each.path, each.direction) for each in seen(language) if each.direction != direction]
        assert not wrong, wrong
