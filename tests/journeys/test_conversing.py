"""Naming a colleague by keyboard, and the same things done where no script runs."""

from collections.abc import Mapping

from playwright.sync_api import expect

from tests.journeys.conversing import said
from tests.journeys.ground import SHARED
from tests.journeys.visiting import AUTHOR, NEIGHBOUR, OUTSIDER, Chromium, open_page, press


def test_a_name_is_chosen_by_keyboard_and_the_list_closes_with_escape(
    chromium: Chromium, references: Mapping[str, str]
) -> None:
    places = said(chromium, references[SHARED])
    with chromium.visit(NEIGHBOUR) as page:
        open_page(page, f"/threads/{places['thread']}")
        area = page.locator("textarea[data-names]")
        area.focus()
        page.keyboard.type("Please ask @Ramatou G")
        option = page.get_by_role("option", name="Ramatou Garba")
        expect(option).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(area).to_have_value("Please ask @Ramatou Garba ")
        page.keyboard.type("or @Ra")
        expect(page.get_by_role("listbox", name="Names")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox", name="Names")).to_be_hidden()
        press(page, "Say it")
        expect(page.locator(".comment-text").last).to_contain_text("@Ramatou Garba or @Ra")


def test_an_owner_answers_who_asks_and_who_corrects_without_script(
    chromium: Chromium, references: Mapping[str, str]
) -> None:
    said(chromium, references[SHARED])
    with chromium.visit(AUTHOR, java_script_enabled=False) as page:
        open_page(page, "/")
        page.locator("a[href='/requests']").last.click()
        page.locator("[name=days]").first.fill("9")
        press(page, "Let read")
        expect(page.locator("main")).to_contain_text("Your colleague can read it now.")
        open_page(page, f"/cases/{references[SHARED]}/corrections")
        page.locator("[name=remark]").first.fill("The file says car.")
        press(page, "Decline")
        expect(page.locator("main")).to_contain_text("The correction is declined.")
    with chromium.visit(OUTSIDER, java_script_enabled=False) as page:
        open_page(page, f"/cases/{references[SHARED]}")
        expect(page.locator("main")).to_contain_text("the file was opened and read again")
        open_page(page, "/requests")
        press(page, "End it now")
        open_page(page, f"/cases/{references[SHARED]}")
        expect(page.locator("main")).not_to_contain_text("the file was opened and read again")
