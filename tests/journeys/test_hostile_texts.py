"""Row 32: texts that ran as script elsewhere are only text here, without the help of the content policy."""

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.ground import CRIED, SHOUTING
from tests.journeys.hostile import HOSTILE
from tests.journeys.visiting import AUTHOR, COORDINATOR, NEIGHBOUR, Chromium, open_page, press

SECTIONS = ("texts", "facts", "items", "persons", "cooperation", "audience")
FOREIGN = """() => [...document.querySelectorAll("*")].flatMap((each) => [
  ...[...each.attributes].filter((own) => /^on/i.test(own.name)).map((own) => `${each.tagName} ${own.name}`),
  ...(each.matches("script:not([src^='/static/']), iframe, object, embed, base, [http-equiv], body style, body link")
    ? [each.outerHTML.slice(0, 80)] : []),
  ...(/^\\s*(javascript|vbscript|data):/i.test(each.getAttribute("href") ?? each.getAttribute("action") ?? "")
    ? [each.outerHTML.slice(0, 80)] : []),
])"""


def look(page: Page, shown: bool = True) -> None:
    """Nothing foreign is in the page; `shown`: the strings stand there as what was typed."""
    assert page.evaluate(FOREIGN) == [], page.url
    page.mouse.move(300, 300)
    if shown:
        assert "alert('ran')" in page.evaluate("document.body.innerText + document.body.textContent"), page.url


def open_all(page: Page, reference: str) -> None:
    here = f"/cases/{reference}"
    for path in ("", "?language=fr", "/submit", "/withdraw", "/files", "/versions/1", "/versions/2"):
        look(open_page(page, here + path))
    for section in SECTIONS:
        look(open_page(page, f"{here}/edit/{section}"))
    look(open_page(page, f"{here}/versions"))
    look(open_page(page, "/cases?list=own"))
    look(open_page(page, "/"))
    _disagree(page, f"{here}/edit/texts")


def _disagree(page: Page, address: str) -> None:
    """The page that shows both texts. Ends with the second one stored, so that it can be done again."""
    other = open_page(page.context.new_page(), address)
    open_page(page, address)
    for tab, words in ((other, "first"), (page, "second")):
        tab.locator("[name=texts-0-lessons]").fill(f"{words} {HOSTILE[0]}")
        press(tab, "Save and close")
    expect(page.get_by_role("alert")).to_contain_text("Somebody saved this section")
    look(page)
    press(page, "Save and close")
    other.close()


@pytest.mark.parametrize("without_policy", [True, False], ids=["without policy", "with policy"])
def test_hostile_texts_are_shown_as_typed_on_every_page_of_their_writer(
    chromium: Chromium, references: Mapping[str, str], without_policy: bool
) -> None:
    with chromium.visit(AUTHOR, bypass_csp=without_policy) as page:
        open_all(page, references[SHOUTING])


def test_hostile_texts_are_harmless_wherever_a_reader_meets_a_published_case(
    chromium: Chromium, references: Mapping[str, str]
) -> None:
    """The case, the list, the home page, the results with their passages, the suggestions."""
    with chromium.visit(NEIGHBOUR, bypass_csp=True) as page:
        for path in (f"/cases/{references[CRIED]}", "/cases", "/", f"/search?q={CRIED}", "/search?q=ran"):
            look(open_page(page, path))
        page.locator("#search-q").fill("")
        page.locator("#search-q").press_sequentially(CRIED)
        expect(page.get_by_role("option").first).to_contain_text("<script>")
        look(page)
        expect(page.locator("main .hit-title").first).to_contain_text("<script>")


def test_hostile_words_are_harmless_in_review_search_box_and_profile(
    chromium: Chromium, references: Mapping[str, str]
) -> None:
    with chromium.visit(AUTHOR, bypass_csp=True) as author:
        open_page(author, f"/cases/{references[SHOUTING]}/submit")
        press(author, "Submit")
        number = author.url.rpartition("/")[2]
        with chromium.visit(COORDINATOR, bypass_csp=True) as coordinator:
            look(open_page(coordinator, "/review"))
            look(open_page(coordinator, f"/cases/{number}/review"))
            coordinator.get_by_label("Remarks").fill("\n\n".join(HOSTILE))
            press(coordinator, "Return to the author")
        look(open_page(author, f"/cases/{number}"))
        look(open_page(author, "/"))
    with chromium.visit(NEIGHBOUR, bypass_csp=True) as page:
        for words in HOSTILE:
            look(open_page(page, f"/search?{urlencode({'q': words})}"), shown=False)
        open_page(page, "/account")
        page.get_by_label("Expertise").fill("\n\n".join(HOSTILE))
        page.locator("main form button[type=submit]").first.click()
        look(page)
        look(open_page(page, "/members?q=alert"))
