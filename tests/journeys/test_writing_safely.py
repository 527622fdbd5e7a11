"""Nothing typed is lost: two tabs on one section, a session that ended while somebody wrote."""

from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.journeys.ground import DRAFT
from tests.journeys.visiting import AUTHOR, OUTSIDER, Chromium, open_page, press, sign_in


def test_the_second_of_two_tabs_gets_both_texts_and_can_save_knowingly(
    chromium: Chromium, references: Mapping[str, str]
) -> None:
    address = f"/cases/{references[DRAFT]}/edit/facts"
    with chromium.visit(AUTHOR) as first:
        second = first.context.new_page()
        for tab, words in (
            (open_page(first, address), "Court of Agadez"),
            (open_page(second, address), "Court of Zinder"),
        ):
            tab.get_by_label("Court").fill(words)
        press(first, "Save and go on")
        expect(first.get_by_role("heading", level=1)).to_have_text("Items and route")
        press(second, "Save and go on")
        told = second.get_by_role("alert")
        expect(told).to_contain_text("Somebody saved this section while you were writing")
        for word in ("Agadez", "Zinder"):
            expect(told.locator("table.diff")).to_contain_text(word)
        expect(second.get_by_label("Court")).to_have_value("Court of Zinder")
        open_page(first, address)
        expect(first.get_by_label("Court")).to_have_value("Court of Agadez")
        press(second, "Save and go on")
        expect(second.get_by_role("heading", level=1)).to_have_text("Items and route")
        open_page(first, address)
        expect(first.get_by_label("Court")).to_have_value("Court of Zinder")


def test_what_is_typed_while_the_session_ends_elsewhere_is_kept_and_sent_after_signing_in(chromium: Chromium) -> None:
    with chromium.visit(OUTSIDER, fresh=True) as page:
        open_page(page, "/cases/new")
        page.get_by_label("Title").fill("Written while the session ended")
        page.get_by_label("Summary").fill("A long account. " * 20)
        _sign_out(open_page(page.context.new_page(), "/"))
        press(page, "Save the draft and go on")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your session has ended")
        expect(page.locator("textarea[readonly]")).to_have_value("A long account. " * 20)
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Sign in").click()
        sign_in(opened.value, OUTSIDER)
        _send_again(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Facts")
        open_page(page, "/cases?list=own")
        expect(page.get_by_role("link", name="Written while the session ended")).to_have_count(1)


def _sign_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    press(page, "Sign out")
    page.wait_for_url("**/sign-in")
    page.close()


def _send_again(page: Page) -> None:
    """Once, or a second time where the page says that it was opened before signing in."""
    press(page, "Send again")
    if page.get_by_role("button", name="Send again").count():
        expect(page.locator("main")).to_contain_text("What you typed is below: send it again.")
        press(page, "Send again")


def test_leaving_with_unsaved_text_asks_first(chromium: Chromium, references: Mapping[str, str]) -> None:
    asked: list[str] = []
    with chromium.visit(AUTHOR) as page:
        page.on("dialog", lambda dialog: asked.append(dialog.type))
        open_page(page, f"/cases/{references[DRAFT]}/edit/facts")
        page.get_by_label("Court").press_sequentially("x")
        page.get_by_role("link", name="Leave without saving").click()
        page.wait_for_url(f"**/cases/{references[DRAFT]}")
    assert asked == ["beforeunload"]
