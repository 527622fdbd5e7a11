"""The controlled lists of a practice: code → label."""

from collections.abc import Mapping

from portal.foundation.i18n import Lazy, lazy

GRADES: Mapping[str, Lazy] = {
    "told": lazy("Told"),
    "documented": lazy("Documented"),
    "evaluated": lazy("Evaluated"),
}
"""From the weakest evidence to the strongest; `rules.grade_of` alone decides which one a practice has."""

ANSWERS: Mapping[str, Lazy] = {
    "worked": lazy("It worked here too"),
    "did-not": lazy("It did not work here"),
}
