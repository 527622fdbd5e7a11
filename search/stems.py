"""Stems of the languages whose stemmer an engine may lack, and of every language a vocabulary is matched in.

The stemmers are Snowball's; Macedonian and Albanian, for which there is none, are brought to their dictionary form by
simplemma, read from its compressed file so that it takes some megabytes only. Everything is loaded when first used.
"""

from collections.abc import Callable
from functools import cache, lru_cache

from search.languages import folded_word, primary

FAMILIES = {"bs": "sh", "hr": "sh", "sr": "sh", "cnr": "sh", "me": "sh"}
"""Languages that share one stemmer and one field: Bosnian, Croatian, Montenegrin and Serbian, in both scripts."""

_SNOWBALL = {
    "ar": "arabic",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "ru": "russian",
    "sh": "serbian",
}
_LEMMATIZED = ("mk", "sq")
STEMMED = (*_SNOWBALL, *_LEMMATIZED)
"""Families that have stems; in all others the folded form must do."""


@lru_cache(maxsize=512)
def family(language: str) -> str:
    """`sr-Cyrl` → `sh`; a language of no family stands for itself."""
    tag = primary(language)
    return FAMILIES.get(tag, tag)


@cache
def _stemmer(tag: str) -> Callable[[str], str] | None:
    if tag in _SNOWBALL:
        from Stemmer import Stemmer

        found: Callable[[str], str] = Stemmer(_SNOWBALL[tag], 0).stemWord
        return found
    if tag in _LEMMATIZED:
        from simplemma import lemmatize

        return lambda word: str(lemmatize(word, lang=tag, low_memory=True))
    return None


@lru_cache(maxsize=8192)
def stem(language: str, word: str) -> str:
    """The folded stem of one word as it is written; empty where its language has no stemmer.

    A lemma of several words keeps its last one: Albanian participles are told with their particle.
    """
    found = _stemmer(family(language))
    if found is None:
        return ""
    stemmed = folded_word(found(word.lower()))
    return stemmed.rpartition(" ")[2] or folded_word(word)
