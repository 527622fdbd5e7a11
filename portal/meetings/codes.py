"""The controlled lists of a meeting: code → label. A list only ever grows: stored meetings hold its codes."""

from collections.abc import Mapping

from portal.foundation.i18n import Lazy, lazy

Codes = Mapping[str, Lazy]

FORMS: Codes = {
    "regional": lazy("Regional"),
    "transregional": lazy("Transregional"),
    "online": lazy("On-line"),
}

STATUSES: Codes = {
    "draft": lazy("Draft"),
    "announced": lazy("Announced"),
    "registration": lazy("Registration open"),
    "held": lazy("Held"),
    "closed": lazy("Closed"),
}

QUALIFIERS: Codes = {
    "exactly": lazy("exactly"),
    "more-than": lazy("more than"),
    "nearly": lazy("nearly"),
    "about": lazy("about"),
}

ITEM_KINDS: Codes = {
    "item": lazy("Item"),
    "break": lazy("Break"),
}

ASKS: Codes = {
    "case": lazy("Case"),
    "practice": lazy("Practice"),
}

DECISION_STATES: Codes = {
    "open": lazy("Open"),
    "done": lazy("Done"),
    "dropped": lazy("Dropped"),
}
