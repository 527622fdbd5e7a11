"""Every page there is, and who opens it."""

from collections.abc import Iterator, Mapping

from playwright.sync_api import Page

from tests.journeys.conversing import said
from tests.journeys.ground import DRAFT, SHARED, WAITING
from tests.journeys.visiting import ADMINISTRATOR, AUTHOR, COORDINATOR, NEIGHBOUR, OUTSIDER, Chromium, open_page

_VISITOR = ("/sign-in", "/about", "/about/marks", "/about/problem", "/about/security", "/search?q=zzqq")
_READER = (
    "/inbox", "/following", "/searches", "/account/mail", "/bookmarks",
    "/cases/{shared}/correct", "/cases/{shared}/corrections", "/threads/{thread}", "/threads/new?about={about}",
    "/threads?about={about}", "/comments/{comment}/edit", "/comments/{comment}/versions",
    "/bookmarks/edit?about={about}", "/searches/{search}/links",
    "/", "/search?q=pistol", "/search?q=zzqq", "/cases", "/members", "/members/{member}", "/account",
    "/account/sessions", "/countries", "/countries/NE", "/meetings", "/meetings/calendar",
    "/meetings/calendar?view=list", "/account/calendar", "/cases/{shared}", "/design", "/nowhere",
    "/practices", "/practices?theme=tracing", "/practices/{practice}", "/practices/collections",
    "/practices/collections/{list}", "/practices/compare", "/practices/compare?a={practice}&b={practice}",
    "/search?kind=practice",
)  # fmt: skip
_AUTHOR = (
    "/cases?list=own", "/cases/new", *(f"/cases/{{draft}}/edit/{section}" for section in (
        "texts", "facts", "items", "persons", "cooperation", "audience",
    )), "/cases/{draft}/files", "/cases/{draft}/submit", "/cases/{draft}", "/cases/{draft}/versions",
    "/cases/{draft}/versions/2", "/cases/{draft}/withdraw", "/practices?list=own", "/practices/new",
    "/practices/collections/new", *(f"/practices/{{own}}/{page}" for page in (
        "edit/texts", "edit/evidence", "edit/audience", "submit", "versions", "versions/1", "withdraw",
    )),
)  # fmt: skip
_OUTSIDER = ("/cases/{shared}/ask", "/requests", "/comments/{comment}/report")
_BY_PERSON = {
    "": _VISITOR,
    NEIGHBOUR: _READER,
    AUTHOR: (*_AUTHOR, "/requests", "/cases/{shared}/corrections", "/"),
    OUTSIDER: _OUTSIDER,
    COORDINATOR: (
        "/moderation",
        "/review",
        "/cases/{waiting}/review",
        "/cases/{waiting}",
        "/meetings?list=own",
        "/meetings/new",
    ),
    ADMINISTRATOR: ("/administration", "/administration/audit"),
}


def walk(chromium: Chromium, references: Mapping[str, str], **options: object) -> Iterator[tuple[str, Page]]:
    """Opens every page in turn, one context a person."""
    names = {"draft": references[DRAFT], "shared": references[SHARED], "waiting": references[WAITING]}
    names["member"] = _first_link(chromium, NEIGHBOUR, "/members", ".member a")
    names["practice"] = _first_link(chromium, NEIGHBOUR, "/practices", ".hit a")
    names["own"] = _first_link(chromium, AUTHOR, "/practices?list=own", ".hit a")
    names["list"] = _first_link(chromium, NEIGHBOUR, "/practices/collections", ".hit a")
    names |= said(chromium, references[SHARED])
    for person, paths in _BY_PERSON.items():
        with chromium.visit(person, **options) as page:  # type: ignore[arg-type]
            for path in paths:
                address = path.format(**names)
                yield path, open_page(page, address, status=404 if path == "/nowhere" else 200)


def _first_link(chromium: Chromium, person: str, path: str, where: str) -> str:
    """What the address ends with."""
    with chromium.visit(person) as page:
        open_page(page, path)
        return str(page.locator(where).first.get_attribute("href")).rpartition("/")[2]
