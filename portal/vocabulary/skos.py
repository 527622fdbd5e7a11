"""Concepts ↔ SKOS (W3C Recommendation, 2009) as Turtle or JSON-LD, through rdflib."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from portal.foundation.errors import Invalid, Problem
from portal.foundation.i18n import lazy
from portal.foundation.problems import problems_of
from portal.vocabulary.codes import SCHEMES
from portal.vocabulary.content import ConceptContent
from portal.vocabulary.scripts import to_cyrillic

FORMATS = {"ttl": "turtle", "jsonld": "json-ld"}
_PROPERTIES = {"preferred": "prefLabel", "alternative": "altLabel", "hidden": "hiddenLabel"}


def write_skos(concepts: Iterable[tuple[str, ConceptContent]], base: str, form: str) -> str:
    """`base` is the address of the vocabulary, `form` one of `FORMATS`. Serbian is given in both scripts."""
    from rdflib import RDF, SKOS, Graph, Literal, URIRef

    graph = Graph()
    graph.bind("skos", SKOS)
    scheme = URIRef(base)
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    for key, content in concepts:
        here = URIRef(f"{base}/{key}")
        graph.add((here, RDF.type, SKOS.Concept))
        graph.add((here, SKOS.inScheme, scheme))
        for label in content.labels:
            for tag, text in _written(label.language, label.text):
                graph.add((here, SKOS[_PROPERTIES[label.kind]], Literal(text, lang=tag)))
        for name in ("broader", "related"):
            for other in getattr(content, name):
                graph.add((here, SKOS[name], URIRef(f"{base}/{other}")))
        for name, start in SCHEMES.items():
            if getattr(content, name):
                graph.add((here, SKOS.exactMatch, URIRef(start + getattr(content, name))))
        for note in content.notes:
            graph.add((here, SKOS.scopeNote, Literal(note.text, lang=note.language)))
    return str(graph.serialize(format=FORMATS[form]))


def _written(language: str, text: str) -> list[tuple[str, str]]:
    return [("sr-Latn", text), ("sr-Cyrl", to_cyrillic(text))] if language == "sr" else [(language, text)]


def read_skos(text: str, form: str) -> dict[str, ConceptContent]:
    """Key → content; the key is the last part of a concept's address. Raises Invalid."""
    from rdflib import RDF, SKOS, Graph

    graph = Graph()
    try:
        graph.parse(data=text, format=FORMATS[form])
    except Exception as fault:
        words = lazy("This cannot be read as %(form)s: %(fault)s", form=FORMATS[form], fault=str(fault)[:200])
        raise Invalid([Problem((), words)]) from None
    found: dict[str, ConceptContent] = {}
    problems: list[Problem] = []
    for here in sorted(graph.subjects(RDF.type, SKOS.Concept), key=str):
        key = _key(here)
        if key in found:
            problems.append(Problem((key,), lazy("This stands here twice. Please remove one.")))
            continue
        try:
            found[key] = ConceptContent.model_validate(_record(graph, here))
        except ValidationError as error:
            problems += [Problem((key, *each.path), each.message) for each in problems_of(error)]
    if not found and not problems:
        problems = [Problem((), lazy("There is no skos:Concept in it."))]
    if problems:
        raise Invalid(problems)
    return found


def _key(node: Any) -> str:
    return str(node).rstrip("/#").replace("#", "/").rpartition("/")[2]


def _record(graph: Any, here: Any) -> dict[str, Any]:
    from rdflib import SKOS

    labels: list[dict[str, str]] = []
    for kind, name in _PROPERTIES.items():
        for label in sorted(graph.objects(here, SKOS[name]), key=str):
            tag = str(getattr(label, "language", "") or "")
            if tag.lower() != "sr-cyrl":
                labels.append({"language": tag, "text": str(label), "kind": kind})
    matches = [str(match) for match in graph.objects(here, SKOS.exactMatch)]
    ids = {
        name: next((match.removeprefix(start) for match in sorted(matches) if match.startswith(start)), "")
        for name, start in SCHEMES.items()
    }
    return {
        "labels": labels,
        "broader": sorted(_key(node) for node in graph.objects(here, SKOS.broader)),
        "related": sorted(_key(node) for node in graph.objects(here, SKOS.related)),
        "notes": [
            {"language": str(getattr(note, "language", "") or "en"), "text": str(note)}
            for note in sorted(graph.objects(here, SKOS.scopeNote), key=str)
        ],
        **ids,
    }
