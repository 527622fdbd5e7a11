"""Passages of readable texts with the matched words marked; the same in every engine."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from search.document import Text
from search.languages import UNSPACED_LETTER, fold, folded_word, has_marks, primary, spans
from search.matching import Wanted, misspelt
from search.results import Snippet
from search.schema import TITLE
from search.stems import family

MAX_CHARACTERS = 200
_LEAD = 60
"""Characters of a passage before its first marked word."""

TELLING = 4
"""Letters a word of a phrase needs to be marked where the phrase does not stand together."""

Stem = Callable[[str, str], str]
"""(language, word) → its stem, empty when there is none."""
Span = tuple[int, int]


ARABIC = "\u0600-\u06ff"
"""Arabic words carry their article and conjunction in front: any of them may be an inflected form."""


class _Letters:
    """How folded letters may be written: `alone` those that fold to just this one, `first` those that begin with it."""

    def __init__(self) -> None:
        self.alone: dict[str, str] = {}
        self.first: dict[str, str] = {}
        self.pairs: dict[str, str] = {}
        for letter in map(chr, range(0x30, 0x2E80)):
            if letter.isalnum() and not UNSPACED_LETTER.match(letter):
                self._add(letter, fold(letter))

    def _add(self, letter: str, folded: str) -> None:
        known = ((self.alone, folded), (self.first, folded[:1])) if len(folded) < 2 else ((self.first, folded[:1]),)
        for kept, key in (*known, (self.pairs, folded[:2])):
            kept[key] = kept.get(key, "") + letter


_letters = lru_cache(maxsize=1)(_Letters)


@lru_cache(maxsize=1024)
def _beginning(starts: frozenset[str]) -> re.Pattern[str]:
    """The words of a text whose folded form begins with one of these, however written, and all Arabic ones.

    Two letters are looked at: a stem, a misspelling apart, keeps those of its word.
    """
    letters = _letters()
    silent = letters.alone.get("", "")
    begun = [f"[{ARABIC}]"]
    begun += [f"[{letters.pairs[start]}]" for start in starts if len(start) > 1 and start in letters.pairs]
    for first in sorted({start[0] for start in starts}):
        seconds = {start[1] for start in starts if start[0] == first and len(start) > 1}
        dropped = silent + (letters.first["j"] if first == "d" else "")  # dj folds to d
        then = "" if first in starts else f"[{dropped}]*[{''.join(letters.first.get(each, each) for each in seconds)}]"
        begun.append(f"[{letters.alone.get(first, first)}]{then}")
    return re.compile(f"(?<![^\\W_])(?:{'|'.join(begun)})[^\\W_]*")


class Marker:
    """Finds what was asked for in a text. Built once per query, used for all its hits."""

    def __init__(self, wants: Sequence[Wanted], stem: Stem) -> None:
        self._wants = wants
        self._stem = stem
        self._looks: dict[str, _Look] = {}

    def spans(self, text: str, language: str) -> list[Span]:
        """Where marked words stand in `text`, in characters, rising."""
        tag = family(language)
        if tag not in self._looks:
            wants = [want for want in self._wants if not want.language or family(want.language) == tag]
            self._looks[tag] = _Look(wants, lambda word: self._stem(tag, word))
        return self._looks[tag].spans(text)


class _Look:
    """What is looked for in texts of one family of languages."""

    def __init__(self, wants: Sequence[Wanted], stem: Callable[[str], str]) -> None:
        runs = {run for want in wants for run in want.runs}
        stem_runs = {tuple(map(stem, run)) for want in wants for run in want.stem_runs}
        self._single = {run[0] for run in runs if len(run) == 1}
        apart = {word for run in stem_runs if len(run) > 1 for word in run if len(word) >= TELLING}
        self._stems = ({run[0] for run in stem_runs if len(run) == 1} | apart) - {""}
        self._runs = _by_first(runs)
        self._stem_runs = _by_first(stem_runs)
        self._prefixes = tuple(want.prefix for want in wants if want.prefix)
        self._fuzzy = [(want.fuzzy, want.distance) for want in wants if want.fuzzy]
        self._stem = stem
        # a plain dictionary: a remembering method would hold its owner until the next collection of cycles
        self._decided: dict[str, tuple[bool, bool]] = {}
        typed = {folded_word(word) for want in wants for run in want.stem_runs for word in run}
        typed |= {run[0] for run in runs}
        self._starts = frozenset(word[:2] for word in {*typed, *self._prefixes} - {""})
        self._candidates = None if self._fuzzy else _beginning(self._starts)

    def spans(self, text: str) -> list[Span]:
        few = None if has_marks(text) else self._candidates
        words = [(match[0], match.span()) for match in (few.finditer(text) if few else spans(text))]
        decided = [(self._decide(word), span) for word, span in words]
        marked = [span for (alone, _), span in decided if alone]
        if any(begins for (_, begins), _ in decided):
            everything = [(match[0], match.span()) for match in spans(text)] if few else words
            marked = sorted({*marked, *self._in_runs(everything)})
        return _joined(marked)

    def _decide(self, word: str) -> tuple[bool, bool]:
        """Whether the word is marked by itself, and whether it may begin a run."""
        found = self._decided.get(word)
        if found is None:
            found = self._decided[word] = self._look_at(word)
        return found

    def _look_at(self, word: str) -> tuple[bool, bool]:
        folded = folded_word(word)
        alone = folded in self._single or bool(self._prefixes and folded.startswith(self._prefixes))
        alone = alone or any(misspelt(typed, folded, distance) for typed, distance in self._fuzzy)
        begins = folded in self._runs
        if folded[:2] in self._starts or "\u0600" <= word[0] <= "\u06ff":
            stemmed = self._stem(word)
            alone, begins = alone or stemmed in self._stems, begins or stemmed in self._stem_runs
        return alone, begins

    def _in_runs(self, words: Sequence[tuple[str, Span]]) -> set[Span]:
        """Only where a word may begin a run are those behind it looked at."""
        marked: set[Span] = set()
        for n, (word, _) in enumerate(words):
            if not self._decide(word)[1]:
                continue
            for kept, form in ((self._runs, folded_word), (self._stem_runs, self._stem)):
                for run in kept.get(form(word), ()):
                    there = words[n : n + len(run)]
                    if tuple(form(each) for each, _ in there) == run:
                        marked.update(span for _, span in there)
        return marked


def _by_first(runs: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    """Runs of several words by their first one."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for run in runs:
        if len(run) > 1 and all(run):
            found.setdefault(run[0], []).append(run)
    return found


def _joined(marked: Sequence[Span]) -> list[Span]:
    """Characters of one unspaced word make one mark."""
    joined: list[Span] = []
    for lo, hi in marked:
        if joined and joined[-1][1] == lo:
            joined[-1] = joined[-1][0], hi
        else:
            joined.append((lo, hi))
    return joined


def snippets(texts: Iterable[Text], marker: Marker, language: str, most: int) -> tuple[Snippet, ...]:
    """Up to `most` passages of about 200 characters; titles last, the reader's language first."""
    found: list[Snippet] = []
    reader = primary(language)
    for text in sorted(texts, key=lambda t: (t.name == TITLE, primary(t.language) != reader)):
        marked = marker.spans(text.value, text.language)
        while marked and len(found) < most:
            snippet, marked = _passage(text, marked)
            found.append(snippet)
        if len(found) == most:
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
