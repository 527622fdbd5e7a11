"""Searching without a mouse, from the shortcut to the case and back."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.visiting import NEIGHBOUR, Chromium, open_page

FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    facet: Boolean(at.closest("section.facet")) && at.matches("a:not(.facet-exclude)"),
    text: at.querySelector(".facet-text")?.textContent ?? at.textContent.trim(),
    count: Number(at.parentElement.querySelector(".facet-count")?.textContent),
    hidden: box.width < 2 || box.bottom < 0,
    ring: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
  };
}"""
TABS = 200


def tab_to_facet(page: Page) -> dict[str, Any]:
    """Tab until the first value of a filter; everything on the way shows that it has the focus."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        at: dict[str, Any] = page.evaluate(FOCUSED)
        assert at["hidden"] or at["ring"], f"no visible focus on {at['text']}"
        if at["facet"]:
            return at
    raise AssertionError(f"no filter within {TABS} tabs")


def total(page: Page) -> int:
    return int(page.get_by_role("heading", level=1).inner_text().split()[0])


def test_search_and_filters_work_by_keyboard_alone_and_back_restores_them(chromium: Chromium) -> None:
    with chromium.visit(NEIGHBOUR) as page:
        open_page(page, "/")
        page.keyboard.press("/")
        expect(page.locator("#search-q")).to_be_focused()
        page.keyboard.type("pistol")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=pistol")
        before = total(page)
        chosen = tab_to_facet(page)
        page.keyboard.press("Enter")
        expect(page.get_by_role("list", name="Filters in force")).to_contain_text(str(chosen["text"]))
        assert total(page) == chosen["count"] <= before
        expect(page.locator("#search-q")).to_have_value("pistol")
        page.go_back()
        page.wait_for_url("**/search?q=pistol")
        expect(page.get_by_role("list", name="Filters in force")).to_have_count(0)
        expect(page.locator("#search-q")).to_have_value("pistol")
        assert total(page) == before


def test_suggestions_are_walked_with_arrows_closed_with_escape_and_opened_with_enter(chromium: Chromium) -> None:
    with chromium.visit(NEIGHBOUR) as page:
        open_page(page, "/cases")
        title = page.locator(".hit-title a").first.inner_text()
        page.keyboard.press("/")
        page.keyboard.type(title[:6])
        box, options = page.locator("#search-q"), page.get_by_role("option")
        expect(options.first).to_be_visible()
        page.keyboard.press("Escape")
        expect(box).to_have_attribute("aria-expanded", "false")
        page.keyboard.type(title[6:9])
        expect(options.first).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
        expect(box).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
        wanted = options.first.inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/*")
        expect(page.get_by_role("heading", level=1)).to_have_text(wanted)


def test_the_first_tab_leads_past_the_navigation_to_the_text(chromium: Chromium) -> None:
    with chromium.visit(NEIGHBOUR) as page:
        open_page(page, "/cases")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
