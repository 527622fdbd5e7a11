"""What people type → a small tree. Never raises, and takes time in proportion to the length of the text.

Words must all match. `"a phrase"` stands together; `-word`, `-"phrase"` and `-field:value` exclude; `a or b`
is either; `word*` begins a word; `field:value` and `field:"two words"` ask a facet. What cannot be used is
dropped and told by a code in `Parsed.notes`.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from search.languages import spellings

MAX_LENGTH = 500
MAX_TERMS = 32
MIN_PREFIX = 2


class Note(StrEnum):
    """Codes of `Parsed.notes`; stable, because pages word them."""

    TOO_LONG = "too-long"
    TOO_MANY_TERMS = "too-many-terms"
    UNBALANCED_QUOTE = "unbalanced-quote"
    UNKNOWN_FIELD = "unknown-field"
    LONE_OPERATOR = "lone-operator"
    NO_WORDS = "no-words"


@dataclass(frozen=True, slots=True)
class Word:
    """As typed or inflected, in any text. `weight` scales a match."""

    text: str
    prefix: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after another in one text, as typed."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Labels:
    """Any of these words and phrases of one language, on its stems, in texts of that language only.

    With a `tie` they are weighed: the words of a phrase count half where they are all there but do not stand together,
    each further label that is found adds the share `tie`, and titles and abstracts count more. Without one any of them
    counts alike, wherever it stands: that is quick.
    """

    texts: tuple[str, ...]
    language: str
    weight: float = 1.0
    tie: float = 0.0


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A facet code, in any of `codes(value)`. Without a weight it only filters."""

    field: str
    value: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Not:
    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The best child counts; `tie` is the share of what each further one adds. Multiples of 1/8 keep sums exact."""

    children: tuple["Node", ...]
    tie: float = 0.0


Node = Word | Phrase | Labels | FieldIs | Not | And | Or


@dataclass(frozen=True, slots=True)
class Parsed:
    """`tree` is None when nothing is asked of the text; `notes` holds each code once."""

    tree: And | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lexeme:
    text: str
    negative: bool = False
    quoted: bool = False
    field: str = ""


_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂″", '"') | dict.fromkeys("’‘ʼ＇", "'") | {"：": ":"})
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LEXEME = re.compile(
    r"""(?P<minus>-?)(?:(?P<field>[^\W\d][\w.-]{0,63}):(?=[^\s:/]))?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))"""
)
_EITHER = {"or", "OR", "|", "||"}
# d'armes, l'arme: the clipped article is no word anybody looks for
_ELISION = re.compile(r"^\w{1,2}'(?=\w\w)")


def codes(value: str) -> tuple[str, ...]:
    """The codes a typed facet value may mean, whatever the case it was typed in."""
    return tuple(dict.fromkeys((value, value.lower(), value.upper())))


def parse(text: str, fields: Collection[str] = ()) -> Parsed:
    """`fields` are the facet names that `name:value` may use."""
    notes: dict[str, None] = {}
    known = {name.casefold(): name for name in fields}
    clean = _clean(text, notes)
    terms: list[Node] = []
    used = 0
    either = False
    for lexeme in _lexemes(clean):
        if not lexeme.quoted and not lexeme.negative and lexeme.text in _EITHER and not lexeme.field:
            if either or not terms:
                notes[Note.LONE_OPERATOR] = None
            either = bool(terms)
            continue
        for node in _nodes(lexeme, known, notes):
            used += 1
            if used <= MAX_TERMS:
                _join(terms, node, either)
            either = False
    if either:
        notes[Note.LONE_OPERATOR] = None
    if used > MAX_TERMS:
        notes[Note.TOO_MANY_TERMS] = None
    if not used and clean.strip():
        notes[Note.NO_WORDS] = None
    return Parsed(And(tuple(terms)) if terms else None, tuple(map(str, notes)))


def _clean(text: str, notes: dict[str, None]) -> str:
    if len(text) > MAX_LENGTH:
        notes[Note.TOO_LONG] = None
        text = text[:MAX_LENGTH]
    text = _UNUSABLE.sub(" ", text.translate(_QUOTES))
    if text.count('"') % 2:
        notes[Note.UNBALANCED_QUOTE] = None
        head, _, tail = text.rpartition('"')
        text = f"{head} {tail}"
    return text


def _lexemes(text: str) -> Iterator[_Lexeme]:
    for found in _LEXEME.finditer(text):
        quoted = found["quoted"] is not None
        value = found["quoted"] if quoted else found["plain"]
        yield _Lexeme(value, bool(found["minus"]), quoted, found["field"] or "")


def _nodes(lexeme: _Lexeme, known: dict[str, str], notes: dict[str, None]) -> Iterator[Node]:
    """One node, or the words of a field nobody knows, or nothing."""
    name = known.get(lexeme.field.casefold(), "")
    found: list[Node] = []
    if name and lexeme.text.strip():
        found = [FieldIs(name, lexeme.text.strip())]
    else:
        if lexeme.field:
            notes[Note.UNKNOWN_FIELD] = None
            found += _word(lexeme.field)
        found += _phrase(lexeme.text) if lexeme.quoted else _word(lexeme.text)
    if not found and not lexeme.quoted:
        notes[Note.LONE_OPERATOR] = None
    if found and lexeme.negative:
        found = [Not(found[0] if len(found) == 1 else And(tuple(found)))]
    yield from found


def _word(text: str) -> list[Node]:
    prefix = text.endswith("*")
    text = _ELISION.sub("", text)
    forms = spellings(text)
    if not forms:
        return []
    return [Word(text.strip("*"), prefix and len(forms[0]) == 1 and len(forms[0][0]) >= MIN_PREFIX)]


def _phrase(text: str) -> list[Node]:
    return [Phrase(text.strip())] if spellings(text) else []


def _join(terms: list[Node], node: Node, either: bool) -> None:
    if not either or not terms:
        terms.append(node)
        return
    last = terms.pop()
    terms.append(Or((*last.children, node)) if isinstance(last, Or) else Or((last, node)))
