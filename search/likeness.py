"""What makes two documents alike: told once, so that engines agree on the neighbours they name."""

from collections import Counter
from collections.abc import Iterable

from search import ranking
from search.document import Text
from search.languages import folded_words
from search.schema import TEXT_WEIGHTS

MAX_WORDS = 25
MAX_CODES = 20
_MIN_LETTERS = 4
_MIN_SHARED = 2


def candidates(texts: Iterable[Text]) -> list[str]:
    """The words that may tell what these texts are about, the heaviest first."""
    heavy: Counter[str] = Counter()
    for text in texts:
        weight = TEXT_WEIGHTS.get(text.name, 1)
        for word in folded_words(text.value):
            if len(word) >= _MIN_LETTERS and not word.isdigit():
                heavy[word] += weight
    ordered = sorted(heavy, key=lambda word: (-heavy[word], word))
    return ordered[:MAX_WORDS]


def points(matching: int, readable: int) -> int:
    """What sharing a word counts: nothing when no other readable document has it, or most have."""
    if matching < _MIN_SHARED or 2 * matching > readable + 2:
        return 0
    return ranking.rarity(matching, readable)
