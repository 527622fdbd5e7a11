"""Concepts of a multilingual vocabulary: found in what is typed or written, expanded into the words of all languages.

A concept is found by any of its labels, on stems, without case and accents, in any script, longest label first. What is
asked then becomes: the words as typed, or any label of the concept or of a narrower one, in texts of that label's
language. The typed words weigh most.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from itertools import chain

from search.languages import UNSPACED_LETTER, folded_words, written_words
from search.stems import STEMMED, family, stem
from search.syntax import And, FieldIs, Labels, Node, Or, Phrase, Word

MAX_CLAUSES = 60
"""Clauses one question is expanded into, however many concepts it names: one a language holds all its labels."""
MAX_OWN, MAX_NARROWER = 20, 16
"""Labels of one clause."""
MAX_WORDS = 7
"""Longest label that is looked for in a question."""
OWN, NARROWER = 0.5, 0.25
"""What a match of a label counts beside a typed word, and what one of a narrower concept's label does."""
TIE = 0.125
"""What each further label found in a text adds: a text that says it in many ways is more about it."""
_FUNCTION_WORDS = {
    "en": "a an and at by for from in of on the to with",
    "fr": "a au aux avec d dans de des du en et l la le les par pour sur un une",
    "es": "a al con de del e el en la las los para por un una y",
    "pt": "a ao as com da das de do dos e em na no o os para por um uma",
    "sq": "dhe e i me ne nga per se te",
    "mk": "na od so vo za i",
    "sh": "i na od sa u za",
    "ru": "i na ot s v dlja za po",
}
_EVERY_FUNCTION_WORD = frozenset(chain.from_iterable(words.split() for words in _FUNCTION_WORDS.values()))


class Kind(IntEnum):
    """SKOS: prefLabel, altLabel, hiddenLabel. A hidden one is searched, never shown."""

    PREFERRED = 0
    ALTERNATIVE = 1
    HIDDEN = 2


@dataclass(frozen=True, slots=True)
class Label:
    language: str
    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Concept:
    key: str
    labels: Sequence[Label]
    broader: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A concept met in what was asked. `labels` are those also searched for, hidden ones left out."""

    key: str
    typed: str
    labels: Sequence[Label]


@dataclass(frozen=True, slots=True)
class Expanded:
    tree: And | None
    found: Sequence[Found] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    """One folded word of a question; `word` is the number of the typed word it stands in."""

    folded: str
    written: str
    word: int


Index = dict[str, str]
"""Folded words or stems of a label → the concepts that have it, each a digit for its kind and the key. Written as one
text, since there are tens of thousands of them in every process."""
Met = list[tuple[Kind, str]]
Span = tuple[Node, list[tuple[str, str]]]
"""A node of the question, and the concepts it names, each with the words that name it."""


@dataclass
class Vocabulary:
    """Concepts made ready for looking up. `narrower` keeps the direct narrower ones of each."""

    _packed: dict[str, str] = field(default_factory=dict)
    """Key → its labels as one text: tens of thousands of objects would slow every collection of garbage down."""
    broader: dict[str, Sequence[str]] = field(default_factory=dict)
    narrower: dict[str, list[str]] = field(default_factory=dict)
    _exact: Index = field(default_factory=dict)
    _stems: dict[str, Index] = field(default_factory=dict)

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> "Vocabulary":
        made = cls()
        for concept in concepts:
            made._packed[concept.key] = _pack(concept.labels)
            made.broader[concept.key] = concept.broader
            for wider in concept.broader:
                made.narrower.setdefault(wider, []).append(concept.key)
            for label in concept.labels:
                made._index(concept.key, label)
        return made

    def _index(self, key: str, label: Label) -> None:
        written = written_words(label.text)
        folded = _telling(folded_words(label.text))
        _add(self._exact, " ".join(folded), (label.kind, key))
        tag = family(label.language)
        if tag in STEMMED:
            stems = _telling([stem(tag, word) for word in written])
            if all(stems):
                _add(self._stems.setdefault(tag, {}), " ".join(stems), (label.kind, key))

    def labels(self, key: str) -> list[Label]:
        """In the order they were given; none for a concept that is not there."""
        return _unpack(self._packed.get(key, ""))

    def within(self, key: str) -> list[str]:
        """The concept and everything narrower, nearest first; a circle ends where it began."""
        return _reached(key, self.narrower)

    def above(self, key: str) -> list[str]:
        """The concept and everything broader, nearest first."""
        return _reached(key, self.broader)

    def expand(
        self, tree: And | None, skip: Collection[str] = (), coded: Mapping[str, FieldIs] | None = None
    ) -> Expanded:
        """`skip` are keys of concepts, and labels as they are shown, that are not to be searched for.

        `coded` are the facet codes that say what a concept says: who coded a document so said it in every language.
        """
        if tree is None:
            return Expanded(None)
        spans = list(self._spans(tree.children, skip))
        named = sum(len(met) for _, met in spans)
        if not named:
            return Expanded(tree)
        budget = MAX_CLAUSES // named
        children: list[Node] = []
        found: list[Found] = []
        for node, met in spans:
            clauses: list[Node] = [coded[key] for key, _ in met if coded and key in coded]
            clauses += [clause for key, typed in met for clause in self._clauses(key, skip, typed)[: budget - 1]]
            children.append(Or((node, *clauses), TIE) if clauses else node)
            found += [Found(key, typed, _shown(self.labels(key), skip)) for key, typed in met]
        return Expanded(And(tuple(children)), found)

    def find_in(self, text: str, language: str) -> dict[str, int]:
        """Concepts a text names → how often, by labels of its own language that are not hidden."""
        tag = family(language)
        written = written_words(text)
        sequence = [stem(tag, word) for word in written] if tag in STEMMED else folded_words(text)
        known = self._stems.get(tag, {}) if tag in STEMMED else self._exact
        times: dict[str, int] = {}
        at = 0
        while at < len(sequence):
            size, met = _longest(_telling_run(sequence, at), known)
            for kind, key in met:
                if kind is not Kind.HIDDEN:
                    times[key] = times.get(key, 0) + 1
            at += max(size, 1)
        return times

    def _spans(self, children: Sequence[Node], skip: Collection[str]) -> Iterator[Span]:
        """The children again, words that together are a label joined, each with the concepts it names and by what."""
        run: list[Word] = []
        for child in (*children, None):
            if isinstance(child, Word) and not child.prefix:
                run.append(child)
                continue
            yield from self._in_words(run, skip)
            run = []
            if isinstance(child, Or) and all(isinstance(each, Word) for each in child.children):
                met = [pair for each in child.children for _, met in self._spans((each,), skip) for pair in met]
                yield child, list({key: (key, typed) for key, typed in reversed(met)}.values())
            elif child is not None:
                yield child, []

    def _in_words(self, words: Sequence[Word], skip: Collection[str]) -> Iterator[Span]:
        tokens = _tokens(words)
        at = 0
        while at < len(tokens):
            size, keys = self._meet(tokens[at:], skip)
            taken = tokens[at : at + max(size, 1)]
            if not size:
                # characters of one unspaced word that are no label stay together
                while at + len(taken) < len(tokens) and not self._meet(tokens[at + len(taken) :], skip)[0]:
                    if tokens[at + len(taken)].word != taken[0].word:
                        break
                    taken = tokens[at : at + len(taken) + 1]
            node = _node(taken, words)
            yield node, [(key, _typed_text(node)) for key in keys]
            at += len(taken)

    def _meet(self, tokens: Sequence[_Token], skip: Collection[str]) -> tuple[int, list[str]]:
        """How many tokens from here on are a label, the most there can be, and of which concepts."""
        near = tokens[: 2 * MAX_WORDS]
        places = [n for n, token in enumerate(near) if token.folded not in _EVERY_FUNCTION_WORD]
        if not places or places[0]:
            return 0, []
        for size in range(min(len(places), MAX_WORDS), 0, -1):
            end = places[size - 1] + 1
            if end < len(tokens) and _inside(tokens[end - 1], tokens[end]):
                continue
            met = self._named([near[n] for n in places[:size]])
            keys = [key for key in _best(met) if key not in skip]
            if keys:
                return end, keys
        return 0, []

    def _named(self, tokens: Sequence[_Token]) -> Met:
        """By the words as they stand; only where no label has them, by their stems in each language."""
        exact = _met(self._exact, " ".join(token.folded for token in tokens))
        if exact:
            return exact
        met: Met = []
        for tag, known in self._stems.items():
            met += _met(known, " ".join(stem(tag, token.written) for token in tokens))
        return met

    def _clauses(self, key: str, skip: Collection[str], typed: str) -> list[Labels]:
        """One clause a language of the concept's own labels, then one of those of all narrower concepts."""
        own, *narrower = self.within(key)
        said = " ".join(folded_words(typed))
        kept = [label for label in self.labels(own) if " ".join(folded_words(label.text)) != said]
        below = [label for each in narrower if each not in skip for label in self.labels(each)]
        below = sorted((label for label in below if label.kind is not Kind.HIDDEN), key=lambda label: label.kind)
        clauses = _by_language(kept, skip, OWN, MAX_OWN, TIE)
        known = {(clause.language, text) for clause in clauses for text in clause.texts}
        below = [label for label in below if (family(label.language), label.text) not in known]
        return [*clauses, *_by_language(below, skip, NARROWER, MAX_NARROWER, 0.0)]


def _by_language(labels: Sequence[Label], skip: Collection[str], weight: float, most: int, tie: float) -> list[Labels]:
    texts: dict[str, dict[str, None]] = {}
    for label in sorted(labels, key=lambda label: label.kind):
        if label.text not in skip:
            texts.setdefault(family(label.language), {})[label.text] = None
    found = ((tag, _without_wider(tag, list(each))[:most]) for tag, each in texts.items())
    return [Labels(tuple(kept), tag, weight, tie) for tag, kept in found if kept]


def _without_wider(tag: str, texts: Sequence[str]) -> list[str]:
    """Leaves out a label that holds another one: whatever has it has the shorter one too. Each run of stems once."""
    runs = {text: _run_of(tag, text) for text in texts}
    short = set(runs.values())
    kept: dict[tuple[str, ...], str] = {}
    for text, run in runs.items():
        parts = (run[n:m] for n in range(len(run)) for m in range(n + 1, len(run) + 1) if m - n < len(run))
        if not any(part in short for part in parts):
            kept.setdefault(run, text)
    return list(kept.values())


@lru_cache(maxsize=4096)
def _run_of(tag: str, text: str) -> tuple[str, ...]:
    if tag in STEMMED:
        return tuple(stem(tag, word) for word in written_words(text))
    return tuple(folded_words(text))


def _pack(labels: Sequence[Label]) -> str:
    return "\n".join(f"{label.kind.value}{label.language}\t{label.text}" for label in labels)


@lru_cache(maxsize=256)
def _unpack(packed: str) -> list[Label]:
    found = []
    for line in packed.splitlines():
        head, _, text = line.partition("\t")
        found.append(Label(head[1:], text, Kind(int(head[0]))))
    return found


def _reached(key: str, steps: Mapping[str, Sequence[str]]) -> list[str]:
    found = {key: None}
    layer = [key]
    while layer := list(dict.fromkeys(n for each in layer for n in steps.get(each, ()) if n not in found)):
        found |= dict.fromkeys(layer)
    return list(found)


def _add(index: Index, text: str, entry: tuple[Kind, str]) -> None:
    written = f"{entry[0].value}{entry[1]}"
    held = index.get(text, "")
    if text and written not in held.split(" "):
        index[text] = f"{held} {written}" if held else sys.intern(written)


def _met(index: Index, text: str) -> Met:
    return [(Kind(int(written[0])), written[1:]) for written in index.get(text, "").split()]


def _telling(words: Sequence[str]) -> list[str]:
    """Without articles and prepositions, unless there is nothing else."""
    return [word for word in words if word not in _EVERY_FUNCTION_WORD] or list(words)


def _telling_run(sequence: Sequence[str], at: int) -> list[tuple[int, str]]:
    """(place from here, word) of the telling words that follow, none when the first is not telling."""
    near = sequence[at : at + 2 * MAX_WORDS]
    found = [(n, word) for n, word in enumerate(near) if word and word not in _EVERY_FUNCTION_WORD]
    return found[:MAX_WORDS] if found and found[0][0] == 0 else []


def _longest(run: Sequence[tuple[int, str]], known: Index) -> tuple[int, Met]:
    for size in range(len(run), 0, -1):
        met = _met(known, " ".join(word for _, word in run[:size]))
        if met:
            return run[size - 1][0] + 1, met
    return 0, []


def _tokens(words: Sequence[Word]) -> list[_Token]:
    found = []
    for number, word in enumerate(words):
        for written in written_words(word.text):
            found += [_Token(folded, written, number) for folded in folded_words(written)]
    return found


def _inside(last: _Token, following: _Token) -> bool:
    """Whether a label would end within a word that is written with spaces (AK-47 is one word)."""
    return last.word == following.word and not UNSPACED_LETTER.match(following.written)


def _node(tokens: Sequence[_Token], words: Sequence[Word]) -> Node:
    """The typed words these tokens are; part of an unspaced word becomes a word of its own."""
    numbers = list(dict.fromkeys(token.word for token in tokens))
    whole = [words[number] for number in numbers]
    if len(numbers) == 1 and UNSPACED_LETTER.match(tokens[0].written):
        return Word("".join(token.written for token in tokens))
    return whole[0] if len(whole) == 1 else And(tuple(whole))


def _best(met: Sequence[tuple[Kind, str]]) -> list[str]:
    """The concepts for which this is the best kind of label; three at the most."""
    best = min((kind for kind, _ in met), default=Kind.HIDDEN)
    return list(dict.fromkeys(key for kind, key in met if kind is best or best is not Kind.PREFERRED))[:3]


def _typed_text(node: Node) -> str:
    if isinstance(node, And | Or):
        return " ".join(_typed_text(child) for child in node.children)
    return node.text if isinstance(node, Word | Phrase) else ""


def _shown(labels: Sequence[Label], skip: Collection[str]) -> list[Label]:
    return [label for label in labels if label.kind is not Kind.HIDDEN and label.text not in skip]
