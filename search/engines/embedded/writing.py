"""A document → what is added to the index: one entry per view."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import tantivy

from search.document import Document, Part, Text
from search.engines.embedded.fields import (
    ANALYZED,
    FACET,
    IDENTIFIER,
    NAMES,
    NEEDS,
    OFTEN,
    OPEN,
    STEMMED,
    code_term,
    folded_field,
    schema,
    stem_field,
    token_term,
)
from search.languages import compact, composed, folded_words, written_words
from search.ranking import recency
from search.schema import FREQUENT, newest_rank, oldest_rank
from search.stems import family, stem
from search.vectors import Vector, joined
from search.views import Rights, views

Entry = dict[str, Any]
SEPARATOR = "\x00"
HEAD = "head"
_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Share:
    """What one part adds to every view that holds it; worked out once."""

    part: Part
    fields: Entry
    words: list[str]
    texts: str
    """As JSON, to be joined with those of other parts."""


def document_id(kind: str, key: str) -> str:
    return f"{kind}{SEPARATOR}{key}"


def vectors_of(document: Document) -> list[Vector]:
    """One for each entry of the document that has any, in the order of its entries."""
    return [vector for view in views(document) if (vector := joined(part.vector for part in view.parts))]


def entries(document: Document, rows: Sequence[int] = ()) -> Iterator[tantivy.Document]:
    """The first also stands for the document as a whole; there is one even when nobody may read a word.

    `rows` are where the vectors of `vectors_of` lie.
    """
    left = iter(rows)
    common = _common(document)
    head = _head(document)
    shares = {id(part): _share(part) for part in document.parts if part.audience}
    for view in views(document):
        entry = {**common, **head, **_rights(view.rights)}
        seen = [shares[id(part)] for part in view.parts]
        facets = _facets(seen)
        entry["has"] = list(facets)
        entry[FACET] = [{name: [code_term(code) for code in codes] for name, codes in facets.items()}]
        _add_shares(entry, seen)
        entry["shown"] = [_shown(document, seen, facets)]
        if rows and any(part.vector for part in view.parts):
            entry["vector"] = [next(left)]
        head = {}
        yield _entry(entry, bool(rows))
    if head:
        yield _entry({**common, **head})


def _entry(values: Entry, vectors: bool = False) -> tantivy.Document:
    try:
        return tantivy.Document.from_dict(values, schema(vectors))
    except ValueError:
        # half a character (a lone surrogate) is all the engine refuses in a text
        return tantivy.Document.from_dict(_writable(values), schema(vectors))


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_writable(item) for item in value]
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in value.items()}
    return value


def _common(document: Document) -> Entry:
    kind, key, date = document.kind, document.key, document.date
    return {
        "id": [document_id(kind, key)],
        "revision": [document.revision],
        "newest": [newest_rank(kind, key, date)],
        "oldest": [oldest_rank(kind, key, date)],
        "recency": [recency(date)],
    }


def _head(document: Document) -> Entry:
    held = SEPARATOR.join((document.kind, document.key, str(document.revision)))
    return {
        "role": [HEAD],
        "head": [document_id(document.kind, document.key)],
        "held": [held],
        "kind": [document.kind],
    }


@lru_cache(maxsize=4096)
def _rights(rights: Rights) -> Entry:
    found: Entry = {"deny": [token_term(token) for token in rights.deny]}
    for n, field in enumerate(NEEDS):
        found[field] = [token_term(t) for t in rights.needs[n]] if n < len(rights.needs) else [OPEN]
    return found


def _add_shares(entry: Entry, shares: Sequence[Share]) -> None:
    for share in shares:
        for field, values in share.fields.items():
            entry.setdefault(field, []).extend(values)
    # counted anew for each view: counting a list is far quicker than adding counts up
    times = Counter(chain.from_iterable([share.words for share in shares]))
    entry[OFTEN] = [" ".join([word for word, n in times.items() if n >= FREQUENT])]


def _facets(shares: Sequence[Share]) -> dict[str, list[str]]:
    """The codes of all parts, each once; a facet without any does not appear."""
    found: dict[str, dict[str, None]] = {}
    for share in shares:
        for name, codes in share.part.facets.items():
            if codes:
                found.setdefault(name, {}).update(dict.fromkeys(codes))
    return {name: list(codes) for name, codes in found.items()}


def _share(part: Part) -> Share:
    fields: Entry = {IDENTIFIER: [compact(value) for value in part.identifiers]}
    words: list[str] = []
    for text in part.texts:
        found = folded_words(text.value)
        words += found
        named = text.name if text.name in NAMES else ""
        for field, value in _fields(text, named, " ".join(found)):
            fields.setdefault(field, []).append(value)
    texts = [(text.name, text.language, text.value) for text in part.texts]
    return Share(part, fields, words, _json(texts)[1:-1])


def _fields(text: Text, named: str, folded: str) -> Iterator[tuple[str, str]]:
    tag = family(text.language)
    stemmed = _stemmed(tag, text.value)
    for name in dict.fromkeys(("", named)):
        yield folded_field(name), folded
        if stemmed:
            yield stem_field(tag, name), stemmed


def _stemmed(tag: str, text: str) -> str:
    """What the field of stems is given: the text where the engine stems it, else the stems, else nothing."""
    if tag in ANALYZED:
        return composed(text)
    return " ".join(stem(tag, word) for word in written_words(composed(text))) if tag in STEMMED else ""


def _shown(document: Document, shares: Sequence[Share], facets: Mapping[str, list[str]]) -> bytes:
    ref = _json([document.kind, document.key])[1:-1]
    texts = ",".join(share.texts for share in shares if share.texts)
    shown = f"[{ref},[{texts}],{_json(facets)}]"
    return shown.encode("utf-8", "replace")
