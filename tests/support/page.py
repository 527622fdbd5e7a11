"""What every page must keep, looked at on each request of each test."""

from html.parser import HTMLParser

from werkzeug.test import TestResponse


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.titles = 0
        self.headings = 0
        self.unsafe: list[str] = []
        self.forms: list[dict[str, str | None]] = []
        self.tokens = 0
        self.language = self.direction = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.unsafe += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "script" and not given.get("src"):
            self.unsafe.append("inline script")
        self.titles += tag == "title"
        self.headings += tag == "h1"
        if tag == "html":
            self.language, self.direction = str(given.get("lang")), str(given.get("dir"))
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.forms.append(given)
        self.tokens += tag == "input" and given.get("name") == "csrf_token"


def inspect_page(response: TestResponse) -> None:
    """Title, one h1, unique ids, no inline script or style, a token in every form that posts, the headers."""
    page = _Page()
    page.feed(response.text)
    assert page.titles >= 1, "no title"
    assert page.headings == 1, f"{page.headings} h1 on {response.request.path}"
    twice = {each for each in page.ids if page.ids.count(each) > 1}
    assert not twice, f"ids twice: {twice} on {response.request.path}"
    assert not page.unsafe, f"unsafe: {page.unsafe} on {response.request.path}"
    assert page.tokens >= len(page.forms), f"a form without token on {response.request.path}"
    assert page.direction == ("rtl" if page.language == "ar" else "ltr")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
