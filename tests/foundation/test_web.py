"""Addresses one may be sent on to, host names, headers."""

import pytest

from portal.foundation.web.guard import permission
from portal.foundation.web.preferences import safe_next
from tests.support.portal import Portal

ELSEWHERE = (
    "//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example", "/\t/evil.example", "\t//evil.example",
    "/\n/evil.example", "https://evil.example", "https:evil.example", "http:/evil.example", "javascript:alert(1)",
    "//evil.example/cases", "/%09/evil.example", "/%5Cevil.example", "/.//evil.example", "evil.example",
    "@evil.example", "https://[",
    "/cases@evil.example", "\x00//evil.example", "/no-such-page", "", "?next=//evil", "//[::1", "/\u2028/evil",
    "/sign-out", "/cases/a\\b", "/cases/a\nb", "/cases/a\u2028b",
    "https://localhost@evil.example/", "/％2Fevil.example", "//localhost:80@evil.example", " //evil.example",
)  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_off_our_host(portal: Portal, address: str) -> None:
    with portal.app.test_request_context():
        assert safe_next(address) == "/"
    answer = portal.browser()
    answer.get("/sign-in")
    sent = answer.post("/preferences", {"next": address, "language": "fr"})
    assert sent.status_code == 302 and sent.headers["Location"] == "/"


@pytest.mark.parametrize("address", ["/", "/cases", "/cases?list=own", "/search?q=%22a%22", "/members?q=//x"])
def test_a_page_of_ours_is_one(portal: Portal, address: str) -> None:
    with portal.app.test_request_context():
        assert safe_next(address) == address


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil", "evil:80", "[::2]"])
def test_other_host_names_are_refused(portal: Portal, host: str) -> None:
    answer = portal.app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400 and "evil" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "LOCALHOST:1", "[::1]:8000"])
def test_names_of_this_machine_are_answered(portal: Portal, host: str) -> None:
    assert portal.app.test_client().get("/sign-in", headers={"Host": host}).status_code == 200


def test_a_forwarded_host_is_not_believed(portal: Portal) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    answer = portal.app.test_client().get("/sign-in", headers=headers)
    assert answer.status_code == 200 and "evil.example" not in answer.text


def _pages(portal: Portal) -> dict[str, int]:
    """Address → status, one of each kind of answer."""

    @permission("about.read")
    def fail(section: str) -> str:
        raise RuntimeError("planted")

    portal.app.view_functions["about.show"], before = fail, portal.app.view_functions["about.show"]
    try:
        browser = portal.browser(portal.cast.author)
        paths = ("/", "/cases", "/nowhere", "/about", "/static/css/theme.css", "/health/live", "/api/v1/search")
        answers = {path: browser.client.get(path, buffered=True) for path in paths}
    finally:
        portal.app.view_functions["about.show"] = before
    for path, answer in answers.items():
        headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        if not path.startswith("/static"):
            assert headers["Cache-Control"] == "no-store", path
            assert headers["X-Frame-Options"] == "DENY" and headers["Referrer-Policy"] == "same-origin", path
        assert "planted" not in answer.text
    return {path: answer.status_code for path, answer in answers.items()}


def test_every_kind_of_answer_carries_the_headers(portal: Portal) -> None:
    assert _pages(portal) == {
        "/": 200, "/cases": 200, "/nowhere": 404, "/about": 500, "/static/css/theme.css": 200, "/health/live": 200,
        "/api/v1/search": 401,
    }  # fmt: skip
