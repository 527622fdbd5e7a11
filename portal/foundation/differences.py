"""What differs between two states of a thing, field by field and word by word."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: both texts as safe HTML, removed words in <del>, added ones in <ins>."""

    label: str
    old: Markup
    new: Markup


def compared(older: Mapping[str, str], newer: Mapping[str, str]) -> list[Difference]:
    """Label → text before and after; what is the same is left out."""
    names = list(dict.fromkeys([*older, *newer]))
    return [
        Difference(name, *_marked(older.get(name, ""), newer.get(name, "")))
        for name in names
        if older.get(name, "") != newer.get(name, "")
    ]


def _marked(old: str, new: str) -> tuple[Markup, Markup]:
    before, after = _words(old), _words(new)
    left, right = Markup(), Markup()
    for act, i, j, k, m in SequenceMatcher(None, before, after, autojunk=len(before) > 2000).get_opcodes():
        removed, added = "".join(before[i:j]), "".join(after[k:m])
        left += Markup("<del>{}</del>").format(removed) if act in ("replace", "delete") else escape(removed)
        right += Markup("<ins>{}</ins>").format(added) if act in ("replace", "insert") else escape(added)
    return left, right


def _words(text: str) -> list[str]:
    """Words with the blank after them, so that joining gives the text back."""
    found, word = [], ""
    for character in text:
        if word and word[-1].isspace() and not character.isspace():
            found.append(word)
            word = ""
        word += character
    return [*found, word] if word else found
