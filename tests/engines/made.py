"""Short ways to say documents and questions."""

from collections.abc import Mapping, Sequence

from search.document import Document, Part, Text
from search.engine import Engine
from search.query import Query
from search.results import Page


def part(
    tokens: str,
    body: str = "",
    *,
    title: str = "",
    language: str = "en",
    facets: Mapping[str, Sequence[str]] | None = None,
    identifiers: Sequence[str] = (),
) -> Part:
    """`tokens` are separated by spaces, none for an empty audience."""
    texts = [Text("title", language, title)] if title else []
    texts += [Text("body", language, body)] if body else []
    return Part(frozenset(tokens.split()), tuple(texts), facets or {}, identifiers)


def case(key: str, *parts: Part, revision: int = 1, date: str = "2024-05-01") -> Document:
    return Document("case", key, revision, parts, date)


def find(engine: Engine, text: str = "", tokens: str = "all", **more: object) -> Page:
    return engine.find(Query(audience=frozenset(tokens.split()), text=text, **more))  # type: ignore[arg-type]


def keys(engine: Engine, text: str = "", tokens: str = "all", **more: object) -> list[str]:
    return [hit.key for hit in find(engine, text, tokens, **more).hits]


def counts(page: Page, name: str) -> dict[str, int]:
    return {facet.value: facet.count for facet in page.facets[name]}


def shown(page: Page) -> str:
    """All snippets of a page as one text, matched words in brackets."""
    pieces = [piece for hit in page.hits for snippet in hit.snippets for piece in snippet.pieces]
    return "".join(f"[{text}]" if marked else text for text, marked in pieces)
