"""Reading the vocabulary. Until somebody changes it, it is the one that comes with the portal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.i18n import current_language
from portal.vocabulary.content import ConceptContent
from portal.vocabulary.document import Labelled, Vocabulary, fold, labelled, vocabulary_of
from portal.vocabulary.exchange import shipped, shipped_labels
from portal.vocabulary.models import Concept, ConceptChange

PROPOSED_MAX = 16
"""Themes proposed for one thing."""
_lock = Lock()
_kept: dict[int | None, tuple[Vocabulary, Mapping[str, Mapping[str, str]]]] = {}
"""State of the vocabulary → itself, and key → language → preferred label."""


def current_vocabulary() -> Vocabulary:
    """The approved concepts as they are now; one statement tells whether they have changed since they were read."""
    return _current()[0]


def _current() -> tuple[Vocabulary, Mapping[str, Mapping[str, str]]]:
    state = db.session.scalar(select(func.max(ConceptChange.seq)))
    with _lock:
        if state not in _kept:
            own = _is_own()
            made = _named(map(labelled, approved()) if own else shipped_labels())
            _kept.clear()
            _kept[state] = made
        return _kept[state]


def _named(concepts: Iterable[Labelled]) -> tuple[Vocabulary, dict[str, dict[str, str]]]:
    """Read once, kept as little as search and pages need."""
    names: dict[str, dict[str, str]] = {}

    def noted() -> Iterator[Labelled]:
        for each in concepts:
            key, labels, _ = each
            names[key] = {language: text for language, text, kind in labels if kind == "preferred"}
            yield each

    return vocabulary_of(noted()), names


def concept_name(key: str) -> str:
    """The preferred label in the reader's language; the key itself where there is no such concept any more."""
    names = _current()[1].get(key, {})
    return names.get(current_language()) or names.get("en") or key


def unknown_themes(keys: set[str]) -> set[str]:
    """Those that are no approved concept."""
    return keys - set(_current()[1]) if keys else set()


def themes_with_broader(keys: Sequence[str]) -> list[str]:
    """The concepts and all broader ones: whoever chooses a broad theme finds what is narrower."""
    vocabulary = current_vocabulary() if keys else None
    return sorted({above for key in keys for above in vocabulary.above(key)}) if vocabulary else []


class Told(Protocol):
    """A text of a thing that can have themes: `told` are the words that may tell them."""

    @property
    def language(self) -> str: ...
    @property
    def told(self) -> str: ...


def propose_themes(texts: Iterable[Told]) -> list[str]:
    """What texts name most often, by labels of their own language."""
    vocabulary = current_vocabulary()
    times: dict[str, int] = {}
    for text in texts:
        for key, n in vocabulary.find_in(text.told, text.language).items():
            times[key] = times.get(key, 0) + n
    return sorted(times, key=lambda key: (-times[key], key))[:PROPOSED_MAX]


def approved() -> list[tuple[str, ConceptContent]]:
    if not _is_own():
        return list(shipped().items())
    rows = db.session.execute(
        select(Concept.key, Concept.content).where(Concept.status == "approved").order_by(Concept.id)
    )
    return [(key, content) for key, content in rows]


def _is_own() -> bool:
    return db.session.scalar(select(Concept.id).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class ConceptReading:
    """A concept as pages show it. `revision` is 0 while it is the shipped one."""

    key: str
    status: str
    content: ConceptContent
    revision: int = 0
    merged_into: str = ""
    proposed_by: str = ""


def list_concepts(actor: Actor) -> dict[str, ConceptReading]:
    """Key → concept, in the order of the vocabulary; merged ones are left out."""
    require(actor, "vocabulary.read")
    rows = db.session.scalars(select(Concept).order_by(Concept.id)).all()
    if not rows:
        return {key: ConceptReading(key, "approved", content) for key, content in shipped().items()}
    return {row.key: read_concept(row) for row in rows if row.status != "merged"}


def read_concept(row: Concept) -> ConceptReading:
    return ConceptReading(row.key, row.status, row.content, row.revision, row.merged_into, row.proposed_by)


def get_concept(actor: Actor, key: str) -> ConceptReading:
    """Raises NotFound."""
    require(actor, "vocabulary.read")
    row = db.session.scalar(select(Concept).where(Concept.key == key[:80]))
    if row is not None:
        return read_concept(row)
    if key in shipped() and not _is_own():
        return ConceptReading(key, "approved", shipped()[key])
    raise NotFound


def list_changes(actor: Actor, key: str) -> Sequence[ConceptChange]:
    """Every saved state, newest first."""
    require(actor, "vocabulary.read")
    wanted = select(ConceptChange).join(Concept, Concept.id == ConceptChange.concept_id).where(Concept.key == key[:80])
    return db.session.scalars(wanted.order_by(ConceptChange.seq.desc())).all()


def having(concepts: Iterable[ConceptReading], words: str) -> list[ConceptReading]:
    """Concepts with a label, or a key, that holds the words; in any script and without accents."""
    wanted = fold(words)
    return [
        each
        for each in concepts
        if wanted in fold(each.key) or any(wanted in fold(label.text) for label in each.content.labels)
    ]


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree; `depth` from 0. A concept with two broader ones stands under both."""

    concept: ConceptReading
    depth: int


def tree_of(concepts: Mapping[str, ConceptReading]) -> list[Branch]:
    narrower: dict[str, list[str]] = {}
    for key, concept in concepts.items():
        for wider in concept.content.broader:
            narrower.setdefault(wider, []).append(key)
    roots = [key for key, concept in concepts.items() if not any(b in concepts for b in concept.content.broader)]
    return [branch for root in roots for branch in _branches(root, 0, concepts, narrower, frozenset())]


def _branches(
    key: str,
    depth: int,
    concepts: Mapping[str, ConceptReading],
    narrower: Mapping[str, list[str]],
    above: frozenset[str],
) -> Iterator[Branch]:
    if key in above or key not in concepts:
        return
    yield Branch(concepts[key], depth)
    for below in narrower.get(key, ()):
        yield from _branches(below, depth + 1, concepts, narrower, above | {key})


def list_missing(actor: Actor, language: str) -> list[ConceptReading]:
    """Concepts without a preferred label in this language: the work queue of its translators."""
    return [each for each in list_concepts(actor).values() if language in each.content.missing]
