"""A person at a browser. Every page opened is watched for what no page of the portal may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response, expect

from portal.across.demo.accounts import PASSWORD
from tests.journeys.serving import Server

expect.set_options(timeout=10_000)
WINDOW = {"width": 1280, "height": 900}
AUTHOR = "ramatou.garba@niger.example"
NEIGHBOUR = "safiatou.zoungrana@burkina-faso.example"
COORDINATOR = "ousseynou.diagne@senegal.example"
OUTSIDER = "jelena.marinkovic@serbia.example"
ADMINISTRATOR = "johannes.leitner@austria.example"
ARABIC_READER = "samira.belkacemi@algeria.example"


class Watched:
    """What went wrong on the pages of one context. An answer of 4xx to a page itself is not wrong by itself."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.host = host
        self.wrong: list[str] = []
        self.dialogs: list[str] = []
        context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"script error on {page.url}: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        answered_badly = message.text.startswith("Failed to load resource: the server responded")  # see _response
        if message.type == "error" and not answered_badly:
            self.wrong.append(f"console at {message.location['url']}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.wrong.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.wrong.append(f"{response.status} for {response.url}")

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.dialogs.append(f"{dialog.type}: {dialog.message}")
        dialog.accept()


class Chromium:
    """The browser of the session. Each person signs in once; contexts start from the cookies that gave."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser, self.server = browser, server
        self._signed_in: dict[str, Any] = {}

    @contextmanager
    def visit(self, email: str = "", *, language: str = "en", fresh: bool = False, **options: Any) -> Iterator[Page]:
        """A page of a new context, signed in as this member or as a visitor. Fails when anything watched went wrong.

        `fresh` signs in anew, for a test that ends the session.
        """
        state = None if not email else self._sign_in(email) if fresh else self._state_of(email)
        context = self.browser.new_context(
            base_url=self.server.address,
            storage_state=state,
            reduced_motion="reduce",
            **{"viewport": WINDOW, **options},
        )
        context.set_default_timeout(8_000)
        context.add_cookies([{"name": "language", "value": language, "url": self.server.address}])
        watched = Watched(context, urlsplit(self.server.address).netloc)
        try:
            yield context.new_page()
            assert not watched.wrong, "\n".join(watched.wrong)
            assert not watched.dialogs, "\n".join(watched.dialogs)
        finally:
            context.close()

    def _state_of(self, email: str) -> Any:
        if email not in self._signed_in:
            self._signed_in[email] = self._sign_in(email)
        return self._signed_in[email]

    def _sign_in(self, email: str) -> Any:
        context = self.browser.new_context(base_url=self.server.address)
        page = context.new_page()
        sign_in(page, email)
        state = context.storage_state()
        context.close()
        return state


def sign_in(page: Page, email: str) -> None:
    """Through the form, as a person does; the page it was opened with may already be the sign-in page."""
    if not urlsplit(page.url).path.endswith("/sign-in"):
        page.goto("/sign-in")
    form = page.locator("main form").first
    form.locator("input[name=email]").fill(email)
    form.locator("input[name=password]").fill(PASSWORD)
    form.locator("button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def open_page(page: Page, path: str, status: int = 200) -> Page:
    answer = page.goto(path)
    assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
    return page


def press(page: Page, name: str) -> None:
    """The button with exactly this name."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
