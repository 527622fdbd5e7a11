"""A concept as the search library knows it."""

from collections.abc import Iterable

from portal.vocabulary.content import ConceptContent
from search.concepts import Concept, Found, Kind, Label, Vocabulary
from search.languages import fold
from search.syntax import parse

__all__ = ["Found", "Vocabulary", "fold", "named_in", "to_vocabulary"]

_KINDS = {"preferred": Kind.PREFERRED, "alternative": Kind.ALTERNATIVE, "hidden": Kind.HIDDEN}


def to_vocabulary(concepts: Iterable[tuple[str, ConceptContent]]) -> Vocabulary:
    return Vocabulary.of(_to_concept(key, content) for key, content in concepts)


def _to_concept(key: str, content: ConceptContent) -> Concept:
    labels = [Label(label.language, label.text, _KINDS[label.kind]) for label in content.labels]
    return Concept(key, labels, content.broader)


def named_in(vocabulary: Vocabulary, question: str) -> list[Found]:
    """The concepts a question names, each with what it is also searched for as."""
    return list(vocabulary.expand(parse(question).tree).found)
