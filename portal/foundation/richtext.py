"""Markdown as members write it → safe HTML. Only the source is stored."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from portal.foundation.sanitize import sanitize

_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": False})
    .enable(["table", "linkify", "strikethrough"])
    .disable(["image", "html_block", "html_inline"])
)


@lru_cache(maxsize=2048)
def render(source: str) -> Markup:
    """Images are not rendered: fetching one would tell its host who reads. Headings start at h3."""
    html = _markdown.render(source)
    for level in (4, 3, 2, 1):
        shifted = min(level + 2, 6)
        html = html.replace(f"<h{level}>", f"<h{shifted}>").replace(f"</h{level}>", f"</h{shifted}>")
    return sanitize(html)
