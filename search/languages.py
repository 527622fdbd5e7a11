"""Words in many languages: which analyzer each engine uses, and the one folded form all engines share."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Analysis:
    """How one language is analysed. `tantivy` names a stemmer; where it has none but `search.stems` does, the engine is
    given stems. `elastic` names an analyzer of the full distribution; `standard` where it is given stems.
    """

    tantivy: str
    elastic: str


FOLDED_ONLY = Analysis(tantivy="", elastic="standard")

LANGUAGES = {
    "en": Analysis("english", "english"),
    "fr": Analysis("french", "french"),
    "es": Analysis("spanish", "spanish"),
    "ar": Analysis("arabic", "arabic"),
    "ru": Analysis("russian", "russian"),
    "pt": Analysis("portuguese", "portuguese"),
    # Chinese is cut into single characters by the folded form; a typed word then is a run of them.
    "zh": Analysis("", "cjk"),
    # Elasticsearch's Serbian analyzer keeps đ and dj apart: words typed without accents would miss their inflections.
    "bs": FOLDED_ONLY,
    "hr": FOLDED_ONLY,
    "sr": FOLDED_ONLY,
    "sq": FOLDED_ONLY,
    "mk": FOLDED_ONLY,
}


@lru_cache(maxsize=512)
def primary(language: str) -> str:
    """`pt-BR` → `pt`."""
    return language.replace("_", "-").partition("-")[0].lower()


def analysis(language: str) -> Analysis:
    return LANGUAGES.get(primary(language), FOLDED_ONLY)


def _pairs(letters: str, replacements: str) -> dict[str, str]:
    return dict(zip(letters, replacements.split(), strict=True))


# Serbian, Macedonian, Bosnian, Russian, Ukrainian and Bulgarian letters, in the Latin of the Western Balkans
# without its accents, so that one word in two scripts is one word here.
_CYRILLIC = {
    **_pairs("абвгдежзијклмнопрстуфхц", "a b v g d e z z i j k l m n o p r s t u f h c"),
    **_pairs("љњџшчћђѕ", "lj nj dz s c c d dz"),
    **_pairs("щыэюяіїєґ", "sc y e ju ja i i je g"),
    "ъ": "",
    "ь": "",
}
# "dj" is how đ is typed where the letter is missing; the rule below brings both to "d".
_LATIN = {**_pairs("đðłøæœıħŧþŋ", "d d l o ae oe i h t th n"), "ə": "e"}
_ARABIC = _pairs("ٱىةکیھہ", "ا ي ه ك ي ه ه")
_DIGITS = {chr(base + n): str(n) for base in (0x0660, 0x06F0, 0x0966) for n in range(10)}
_TABLE = str.maketrans({**_CYRILLIC, **_LATIN, **_ARABIC, **_DIGITS})

_MARK_RANGES = ((0x0300, 0x2000), (0x20D0, 0x2100), (0x302A, 0x309B), (0xFB1E, 0xFB1F), (0xFE20, 0xFE30))
# tatweel, soft hyphen, joiners, direction marks and the byte order mark carry no sound
_SILENT = "\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_MARKS = "".join(chr(c) for lo, hi in _MARK_RANGES for c in range(lo, hi) if unicodedata.combining(chr(c)))
_DROPPED = re.compile(f"[{_MARKS}{_SILENT}]+")

# Scripts written without spaces: every character is a word, a typed word is a run of them.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
UNSPACED_LETTER = re.compile(f"[{UNSPACED}\U00020000-\U0003ffff]")
_SEPARATORS = re.compile(r"[\W_]+")
_PLAIN_SPAN = re.compile(r"[^\W_]+")
_SPAN = re.compile(f"[{UNSPACED}\U00020000-\U0003ffff]|(?:[^\\W_{UNSPACED}]|[{_MARKS}{_SILENT}])+")
_NEEDS_SPAN = re.compile(f"[{UNSPACED}{_MARKS}{_SILENT}\U00020000-\U0003ffff]")
_LETTERS_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


class _Letters(dict[int, str]):
    """A letter → what stands for it in the folded form, worked out when first met."""

    def __missing__(self, letter: int) -> str:
        plain = _DROPPED.sub("", unicodedata.normalize("NFKD", chr(letter))).casefold().translate(_TABLE)
        self[letter] = folded = UNSPACED_LETTER.sub(r" \g<0> ", _SEPARATORS.sub(" ", plain))
        return folded


_LETTERS = _Letters()
_FEW = 24


def fold(text: str) -> str:
    """The words of `text`, one space between them, without case, accents, script or Arabic spelling variants.

    The same at index and query time in every engine; never raises.
    """
    return " ".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    """The words of `fold`."""
    if not text.isascii():
        foreign = [letter for letter in set(text) if letter > "\x7f"]
        # a text in plain letters is translated ten times faster: worth it where few letters are in the way
        for letter in foreign if len(foreign) <= _FEW else ():
            text = text.replace(letter, _LETTERS[ord(letter)])
    return text.translate(_LETTERS).replace("dj", "d").split()


@lru_cache(maxsize=8192)
def folded_word(word: str) -> str:
    """`fold`, remembered: texts repeat their words."""
    return fold(word)


def compact(text: str) -> str:
    """An identifier as it is compared: `IT-2019/044 A` → `it2019044a`."""
    return fold(text).replace(" ", "")


def composed(text: str) -> str:
    """Stemmers know composed letters only."""
    return unicodedata.normalize("NFC", text)


def written_words(text: str) -> list[str]:
    """The words of `text` as they are written."""
    return [match[0] for match in spans(text)]


def has_marks(text: str) -> bool:
    """Whether its words are more than runs of letters: marks inside them, or no space between them."""
    return not text.isascii() and bool(_NEEDS_SPAN.search(text))


def spans(text: str) -> list[re.Match[str]]:
    """The words of `text` where they stand, marks included."""
    return list((_SPAN if has_marks(text) else _PLAIN_SPAN).finditer(text))


def spellings(word: str) -> tuple[tuple[str, ...], ...]:
    """The runs of folded words that count as `word`: AK-47, AK47 and AK 47 are one.

    Empty when nothing in it is a letter or a digit.
    """
    folded = tuple(folded_words(word))
    if not folded:
        return ()
    forms = [folded]
    if len(folded) > 1 and not UNSPACED_LETTER.search(word):
        forms.append(("".join(folded),))
    if len(folded) == 1:
        forms.append(tuple(_LETTERS_DIGITS.split(folded[0])))
    return tuple(dict.fromkeys(forms))
