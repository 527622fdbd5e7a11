"""A colleague who reads Arabic finds and reads a case of her language, from right to left."""

import re

from playwright.sync_api import expect

from tests.journeys.visiting import ARABIC_READER, Chromium, open_page, overflow

ARABIC = re.compile("[\u0600-\u06ff]{2,}")


def test_an_arabic_case_is_found_and_read_from_right_to_left(chromium: Chromium) -> None:
    with chromium.visit(ARABIC_READER, language="ar") as page:
        open_page(page, "/search?language=ar")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        page.locator(".hit-title a[lang=ar]").first.click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(ARABIC)
        text = page.locator(".prose").first
        expect(text).to_have_text(ARABIC)
        assert text.evaluate("each => getComputedStyle(each).direction") == "rtl"
        assert "Vazirmatn" in text.evaluate("each => getComputedStyle(each).fontFamily")
        assert page.evaluate("document.fonts.check('16px Vazirmatn', 'م')")
        number = page.locator(".reference").first
        assert number.evaluate("each => getComputedStyle(each).direction") == "ltr"
        assert overflow(page) <= 0


def test_a_case_of_another_language_keeps_its_own_direction_within_arabic_pages(chromium: Chromium) -> None:
    with chromium.visit(ARABIC_READER, language="ar") as page:
        open_page(page, "/search?kind=case&language=fr&not_language=ar")
        page.locator(".hit-title a[lang=fr]").first.click()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        text = page.locator(".prose[lang=fr]").first
        assert text.evaluate("each => getComputedStyle(each).direction") == "ltr"
