"""Attachments: taken only when harmless, given out under their mark, and never run."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Error, FilePayload, Page, Route, expect

from tests.journeys.ground import DRAFT, SHARED
from tests.journeys.visiting import AUTHOR, NEIGHBOUR, OUTSIDER, Chromium, open_page, press

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
TABLES = "tables of the laboratory.pdf"
SCRIPT = b"<script>alert('ran')</script>"
REFUSED: list[tuple[str, str, bytes]] = [
    ("page.html", "text/html", b"<!doctype html>" + SCRIPT),
    ("page.xhtml", "application/xhtml+xml", b"<html xmlns='http://www.w3.org/1999/xhtml'>" + SCRIPT + b"</html>"),
    ("drawing.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>"),
    ("sheet.xml", "text/xml", b"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='#a'?><a/>"),
    ("photo.jpg", "image/jpeg", b"<html>" + SCRIPT + b"</html>"),
    ("notes.txt", "text/plain", SCRIPT),
    ("picture.gif", "image/gif", b"GIF89a/*" + b"\0" * 20 + b"*/=alert('ran')"),
    ("report.pdf", "application/pdf", b"<html>" + SCRIPT),
]


def attach(page: Page, reference: str, layer: str, *, name: str, kind: str, content: bytes) -> None:
    open_page(page, f"/cases/{reference}/files")
    page.get_by_role("group", name="Belongs to").get_by_label(layer).check()
    page.locator("input[type=file]").set_input_files(FilePayload(name=name, mimeType=kind, buffer=content))
    press(page, "Attach")


def test_a_reader_downloads_a_file_under_its_mark_and_others_do_not(
    chromium: Chromium, references: Mapping[str, str]
) -> None:
    with chromium.visit(AUTHOR) as author:
        attach(author, references[SHARED], "Summary", name=TABLES, kind="application/pdf", content=PDF)
        expect(author.get_by_role("status")).to_contain_text("The file is attached.")
    with chromium.visit(NEIGHBOUR) as neighbour:
        open_page(neighbour, f"/cases/{references[SHARED]}")
        link = neighbour.get_by_role("link", name=TABLES)
        address = str(link.get_attribute("href"))
        with neighbour.expect_download() as fetched:
            link.click()
        assert fetched.value.suggested_filename == f"TLP-AMBER {TABLES}"
        assert Path(fetched.value.path()).read_bytes() == PDF
    for other in (OUTSIDER, ""):
        with chromium.visit(other) as page:
            open_page(page, f"/cases/{references[SHARED]}", status=200 if other else 404)
            assert TABLES not in page.content()
            assert page.request.get(address, max_redirects=0).status in ((404,) if other else (302, 404))


@pytest.mark.parametrize(("name", "kind", "content"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_a_file_that_could_run_in_a_browser_is_refused_beside_its_field(
    chromium: Chromium, references: Mapping[str, str], name: str, kind: str, content: bytes
) -> None:
    with chromium.visit(AUTHOR) as page:
        attach(page, references[DRAFT], "Abstract", name=name, kind=kind, content=content)
        expect(page.locator("#file-error")).to_be_visible()
        open_page(page, f"/cases/{references[DRAFT]}/files")
        assert page.get_by_role("link", name=name).count() == 0


def test_an_uploaded_text_opened_by_its_address_is_saved_and_runs_nothing(
    chromium: Chromium, references: Mapping[str, str]
) -> None:
    """Row 17. Each layer alone: as an attachment, and shown as the text it is where a browser ignored that."""
    with chromium.visit(AUTHOR, bypass_csp=True) as page:
        trick = b"<img src=x onerror=alert('ran')> <iframe src=javascript:alert('ran')>"
        attach(page, references[DRAFT], "Abstract", name="statement.txt", kind="text/plain", content=trick)
        address = str(page.get_by_role("link", name="statement.txt").get_attribute("href"))
        tab = page.context.new_page()
        with tab.expect_download() as fetched, pytest.raises(Error, match="Download is starting"):
            tab.goto(address)
        assert fetched.value.suggested_filename == "TLP-GREEN statement.txt"
        tab.route(f"**{address}", _without_disposition)
        answer = tab.goto(address)
        assert answer is not None and answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert tab.locator("img, iframe").count() == 0
        assert tab.evaluate("document.contentType") == "text/plain"


def _without_disposition(route: Route) -> None:
    answer = route.fetch()
    kept = {name: value for name, value in answer.headers.items() if name != "content-disposition"}
    route.fulfill(response=answer, headers=kept)
