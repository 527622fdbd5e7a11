"""Cases in which every field of every layer holds a word that stands nowhere else."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask

from portal.access.actor import Actor
from portal.cases import service
from portal.cases.content import CaseContent
from portal.cases.files import attach_file
from portal.cases.models import Case
from portal.cases.service import NewCase
from portal.foundation.database import db, transaction
from tests.access.rule import LAYERS, reads
from tests.support.cast import Cast

NONSENSE = "qjxwvzkqhyfwpj"
TEXTS = {
    "abstract": ("title", "abstract"),
    "summary": ("summary", "commentary", "outcome", "lessons", "difficulties"),
    "annex": ("annex",),
}
PARTICULARS = ("court", "authority", "make", "model", "calibre", "from", "to", "charge", "law", "sentence", "source")
SHARED = "Kalashnikov"
"""Stands in every title, so that every reader finds the cases he may read."""

WITHOUT_ABSTRACT = ("green", "clear")
"""Where lists might show the beginning of a further layer instead."""

MARKED: dict[str, tuple[str, str, str]] = {
    "green": ("GREEN", "AMBER", "RED"),
    "amber": ("AMBER", "AMBER+STRICT", "RED"),
    "strict": ("AMBER+STRICT", "AMBER+STRICT", "AMBER+STRICT"),
    "red": ("RED", "RED", "RED"),
    "clear": ("CLEAR", "GREEN", "AMBER"),
}
UNPUBLISHED = ("draft", "submitted", "returned", "withdrawn")


def word(seed: str) -> str:
    """Fourteen letters resembling no other word, of the length of NONSENSE."""
    return "".join(chr(ord("a") + byte % 26) for byte in hashlib.sha256(seed.encode()).digest()[:14])


@dataclass(frozen=True)
class Planted:
    """A case and the words of each of its layers; those of `writers` are read by its writers alone."""

    name: str
    id: str
    words: dict[str, tuple[str, ...]]
    writers: tuple[str, ...] = ()

    @property
    def row(self) -> Case:
        return db.session.get_one(Case, self.id)

    def hidden_from(self, actor: Actor) -> Iterator[str]:
        row = self.row
        for layer in LAYERS:
            if not reads(actor, row, layer):
                yield from self.words[layer]
        if actor.id != row.owner_id:
            yield from self.writers


def _words(name: str) -> dict[str, tuple[str, ...]]:
    named = {layer: [*fields, f"file-{layer}"] for layer, fields in TEXTS.items()}
    named["summary"] += PARTICULARS
    named["annex"].append("serial")
    return {layer: tuple(word(f"{name} {field}") for field in fields) for layer, fields in named.items()}


def _content(name: str, marks: tuple[str, str, str], named: str) -> CaseContent:
    say = {field: word(f"{name} {field}") for field in (*PARTICULARS, "serial")}
    text: dict[str, Any] = {"language": "en"}
    text |= {field: f"Told: {word(f'{name} {field}')}." for fields in TEXTS.values() for field in fields}
    text["title"] += f" {SHARED}"
    text["abstract"] = text["abstract"] if name not in WITHOUT_ABSTRACT else ""
    item = {"type": "pistol", **{field: say[field] for field in ("make", "model", "calibre", "serial")}}
    charge = {field: say[field] for field in ("charge", "law", "sentence")}
    return CaseContent.model_validate(
        {
            "texts": [text],
            "countries": [{"code": "NE", "part": "seizure"}],
            "regions": ["sahel"],
            "court": say["court"],
            "authority": say["authority"],
            "items": [item],
            "route": [{"from": say["from"], "to": say["to"], "by": "land"}],
            "persons": [{"part": "broker", "charges": [charge]}],
            "sources": [say["source"]],
            "marks": dict(zip(LAYERS, marks, strict=True)),
            "audience": {"regions": ["sahel"], "members": [named]},
        }
    )


def plant(app: Flask, cast: Cast, name: str, marks: tuple[str, str, str]) -> Planted:
    """A draft of the author with a file in every layer."""
    author = cast.author.actor
    with transaction():
        case = service.create_case(author, NewCase(_content(name, marks, cast.neighbour.id)))
    for layer in LAYERS:
        with transaction():
            attach_file(
                author,
                app.extensions["portal_files"],
                case.id,
                layer=layer,
                name=f"{word(f'{name} file-{layer}')}.txt",
                stream=BytesIO(f"content of {name} {layer}".encode()),
                max_bytes=1000,
            )
    return Planted(name, case.id, _words(name), (word(f"{name} remarks"),))


def advance(cast: Cast, planted: Planted, status: str) -> Planted:
    """To this status, by those whose part it is."""
    author, coordinator = cast.author.actor, cast.coordinator.actor
    steps = {"draft": (), "submitted": ("submit",), "returned": ("submit", "return")}
    steps |= {"published": ("submit", "publish"), "withdrawn": ("submit", "publish", "withdraw")}
    remarks = planted.writers[0]
    for step in steps[status]:
        with transaction():
            revision = planted.row.revision
            match step:
                case "submit":
                    service.submit_case(author, planted.id, revision)
                case "publish":
                    service.publish_case(coordinator, planted.id, revision)
                case "return":
                    service.return_case(coordinator, planted.id, revision, remarks)
                case _:
                    service.withdraw_case(author, planted.id, revision, remarks)
    return planted


def plant_all(app: Flask, cast: Cast) -> list[Planted]:
    """A published case of each marking and a case of each other status."""
    found = [advance(cast, plant(app, cast, name, marks), "published") for name, marks in MARKED.items()]
    return found + [advance(cast, plant(app, cast, name, MARKED["green"]), name) for name in UNPUBLISHED]
