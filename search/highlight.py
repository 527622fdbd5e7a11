"""Passages of readable texts with the matched words marked; the same in every engine."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from search.document import Text
from search.languages import fold, folded_word, primary, spans, words
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


class _Initials(dict[str, bool]):
    """First letter of a word → whether it may be marked: spares most words of a text a closer look."""

    def __init__(self, folded: set[str], any_letter: bool) -> None:
        super().__init__()
        self._folded = folded
        self._any_letter = any_letter

    def __missing__(self, letter: str) -> bool:
        first = fold(letter)[:1]
        # Arabic words carry their article and conjunction in front
        may_be = self._any_letter or not first or first in self._folded or "\u0600" <= letter <= "\u06ff"
        self[letter] = may_be
        return may_be


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
        self._is_marked = lru_cache(maxsize=None)(self._decide)
        self._stems_of = lru_cache(maxsize=None)(self._wanted_stems)
        self._may_be = _Initials({word[0] for word in (*self._single, *self._prefixes)}, bool(self._fuzzy))

    def spans(self, text: str, language: str) -> list[Span]:
        """Where marked words stand in `text`, in characters, rising."""
        tag = primary(language)
        wanted = {word for word in set(words(text)) if self._may_be[word[0]] and self._is_marked(word, tag)}
        if not wanted and not self._runs:
            return []
        found = spans(text)
        marked = [m.span() for m in found if m[0] in wanted]
        if self._runs:
            marked = sorted({*marked, *self._in_runs([(folded_word(m[0]), m.span()) for m in found])})
        return _joined(marked)

    def _decide(self, word: str, language: str) -> bool:
        folded = folded_word(word)
        if folded in self._single or (self._prefixes and folded.startswith(self._prefixes)):
            return True
        if any(misspelt(typed, folded, distance) for typed, distance in self._fuzzy):
            return True
        stems = self._stems_of(language)
        return bool(stems) and self._stem(language, word) in stems

    def _wanted_stems(self, language: str) -> frozenset[str]:
        wants = [want for want in self._wants if want.language in ("", language)]
        return frozenset(self._stem(language, want.stem) for want in wants) - {""}

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
