"""Markdown and HTML come out harmless, whatever goes in."""

import re
from html.parser import HTMLParser

import bleach
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation.richtext import render
from portal.foundation.sanitize import TAGS, sanitize

ATTACKS = (
    "<script>alert(1)</script>", "<ScRiPt src=//h/x.js></sCrIpT>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>x</a>", "<a href=' jav\tascript:alert(1)'>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>", "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=vbscript:x>x</a>", "<a href='//evil.example'>x</a>", "<a href='/\\evil.example'>x</a>",
    "<a href='https:evil'>x</a>", "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='https://ok.example' onclick=alert(1) style='x' target=_blank>x</a>",
    "<p style='background:url(x)'>x</p>",
    "<form action=//evil><input name=p><button formaction=javascript:1>x</button></form>", "<base href=//evil>",
    "<meta http-equiv=refresh content='0;url=//evil'>", "<link rel=stylesheet href=//evil>",
    "<object data=x></object>", "<embed src=x>", "<style>@import '//evil'</style>",
    "<template><script>1</script></template>", "<!--<img src=x>-->", "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href=x?>", "<a href='http://a@evil.example'>x</a>", "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>", "<body onload=alert(1)>", "<p/onclick=1>",
    "<select><template><p><style></select><img src=x onerror=alert(1)>", "<textarea><img src=x onerror=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href='\x01javascript:x'>x</a>", "[x](javascript:alert(1))", "[x](<javascript:alert(1)>)",
    "![x](https://evil.example/pixel.gif)", "<https://ok.example>", "[x](data:text/html;base64,xxxx)",
    "[x][1]\n\n[1]: javascript:alert(1)", "`<script>`", "# <img src=x onerror=1>", "[x](//evil.example)",
    "[a](https://ok.example \"t' onmouseover=alert(1)\")", 'www.evil.example"onmouseover=alert(1)',
)  # fmt: skip


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _harmless(html: str) -> None:
    seen = _Seen()
    seen.feed(html)
    for tag, attributes in seen.tags:
        assert tag in TAGS, html
        allowed = {"a": {"href", "rel"}, "ol": {"start"}}.get(tag, set())
        assert set(attributes) <= allowed, html
        if "href" in attributes:
            assert re.match(r"(https?://[^/]|mailto:)", attributes["href"] or ""), html
            assert attributes["rel"] == "noopener noreferrer nofollow"
    assert "<!--" not in html and "<?" not in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_or_fetches_comes_out(attack: str) -> None:
    _harmless(sanitize(attack))
    _harmless(render(attack))


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_came_out_is_what_either_engine_would_let_out_again(attack: str) -> None:
    """A fixed point of both: nothing is left that one of them would read otherwise (CVE-2021-23980)."""
    once = str(sanitize(attack))
    assert str(sanitize(once)) == once
    attributes = {"a": {"href", "rel"}, "ol": {"start"}}
    again = nh3.clean(once, tags=set(TAGS), attributes={"a": {"href"}, "ol": {"start"}})
    assert _bare(again) == _bare(once)
    listed = {tag: sorted(names) for tag, names in attributes.items()}
    assert _bare(bleach.clean(once, tags=TAGS, attributes=listed, strip=True)) == _bare(once)


def _bare(html: str) -> str:
    """Without the one attribute the engines write in different places."""
    return re.sub(r' (rel="[^"]*")', "", html)


_MARKUP = st.lists(
    st.sampled_from([*ATTACKS, "<", ">", '"', "'", "&", "*", "`", "[", "](", ")", "\n", "a"]), max_size=8
)


@settings(max_examples=80, deadline=None)
@given(_MARKUP)
def test_pieces_of_attacks_put_together_are_harmless_too(pieces: list[str]) -> None:
    _harmless(sanitize("".join(pieces)))
    _harmless(render("".join(pieces)))


def test_what_members_write_is_shown() -> None:
    text = "# Title\n\nA *word*, **two**, ~~three~~\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nhttps://ok.example"
    html = render(text)
    for piece in ("<h3>", "<em>word</em>", "<strong>two</strong>", "<li>", "<td>", 'href="https://ok.example"'):
        assert piece in html, piece
    assert "<h1" not in html and "<img" not in render("![x](https://a.example/b.png)")
