"""Passages of readable texts with the matched words marked; the same in every engine."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from search.document import Text
from search.languages import UNSPACED_LETTER, fold, folded_word, has_marks, primary, spans
from search.matching import Wanted, misspelt
from search.results import Snippet
from search.schema import TITLE

MAX_SNIPPETS = 3
MAX_CHARACTERS = 200
_LEAD = 60
"""Characters of a passage before its first marked word."""

Stem = Callable[[str, str], str]
"""(language, word) → its stem, empty when there is none."""
Span = tuple[int, int]


ARABIC = "\u0600-\u06ff"
"""Arabic words carry their article and conjunction in front: any of them may be an inflected form."""


@lru_cache(maxsize=1)
def _written() -> Mapping[str, str]:
    """First letter of a folded word → every letter such a word may be written with."""
    found: dict[str, list[str]] = {}
    for letter in map(chr, range(0x30, 0x2E80)):
        if letter.isalnum() and not UNSPACED_LETTER.match(letter):
            found.setdefault(fold(letter)[:1], []).append(letter)
    return {first: "".join(letters) for first, letters in found.items()}


@lru_cache(maxsize=1024)
def _beginning(letters: frozenset[str]) -> re.Pattern[str]:
    """The words of a text that begin with one of these letters, however they are written, and all Arabic ones."""
    written = "".join(_written().get(letter, letter) for letter in sorted(letters))
    return re.compile(f"(?<![^\\W_])[{re.escape(written)}{ARABIC}][^\\W_]*")


class Marker:
    """Finds what was asked for in a text. Built once per query, used for all its hits."""

    def __init__(self, wants: Sequence[Wanted], stem: Stem) -> None:
        runs = {run for want in wants for run in want.runs}
        self._single = {run[0] for run in runs if len(run) == 1}
        self._runs = [run for run in runs if len(run) > 1]
        self._prefixes = tuple(want.prefix for want in wants if want.prefix)
        self._fuzzy = [(want.fuzzy, want.distance) for want in wants if want.fuzzy]
        self._wants = [want for want in wants if want.stem]
        self._stem = stem
        # plain dictionaries: a remembering method would hold its marker until the next collection of cycles
        self._decided: dict[tuple[str, str], bool] = {}
        self._stems: dict[str, frozenset[str]] = {}
        starts = {*self._single, *self._prefixes, *(run[0] for run in self._runs)}
        self._starts = frozenset(word[:2] for word in starts)
        self._candidates = None if self._fuzzy else _beginning(frozenset(word[0] for word in starts))

    def spans(self, text: str, language: str) -> list[Span]:
        """Where marked words stand in `text`, in characters, rising."""
        tag = primary(language)
        few = None if self._runs or has_marks(text) else self._candidates
        found = few.finditer(text) if few else spans(text)
        words = [(match[0], match.span()) for match in found]
        marked = [span for word, span in words if self._marks(word, tag)]
        if self._runs:
            marked = sorted({*marked, *self._in_runs([(folded_word(word), span) for word, span in words])})
        return _joined(marked)

    def _marks(self, word: str, language: str) -> bool:
        decided = self._decided.get((word, language))
        if decided is None:
            decided = self._decided[word, language] = self._decide(word, language)
        return decided

    def _decide(self, word: str, language: str) -> bool:
        folded = folded_word(word)
        if folded in self._single or (self._prefixes and folded.startswith(self._prefixes)):
            return True
        if any(misspelt(typed, folded, distance) for typed, distance in self._fuzzy):
            return True
        if folded[:2] not in self._starts and not "\u0600" <= word[0] <= "\u06ff":
            return False
        stems = self._wanted_stems(language)
        return bool(stems) and self._stem(language, word) in stems

    def _wanted_stems(self, language: str) -> frozenset[str]:
        if language not in self._stems:
            wants = [want for want in self._wants if want.language in ("", language)]
            self._stems[language] = frozenset(self._stem(language, want.stem) for want in wants) - {""}
        return self._stems[language]

    def _in_runs(self, words: Sequence[tuple[str, Span]]) -> set[Span]:
        marked: set[Span] = set()
        folded = tuple(word for word, _ in words)
        for run in self._runs:
            size = len(run)
            for n, word in enumerate(folded):
                if word == run[0] and folded[n : n + size] == run:
                    marked.update(span for _, span in words[n : n + size])
        return marked


def _joined(marked: Sequence[Span]) -> list[Span]:
    """Characters of one unspaced word make one mark."""
    joined: list[Span] = []
    for lo, hi in marked:
        if joined and joined[-1][1] == lo:
            joined[-1] = joined[-1][0], hi
        else:
            joined.append((lo, hi))
    return joined


def snippets(texts: Iterable[Text], marker: Marker, language: str) -> tuple[Snippet, ...]:
    """Up to three passages of about 200 characters; titles last, the reader's language first."""
    found: list[Snippet] = []
    reader = primary(language)
    for text in sorted(texts, key=lambda t: (t.name == TITLE, primary(t.language) != reader)):
        marked = marker.spans(text.value, text.language)
        while marked and len(found) < MAX_SNIPPETS:
            snippet, marked = _passage(text, marked)
            found.append(snippet)
        if len(found) == MAX_SNIPPETS:
            break
    return tuple(found)


def _passage(text: Text, marked: Sequence[Span]) -> tuple[Snippet, list[Span]]:
    """The passage around the first marked word, and the words it leaves."""
    start, end = _window(text.value, marked[0])
    inside = [span for span in marked if span[1] <= end]
    pieces: list[tuple[str, bool]] = []
    at = start
    for lo, hi in inside:
        pieces += [(text.value[at:lo], False), (text.value[lo:hi], True)]
        at = hi
    pieces.append((text.value[at:end], False))
    kept = tuple(piece for piece in pieces if piece[0])
    return Snippet(text.name, text.language, kept), [span for span in marked if span[0] >= end]


def _window(value: str, first: Span) -> Span:
    """Cut at spaces where there are any near."""
    start = max(0, first[0] - _LEAD)
    if start:
        space = value.find(" ", start, first[0])
        start = start if space < 0 else space + 1
    end = max(min(len(value), start + MAX_CHARACTERS), first[1])
    if end < len(value):
        space = value.rfind(" ", first[1], end + 1)
        end = end if space < 0 else space
    return start, end
