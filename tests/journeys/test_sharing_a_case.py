"""The main job, told from the author's first word to what each reader may find, with script and without."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visiting import AUTHOR, COORDINATOR, NEIGHBOUR, OUTSIDER, Chromium, open_page, press

HIDDEN = ("Quennevar", "Zuberwick", "Obrelisk", "Halvistor", "Pendrake")
"""Words of the summary, the commentary, the items, the charges and the annex."""


def write_texts(page: Page, word: str) -> None:
    page.goto("/cases/new")
    page.locator("main").get_by_label("Language").select_option("en")
    page.get_by_label("Title").fill(f"Pistols in a spare wheel, {word}")
    page.get_by_label("Abstract").fill(f"A car was stopped at the border post of {word}.")
    page.get_by_label("Summary").fill("Twelve converted pistols lay in the wheel. *Quennevar* paid for them.")
    page.get_by_label("Expert commentary").fill("Zuberwick: ask for the customs file at once.")
    page.get_by_label("Restricted annex").fill("Pendrake met the driver.")
    press(page, "Save the draft and go on")


def write_facts(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Facts")
    page.locator("[name=countries-0-code]").select_option("NE")
    page.locator("[name=countries-0-part]").select_option("seizure")
    press(page, "Add a country")
    page.locator("[name=countries-1-code]").select_option("LY")
    page.locator("[name=countries-1-part]").select_option("origin")
    page.get_by_role("group", name="Regions").get_by_label("Sahel and West Africa").check()
    page.get_by_label("Illicit trafficking").check()
    page.get_by_label("Linked to organized crime").check()
    page.get_by_label("Stage").select_option("trial")
    page.get_by_label("Seizure").fill("2018-03-14")
    press(page, "Save and go on")


def write_items(page: Page) -> None:
    """A row too many is taken away again: the others stay as typed."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Items and route")
    page.locator("[name=items-0-type]").select_option("converted-weapon")
    page.locator("[name=items-0-make]").fill("Obrelisk")
    page.locator("[name=items-0-quantity]").fill("12")
    page.locator("[name=items-0-serial]").fill("OB-4471")
    press(page, "Add an item")
    page.locator("[name=items-1-type]").select_option("ammunition")
    press(page, "Add an item")
    page.locator("[name=items-2-type]").select_option("grenade")
    page.get_by_role("button", name="Remove Item 2").click()
    expect(page.get_by_role("group", name="Item", exact=False).locator("select[name$=-type]")).to_have_count(2)
    page.locator("[name=route-0-origin]").fill("Sabha")
    page.locator("[name=route-0-destination]").fill("Agadez")
    page.locator("[name=route-0-by]").select_option("land")
    page.get_by_label("Hidden compartment in a vehicle").check()
    press(page, "Save and go on")


def write_persons(page: Page) -> None:
    """Rows within rows: a second charge of the first person, then a second person."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Persons")
    page.locator("[name=persons-0-part]").select_option("transporter")
    page.locator("[name=persons-0-charges-0-charge]").fill("Trafficking of arms")
    press(page, "Add a charge")
    page.locator("[name=persons-0-charges-1-charge]").fill("Halvistor")
    press(page, "Add a person")
    page.locator("[name=persons-1-part]").select_option("broker")
    page.locator("[name=persons-1-charges-0-charge]").fill("Complicity")
    page.locator("[name=persons-1-charges-0-verdict]").select_option("convicted")
    press(page, "Save and go on")


def write_sources(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Cooperation and sources")
    page.get_by_label("Tracing", exact=True).check()
    page.locator("[name=sources-0]").fill("File of the court")
    press(page, "Add a source")
    page.locator("[name=sources-1]").fill("Report of the laboratory")
    press(page, "Save and go on")


def choose_readers(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Who may read it")
    page.get_by_role("group", name="Mark of the abstract").get_by_label("GREEN").check()
    page.get_by_role("group", name="Mark of the summary").get_by_label(re.compile("^AMBER —")).check()
    page.get_by_role("group", name="Mark of the restricted annex").get_by_label("RED").check()
    page.get_by_role("group", name="Regions that may read AMBER").get_by_label("Sahel and West Africa").check()
    page.get_by_label("Persons who may read RED").fill("laouali.moussa@niger.example")
    press(page, "Save and go on")


def reach(page: Page) -> dict[str, str]:
    """Layer → what the last look says of its readers."""
    rows = page.get_by_role("region", name="Who will read it once it is published").locator("tbody tr").all()
    return {row.locator("th").inner_text(): row.inner_text() for row in rows}


def check_reach(page: Page) -> None:
    """Fewer members the narrower the mark; RED is read by its author and the one person named."""
    told, members = reach(page), []
    for layer, mark in (("Abstract", "TLP:GREEN"), ("Summary", "TLP:AMBER"), ("Restricted annex", "TLP:RED")):
        found = re.search(r"(\d+) members?\D+\d+ countr(y|ies)", told[layer])
        assert mark in told[layer] and "nothing" in told[layer] and found, told[layer]
        members.append(int(found[1]))
    assert members[0] > members[1] > members[2] == 2


def share(page: Page, word: str) -> str:
    """Writes and submits the case; gives its number."""
    write_texts(page, word)
    write_facts(page)
    write_items(page)
    write_persons(page)
    write_sources(page)
    choose_readers(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Files")
    page.get_by_role("link", name="Go on to check and submit").click()
    check_reach(page)
    press(page, "Submit")
    number = urlsplit(page.url).path.rpartition("/")[2]
    assert re.fullmatch(r"NER-\d{4}-\d{3}", number)
    expect(page.get_by_role("status")).to_contain_text(f"Submitted as {number}.")
    return number


def return_it(page: Page, number: str) -> None:
    open_page(page, "/review")
    page.locator(".hit", has_text=number).get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Quennevar")
    expect(page.locator("main")).not_to_contain_text("Pendrake")
    page.get_by_label("Remarks").fill("Please name the calibre of the pistols.")
    press(page, "Return to the author")
    expect(page.get_by_role("status")).to_contain_text("Returned to the author")


def resubmit(page: Page, number: str) -> None:
    """The remarks stand on the home page and on the case; what was typed before is still there."""
    open_page(page, "/")
    expect(page.locator(".todo")).to_contain_text("Please name the calibre of the pistols.")
    open_page(page, f"/cases/{number}")
    expect(page.locator("main")).to_contain_text("Please name the calibre of the pistols.")
    open_page(page, f"/cases/{number}/edit/items")
    expect(page.locator("[name=items-1-type]")).to_have_value("grenade")
    page.locator("[name=items-0-calibre]").fill("9 mm")
    press(page, "Save and close")
    page.get_by_role("link", name="Check and submit").click()
    press(page, "Submit")
    expect(page.get_by_role("status")).to_contain_text(f"Submitted as {number}.")


def publish(page: Page, number: str) -> None:
    open_page(page, f"/cases/{number}/review")
    expect(page.locator("main")).to_contain_text("9 mm")
    press(page, "Publish")
    expect(page.get_by_role("status")).to_contain_text("Published.")


def search_until_found(page: Page, word: str) -> None:
    """Searching again until the worker has indexed what was published."""
    for _ in range(40):
        open_page(page, f"/search?q={word}")
        if page.locator(".hit").count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{word} was not found within 10 s")


@pytest.mark.parametrize(("script", "word"), [(True, "Tarradun"), (False, "Wellimbra")], ids=["script", "no script"])
def test_a_shared_case_is_returned_resubmitted_published_and_read_layer_by_layer(
    chromium: Chromium, script: bool, word: str
) -> None:
    with chromium.visit(AUTHOR, java_script_enabled=script) as author:
        number = share(author, word)
        with chromium.visit(COORDINATOR, java_script_enabled=script) as coordinator:
            return_it(coordinator, number)
            resubmit(author, number)
            publish(coordinator, number)
    with chromium.visit(NEIGHBOUR, java_script_enabled=script) as neighbour:
        search_until_found(neighbour, word)
        neighbour.locator(".hit-title a").first.click()
        for seen in ("Quennevar", "Zuberwick", "Obrelisk", "Halvistor", "Sabha", "Report of the laboratory"):
            expect(neighbour.locator("main")).to_contain_text(seen)
        assert "Pendrake" not in neighbour.content() and "OB-4471" not in neighbour.content()
    with chromium.visit(OUTSIDER, java_script_enabled=script) as outsider:
        abstract_only(outsider, number, word)
    with chromium.visit(java_script_enabled=script) as visitor:
        open_page(visitor, f"/search?q={word}")
        expect(visitor.get_by_role("heading", level=1)).to_have_text("Nothing found")
        open_page(visitor, f"/cases/{number}", status=404)


def abstract_only(page: Page, number: str, word: str) -> None:
    """The outsider finds the case, reads its abstract, and nothing of what is closed is anywhere in his pages."""
    search_until_found(page, word)
    found = page.content()
    page.locator(".hit-title a").first.click()
    expect(page.locator("main")).to_contain_text(f"border post of {word}")
    expect(page.get_by_role("heading", name="Summary TLP:AMBER")).to_be_visible()
    expect(page.locator("main")).to_contain_text("There is more for a narrower audience.")
    for hidden in (*HIDDEN, "OB-4471", "Sabha", "converted-weapon"):
        assert hidden not in page.content() and hidden not in found, hidden
    for hidden in HIDDEN:
        open_page(page, f"/search?q={hidden}")
        assert number not in page.content()
