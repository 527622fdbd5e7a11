"""A document → the entries of an index, one a view, and what a bulk request answers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from search.document import Document, Part
from search.engine import DocumentRefused, SearchUnavailable
from search.engines.elastic.mapping import (
    ANALYZERS,
    GIVEN_STEMS,
    NAMES,
    NEEDS,
    OPEN,
    SHOWN,
    VECTOR,
    folded_field,
    stem_field,
    token_term,
    writable,
)
from search.languages import compact, composed, folded_words, written_words
from search.schema import FREQUENT, day_number, key_bits
from search.stems import family, stem
from search.vectors import joined
from search.views import Rights, views

Entry = dict[str, Any]
SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Share:
    """What one part adds to every view that holds it; worked out once."""

    part: Part
    fields: Entry
    words: list[str]
    texts: list[tuple[str, str, str]]


def document_id(kind: str, key: str) -> str:
    return writable(f"{kind}{SEPARATOR}{key}")


def entry_id(name: str, number: int) -> str:
    return f"{name}{SEPARATOR}{number}"


def entries(document: Document) -> list[Entry]:
    """The first also stands for the document as a whole; there is one even when nobody may read a word."""
    common = _common(document)
    shares = {id(part): _share(part) for part in document.parts if part.audience}
    found = [common | _seen(view.rights, [shares[id(part)] for part in view.parts]) for view in views(document)]
    found = found or [common]
    found[0] = found[0] | {"head": True, "views": len(found)}
    return found


def _common(document: Document) -> Entry:
    day = day_number(document.date)
    common: Entry = {
        "document": document_id(document.kind, document.key),
        "kind": writable(document.kind),
        "key": writable(document.key),
        "revision": document.revision,
        "bits": key_bits(document.kind, document.key),
    }
    return common | ({"day": day, "date": document.date[:10]} if day else {})


def _seen(rights: Rights, shares: Sequence[Share]) -> Entry:
    entry: Entry = {"deny": [token_term(token) for token in rights.deny]}
    for n, field in enumerate(NEEDS):
        entry[field] = [token_term(t) for t in rights.needs[n]] if n < len(rights.needs) else [OPEN]
    for share in shares:
        for field, values in share.fields.items():
            entry.setdefault(field, []).extend(values)
    times = Counter(chain.from_iterable([share.words for share in shares]))
    entry["often"] = [word for word, n in times.items() if n >= FREQUENT]
    vector = joined(share.part.vector for share in shares)
    if vector:
        entry[VECTOR] = vector
    facets = _facets(shares)
    entry["facet"], entry["has"] = facets, list(facets)
    entry[SHOWN] = {"texts": [text for share in shares for text in share.texts], "facets": facets}
    return entry


def _facets(shares: Sequence[Share]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for share in shares:
        for name, codes in share.part.facets.items():
            if codes:
                found.setdefault(writable(name), {}).update(dict.fromkeys(map(writable, codes)))
    return {name: list(codes) for name, codes in found.items()}


def _share(part: Part) -> Share:
    fields: Entry = {"identifier": [compact(value) for value in part.identifiers]}
    words: list[str] = []
    for text in part.texts:
        found = folded_words(writable(text.value))
        words += found
        tag = family(text.language)
        stemmed = _stemmed(tag, writable(text.value))
        for name in dict.fromkeys(("", text.name if text.name in NAMES else "")):
            fields.setdefault(folded_field(name), []).append(" ".join(found))
            if stemmed:
                fields.setdefault(stem_field(tag, name), []).append(stemmed)
    return Share(part, fields, words, [(t.name, t.language, writable(t.value)) for t in part.texts])


def _stemmed(tag: str, text: str) -> str:
    if tag in GIVEN_STEMS:
        return " ".join(stem(tag, word) for word in written_words(composed(text)))
    return composed(text) if tag in ANALYZERS else ""


def operations(
    documents: Iterable[Document], held: Mapping[str, tuple[int, int]]
) -> Iterator[tuple[Document, list[Any]]]:
    """What a bulk request is told of each document; entries an older revision had and this one has not are deleted.

    `held` maps a document's id to (revision, views) in the index. Versions are the document's revisions, so a late
    writer loses (external versioning).
    """
    for document in documents:
        name = document_id(document.kind, document.key)
        made = entries(document)
        told: list[Any] = []
        versioned = {"version": document.revision, "version_type": "external"}
        for number, entry in enumerate(made):
            told += [{"index": {"_id": entry_id(name, number), **versioned}}, entry]
        for number in range(len(made), held.get(name, (0, 0))[1]):
            told.append({"delete": {"_id": entry_id(name, number), **versioned}})
        yield document, told


def check_answer(answer: Mapping[str, Any], given: Sequence[Document]) -> None:
    """Reads what became of each item. A conflict of versions is no failure: the index holds a newer one; neither is
    the deletion of what is not there. Raises DocumentRefused for a document the index cannot take, SearchUnavailable
    for whatever may succeed later.
    """
    for item in answer["items"]:
        [(act, told)] = item.items()
        status, cause = int(told["status"]), told.get("error") or {}
        if status < 300 or status == 409 or (act == "delete" and status == 404):
            continue
        if status == 400:
            name = str(told["_id"]).rpartition(SEPARATOR)[0]
            document = next((d for d in given if document_id(d.kind, d.key) == name), None)
            if document:
                reason = f"{cause.get('type', 'refused')}: {str(cause.get('reason', ''))[:200]}"
                raise DocumentRefused(document.kind, document.key, reason)
        raise SearchUnavailable(f"Elasticsearch refused a write with {status} {cause.get('type', '')}".rstrip())
