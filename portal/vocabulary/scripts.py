"""Serbian Latin to Serbian Cyrillic (Pravopis srpskoga jezika: one letter for one, three digraphs)."""

_DIGRAPHS = {"lj": "љ", "nj": "њ", "dž": "џ"}
_LETTERS = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))


def to_cyrillic(text: str) -> str:
    """Numbers, signs and foreign letters (w, x, y, q) stay as they are."""
    found: list[str] = []
    at = 0
    while at < len(text):
        pair = _DIGRAPHS.get(text[at : at + 2].lower(), "")
        letter = pair or _LETTERS.get(text[at].lower(), "")
        found.append((letter.upper() if text[at].isupper() else letter) if letter else text[at])
        at += 2 if pair else 1
    return "".join(found)
