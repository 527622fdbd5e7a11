"""What members say, keep, propose and ask about a case, done in the browser; and where the pages of it are."""

from playwright.sync_api import Page

from tests.journeys.visiting import NEIGHBOUR, OUTSIDER, Chromium, open_page

_BUTTON = "main form:not([action='/following']) button[type=submit]"


def said(chromium: Chromium, case: str) -> dict[str, str]:
    """A conversation, a report, a correction, a request and a saved search; name of a place in an address → value."""
    with chromium.visit(NEIGHBOUR) as page:
        open_page(page, f"/cases/{case}")
        about = str(page.locator("a[href^='/threads/new']").get_attribute("href")).partition("=")[2]
        open_page(page, f"/threads/new?about={about}")
        _send(page, title="Which road?", text="The one by the well.")
        thread = page.url.rpartition("/")[2]
        comment = str(page.locator("article.comment").first.get_attribute("id")).removeprefix("comment-")
        open_page(page, f"/cases/{case}/correct")
        page.select_option("[name=field]", "abstract")
        _send(page, passage="A car was stopped.", words="A lorry was stopped.", reason="We saw it.")
        open_page(page, "/search?q=pistol")
        page.locator("form.save-search button").click()
        search = str(page.locator("a[href$='/links']").first.get_attribute("href")).split("/")[2]
    with chromium.visit(OUTSIDER) as page:
        open_page(page, f"/cases/{case}/ask")
        _send(page, reason="The same road here.")
        open_page(page, f"/comments/{comment}/report")
        _send(page, reason="It names a road.")
    return {"about": about, "thread": thread, "comment": comment, "search": search}


def _send(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"main [name={name}]").fill(text)
    before = page.url
    page.locator(_BUTTON).last.click()
    page.wait_for_url(lambda address: address != before)
