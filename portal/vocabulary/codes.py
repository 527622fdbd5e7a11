"""The languages of the vocabulary and the words of its codes."""

from collections.abc import Mapping

from portal.foundation.i18n import Lazy, lazy

LANGUAGES = ("en", "fr", "es", "ar", "ru", "pt", "zh", "bs", "hr", "sr", "sq", "mk")
"""Every concept has a preferred label in each. Serbian is written in Latin; its Cyrillic follows from it."""

KINDS: Mapping[str, Lazy] = {
    "preferred": lazy("Preferred"),
    "alternative": lazy("Alternative"),
    "hidden": lazy("Hidden: searched, never shown"),
}
STATUSES: Mapping[str, Lazy] = {
    "proposed": lazy("Proposed"),
    "approved": lazy("Approved"),
    "merged": lazy("Merged into another"),
}
SCHEMES: Mapping[str, str] = {
    "eurovoc": "http://eurovoc.europa.eu/",
    "unbis": "http://metadata.un.org/thesaurus/",
}
"""Thesauri whose concepts ours may match exactly, and what their addresses begin with."""
