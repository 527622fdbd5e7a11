"""Texts made to keep a pattern busy: each is done in a process of its own, which is ended when it takes too long."""

import subprocess
import sys

import pytest

from portal.foundation.texts import TEXT_MAX

LONG = 100_000
TEXTS = {
    "brackets": '"[" * n',
    "links begun": '"[a](" * (n // 4)',
    "images begun": '"![" * (n // 2)',
    "stars": '"*" * n',
    "stars apart": '"*a **b " * (n // 7)',
    "tildes": '"~~a" * (n // 3)',
    "backticks": '"`" * (n // 2) + "a" + "`" * (n // 3)',
    "nested quotes": '"> " * (n // 2)',
    "nested lists": '"\\n".join(" " * i + "- a" for i in range(440))',
    "quoted words": "'\"a ' * (n // 3)",
    "escapes": '"\\\\\\\\" * (n // 2)',
    "entities": '"&amp" * (n // 4)',
    "mail-like": '("a" * 60 + "@") * (n // 61)',
    "one long address": '"a" * (n // 2) + "@" + "b" * (n // 2)',
    "dots of a host": '"a." * (n // 2)',
    "addresses": '"http://" * (n // 7)',
    "an address of brackets": '"http://a/" + "(" * n',
    "a table": '"|a" * (n // 4) + "\\n" + "|-" * (n // 4)',
    "tags begun": '"<" * n',
    "nested tags": '"<p><b>" * (n // 6)',
    "attributes": '"<a " + "a=\\"" * (n // 3)',
    "comments begun": '"<!--" * (n // 4)',
    "minus signs": '"-" * n',
    "fields": '"a:" * (n // 2)',
    "parentheses": '"(" * n',
    "combining marks": '"e" + "\\u0301" * n',
    "blanks": '" " * n + "a"',
}
WORK = {
    "the renderer": ("from portal.foundation.richtext import render as work", TEXT_MAX),
    "the sanitizer": ("from portal.foundation.sanitize import sanitize as work", TEXT_MAX),
    "the search syntax": ("from search.syntax import parse as work", LONG),
    "the cleaning of texts": ("from portal.foundation.texts import clean as work", LONG),
}
"""What is imported, and the longest text it gets: renderer and sanitizer see what `texts` let in."""
PROGRAM = """
import sys
{imported}
n = {size}
for name, text in ({texts}).items():
    sys.stdout.write(name + "\\n")
    sys.stdout.flush()
    work(text)
sys.stdout.write("done\\n")
"""


@pytest.mark.parametrize("what", WORK)
def test_no_text_keeps_a_pattern_busy(what: str) -> None:
    texts = "{" + ", ".join(f"{name!r}: {made}" for name, made in TEXTS.items()) + "}"
    program = PROGRAM.format(imported=WORK[what][0], size=WORK[what][1], texts=texts)
    try:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired as late:
        raise AssertionError(f"{what} did not come to an end; the last line names the text: {late.stdout!r}") from None
    assert done.stdout.split("\n")[-2] == "done", done.stderr[-500:]
