"""What stands on each sheet of a PDF that Chromium printed (ISO 32000-1): enough of a reader for its own files."""

import re
import zlib
from collections.abc import Mapping

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>\s*Tj|\[(.*?)\]\s*TJ", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")


def sheets(pdf: bytes) -> list[str]:
    """The text of each sheet, without blanks: Chromium places letters, it does not write words."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [_text(page, objects) for page in pages]


def _text(page: bytes, objects: Mapping[int, bytes]) -> str:
    fonts = {name: _letters(objects[number], objects) for name, number in _fonts(page, objects).items()}
    content = b"".join(_stream(objects[number]) for number in _numbers(page, rb"/Contents"))
    letters: dict[str, str] = {}
    found = []
    for font, plain, several in _SHOWN.findall(content):
        if font:
            letters = fonts.get(font, {})
        for shown in [plain] if plain else _HEX.findall(several):
            codes = [shown[at : at + 4].decode().upper() for at in range(0, len(shown), 4)]
            found.append("".join(letters.get(code, "") for code in codes))
    return "".join(found).replace(" ", "")


def _numbers(body: bytes, name: bytes) -> list[int]:
    found = re.search(name + rb"\s*\[?((?:\s*\d+ 0 R)+)", body)
    return [int(number) for number in re.findall(rb"(\d+) 0 R", found[1])] if found else []


def _fonts(page: bytes, objects: Mapping[int, bytes]) -> dict[bytes, int]:
    resources = page if b"/Font" in page else b"".join(objects[number] for number in _numbers(page, rb"/Resources"))
    found = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    return {name: int(number) for name, number in re.findall(rb"/(\w+) (\d+) 0 R", found[1])} if found else {}


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    raw = found[1] if found else b""
    return zlib.decompress(raw) if b"/FlateDecode" in body else raw


def _letters(font: bytes, objects: Mapping[int, bytes]) -> dict[str, str]:
    """Glyph → letter, from the font's ToUnicode table."""
    table = b"".join(_stream(objects[number]) for number in _numbers(font, rb"/ToUnicode")).decode("latin-1")
    found: dict[str, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found |= {glyph.upper(): _word(letter) for glyph, letter in re.findall(r"<(\w+)>\s*<(\w+)>", block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + step:04X}"] = chr(int(letter, 16) + step)
    return found


def _word(letter: str) -> str:
    return bytes.fromhex(letter).decode("utf-16-be")
