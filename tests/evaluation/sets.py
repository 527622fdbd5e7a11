"""Sets of questions: the one in a folder the command is given, and one made of the exercise cases."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.across.demo.load import case_lines
from portal.across.finder.coded import CODED
from portal.vocabulary.codes import LANGUAGES
from portal.vocabulary.exchange import shipped
from search.document import Document, Part, Text
from search.stems import family

ALL = frozenset({"all"})
CODES_OF = {"method": "methods", "offence": "offences", "technique": "techniques"}
"""Facet → what the exercise cases call it. Whoever coded a case said what it is about."""


@dataclass(frozen=True, slots=True)
class Question:
    """`relevant` are the keys of documents in other languages than the question's."""

    text: str
    language: str
    document_language: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Set:
    name: str
    documents: list[Document]
    questions: list[Question]


def from_folder(folder: Path) -> Set:
    """`corpus.jsonl` (doc_id, lang, text), `queries.jsonl` (query_id, lang, doc_lang, text), `qrels.tsv`."""
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    documents = [
        Document("case", f"{row['doc_id']}#{row['lang']}", 1, [Part(ALL, [Text("summary", row["lang"], row["text"])])])
        for row in corpus
    ]
    relevant: dict[str, set[str]] = defaultdict(set)
    with (folder / "qrels.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            relevant[row["query_id"]].add(row["doc_id"])
    questions = []
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        language = row["doc_lang"]
        keys = frozenset(f"{doc}#{language}" for doc in relevant[row["query_id"]])
        questions.append(Question(row["text"], row["lang"], language, keys))
    return Set(folder.name, documents, questions)


def from_exercises() -> Set:
    """Every label a concept has as its preferred one, asked of the exercise cases told in other languages."""
    lines = list(case_lines())
    documents = [_document(line) for line in lines]
    return Set("exercise cases", documents, list(_questions(lines)))


def _document(line: Mapping[str, Any]) -> Document:
    texts = [
        Text(name, str(line["language"]), str(line[name]))
        for name in ("title", "abstract", "summary")
        if line.get(name)
    ]
    facets = {facet: list(line.get(name, ())) for facet, name in CODES_OF.items()}
    return Document("case", str(line["external_id"]), 1, [Part(ALL, texts, facets)])


def _questions(lines: Sequence[Mapping[str, Any]]) -> Iterator[Question]:
    for key, coded in CODED.items():
        concept = shipped().get(key)
        having = [line for line in lines if coded.value in line.get(CODES_OF.get(coded.field, ""), ())]
        for language in LANGUAGES if concept else ():
            others = [line for line in having if family(line["language"]) != family(language)]
            if others and concept:
                keys = frozenset(line["external_id"] for line in others)
                yield Question(concept.name(language), language, "others", keys)
