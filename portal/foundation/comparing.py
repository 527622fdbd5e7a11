"""Two states of a text beside one another, word by word."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: both texts as safe HTML, removed words in <del>, added ones in <ins>."""

    label: str
    old: Markup
    new: Markup


def marked(old: str, new: str) -> tuple[Markup, Markup]:
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
