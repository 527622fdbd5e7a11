"""A concept as the search library knows it."""

from collections.abc import Iterable, Sequence

from portal.vocabulary.content import ConceptContent
from search.concepts import Concept, Found, Kind, Label, Vocabulary
from search.languages import fold
from search.syntax import parse

__all__ = ["Found", "Vocabulary", "fold", "named_in", "to_vocabulary"]

_KINDS = {"preferred": Kind.PREFERRED, "alternative": Kind.ALTERNATIVE, "hidden": Kind.HIDDEN}


Labelled = tuple[str, list[tuple[str, str, str]], Sequence[str]]
"""Key, (language, text, kind) of each label, keys of the broader concepts."""


def vocabulary_of(concepts: Iterable[Labelled]) -> Vocabulary:
    return Vocabulary.of(
        Concept(key, [Label(language, text, _KINDS[kind]) for language, text, kind in labels], tuple(broader))
        for key, labels, broader in concepts
    )


def to_vocabulary(concepts: Iterable[tuple[str, ConceptContent]]) -> Vocabulary:
    return vocabulary_of(map(labelled, concepts))


def labelled(concept: tuple[str, ConceptContent]) -> Labelled:
    key, content = concept
    return key, [(label.language, label.text, label.kind) for label in content.labels], content.broader


def named_in(vocabulary: Vocabulary, question: str) -> list[Found]:
    """The concepts a question names, each with what it is also searched for as."""
    return list(vocabulary.expand(parse(question).tree).found)
