"""What people, programs and attackers put into fields."""

from collections.abc import Mapping

UNREADABLE: Mapping[str, str] = {
    "a direction override": "safe\u202egpj.exe",
    "a direction isolate": "a\u2066b\u2069c",
    "NUL": "be\x00fore",
    "a control character": "bell\x07",
    "a replacement character": "br\ufffdken",
}
"""Refused in every text of every form."""

SCRIPT = '<script>alert("1")</script><img src=x onerror=alert(1)>'
"""Taken as the letters it is made of, and never run."""

MEGABYTE = "long word " * 105_000
UNKNOWN_CODE = "no-such-code"
WRONG_DATES = ("2018-13", "2018-02-30", "31.07.2018", "1066", "tomorrow", "²⁰¹⁸", "2018-07-31T00:00")
WRONG_NUMBERS = ("0", "-1", "1.5", "many", "²", "9" * 5_000, "1e3")
SURROGATE = "half \ud800 letter"
"""Only JSON can carry it: half of a letter, which no text can hold."""
