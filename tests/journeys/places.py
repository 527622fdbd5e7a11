"""Every page there is, and who opens it."""

from collections.abc import Iterator, Mapping

from playwright.sync_api import Page

from tests.journeys.ground import DRAFT, SHARED, WAITING
from tests.journeys.visiting import ADMINISTRATOR, AUTHOR, COORDINATOR, NEIGHBOUR, Chromium, open_page

_VISITOR = ("/sign-in", "/about", "/about/marks", "/about/problem", "/about/security", "/search?q=zzqq")
_READER = (
    "/", "/search?q=pistol", "/search?q=zzqq", "/cases", "/members", "/members/{member}", "/account",
    "/account/sessions", "/countries", "/countries/NE", "/meetings", "/meetings/calendar",
    "/meetings/calendar?view=list", "/account/calendar", "/cases/{shared}", "/design", "/nowhere",
)  # fmt: skip
_AUTHOR = (
    "/cases?list=own", "/cases/new", *(f"/cases/{{draft}}/edit/{section}" for section in (
        "texts", "facts", "items", "persons", "cooperation", "audience",
    )), "/cases/{draft}/files", "/cases/{draft}/submit", "/cases/{draft}", "/cases/{draft}/versions",
    "/cases/{draft}/versions/2", "/cases/{draft}/withdraw",
)  # fmt: skip
_BY_PERSON = {
    "": _VISITOR,
    NEIGHBOUR: _READER,
    AUTHOR: _AUTHOR,
    COORDINATOR: ("/review", "/cases/{waiting}/review", "/cases/{waiting}", "/meetings?list=own", "/meetings/new"),
    ADMINISTRATOR: ("/administration", "/administration/audit"),
}


def walk(chromium: Chromium, references: Mapping[str, str], **options: object) -> Iterator[tuple[str, Page]]:
    """Opens every page in turn, one context a person."""
    names = {"draft": references[DRAFT], "shared": references[SHARED], "waiting": references[WAITING]}
    names["member"] = _some_member(chromium)
    for person, paths in _BY_PERSON.items():
        with chromium.visit(person, **options) as page:  # type: ignore[arg-type]
            for path in paths:
                address = path.format(**names)
                yield path, open_page(page, address, status=404 if path == "/nowhere" else 200)


def _some_member(chromium: Chromium) -> str:
    with chromium.visit(NEIGHBOUR) as page:
        open_page(page, "/members")
        return str(page.locator(".member a").first.get_attribute("href")).rpartition("/")[2]
