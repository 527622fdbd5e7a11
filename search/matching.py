"""What a leaf of the query tree looks for, told once for every engine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.languages import compact, folded_words, spellings, written_words
from search.ranking import fuzzy_distance
from search.stems import STEMMED, family
from search.syntax import And, FieldIs, Labels, Node, Not, Or, Phrase, Word

MAX_RARITIES, MAX_PARTIAL_RARITIES = 8, 32
"""Clauses whose rarity is asked; with more, each clause counts alike. What matches in part only lives by it."""

MAX_PREFIX_LETTERS, MAX_PREFIX_WORDS = 200, 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """`runs` are folded words, each run standing together in one text; any run will do.

    `prefix` begins a word; `stemmed` are words and phrases given to each language's stemmer, or to that of `language`
    alone, whose stems stand together; `identifier` is compared whole; `fuzzy` is a folded word that may be misspelt by
    `distance` letters. Each further run that is found adds the share `tie`.
    """

    runs: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""
    stemmed: tuple[str, ...] = ()
    language: str = ""
    identifier: str = ""
    fuzzy: str = ""
    distance: int = 0
    weight: float = 1.0
    tie: float = 0.0

    @property
    def stem_runs(self) -> list[tuple[str, ...]]:
        """The words of each of `stemmed`."""
        return [tuple(written_words(text)) for text in self.stemmed]


Leaf = Word | Phrase | Labels


def wanted(leaf: Leaf, loose: bool = False) -> Wanted:
    """`loose` reads a single word as possibly misspelt."""
    if isinstance(leaf, Labels):
        return _labels(leaf)
    if isinstance(leaf, Phrase):
        return Wanted((tuple(folded_words(leaf.text)),), identifier=compact(leaf.text), weight=leaf.weight)
    runs = spellings(leaf.text)
    if leaf.prefix:
        return Wanted(runs, prefix=runs[0][0], weight=leaf.weight)
    single = len(runs[0]) == 1
    distance = fuzzy_distance(runs[0][0]) if loose and single else 0
    return Wanted(
        runs,
        stemmed=(leaf.text,) if single else (),
        identifier=compact(leaf.text),
        fuzzy=runs[0][0] if distance else "",
        distance=distance,
        weight=leaf.weight,
    )


def _labels(leaf: Labels) -> Wanted:
    """Where the language has no stems, folded words; they are looked for as they stand."""
    if family(leaf.language) in STEMMED:
        return Wanted(stemmed=leaf.texts, language=leaf.language, weight=leaf.weight, tie=leaf.tie)
    return Wanted(tuple(tuple(folded_words(text)) for text in leaf.texts), weight=leaf.weight, tie=leaf.tie)


def leaves(node: Node | None) -> Iterator[Leaf]:
    """The words and phrases a match may show, excluded ones left out."""
    if isinstance(node, Word | Phrase | Labels):
        yield node
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child)


def scores(node: Node) -> bool:
    """Whether matching this clause counts for relevance: facets and exclusions only filter."""
    return not isinstance(node, FieldIs | Not)


def whole_identifier(tree: And | None) -> str:
    """Everything typed read as one identifier ("IT 2019 044"), empty when it is more than plain words."""
    words = tree.children if tree else ()
    if len(words) < 2:
        return ""
    parts = [word.text for word in words if isinstance(word, Word) and not word.prefix]
    return compact("".join(parts)) if len(parts) == len(words) else ""


def rarities(partial: bool) -> int:
    return MAX_PARTIAL_RARITIES if partial else MAX_RARITIES


def can_be_loose(tree: And | None) -> bool:
    return any(wanted(leaf, loose=True).fuzzy for leaf in leaves(tree))


def stands_in(run: Sequence[str], words: Sequence[str]) -> bool:
    """Whether `run` stands in `words` without a gap."""
    first, size = run[0], len(run)
    return any(word == first and tuple(words[n : n + size]) == run for n, word in enumerate(words))


def misspelt(typed: str, word: str, distance: int) -> bool:
    """Whether at most `distance` letters are wrong, missing, added or swapped with their neighbour."""
    # one wrong letter changes which letters there are by two at most: rules out nearly every word at once
    if abs(len(typed) - len(word)) > distance or len(set(typed) ^ set(word)) > 2 * distance:
        return False
    before: list[int] = []
    last = list(range(len(word) + 1))
    for i, a in enumerate(typed, 1):
        row = [i]
        for j, b in enumerate(word, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == word[j - 2] and typed[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1] <= distance


def typed_so_far(prefix: str) -> list[str]:
    """The words of an unfinished question that suggestions go by."""
    return folded_words(prefix[:MAX_PREFIX_LETTERS])[:MAX_PREFIX_WORDS]


def completes(title: str, typed: Sequence[str]) -> bool:
    """Whether every word typed begins a word of the title."""
    there = folded_words(title)
    return all(any(word.startswith(each) for word in there) for each in typed)
