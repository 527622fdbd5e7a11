"""The facets of the result page: which ones, in which order, in whose words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import islice
from typing import Any
from urllib.parse import quote_plus

from babel.dates import format_date, parse_date

from portal.across.finder.asked import EXCLUDE, Asked, adding
from portal.across.finder.kinds import KINDS
from portal.across.finder.themes import Branch, theme_branches
from portal.cases import codes
from portal.countries.queries import country_name
from portal.foundation.i18n import Lazy, current_locale, lazy
from portal.practices.codes import GRADES
from portal.regions.queries import REGIONS
from portal.vocabulary.queries import concept_name
from search.results import FacetCount

Namer = Callable[[str], str]

LINKED: Mapping[str, Lazy] = {
    "organized-crime": lazy("Organized crime"),
    "terrorism": lazy("Terrorism"),
}
TITLES: Mapping[str, Lazy] = {
    "kind": lazy("Kind"),
    "grade": lazy("Evidence of a practice"),
    "region": lazy("Region"),
    "country": lazy("Country"),
    "origin": lazy("Country of origin"),
    "transit": lazy("Country of transit"),
    "destination": lazy("Country of destination"),
    "seizure": lazy("Country of seizure"),
    "prosecution": lazy("Country of prosecution"),
    "offence": lazy("Offence"),
    "item": lazy("Item"),
    "method": lazy("Method"),
    "technique": lazy("Technique"),
    "cooperation": lazy("Cooperation"),
    "theme": lazy("Theme"),
    "stage": lazy("Stage"),
    "language": lazy("Language of the text"),
    "linked": lazy("Linked to"),
    "mark": lazy("Handling mark"),
    "year": lazy("Year"),
    "month": lazy("Month"),
}
THEME = "theme"
MOST = 8
"""Values of one facet a page offers before it is asked for all of them: a page must stay light on a slow line."""
SHOWN = tuple(name for name in TITLES if name not in ("year", "month"))
FIRST = frozenset({"kind", "region", "country", "offence", "item", "method", "mark"})
"""Those every page of results counts; the others when they are asked for, or belong to the one kind asked for."""


def offered(asked: Asked) -> list[str]:
    """The facets of this page, in order: the first ones and those the question uses, or all."""
    kinds = [KINDS[kind] for kind in asked.values("kind") if kind in KINDS]
    own = kinds[0].first if len(kinds) == 1 else frozenset()
    return [name for name in SHOWN if asked.more or name in FIRST or name in own or name in asked.concerned]


def _of(known: Mapping[str, Lazy]) -> Namer:
    return lambda code: str(known.get(code, code))


def _language(code: str) -> str:
    return str(current_locale().languages.get(code, code))


def _month(value: str) -> str:
    return format_date(parse_date(f"{value}-01", locale="sv"), "MMM y", current_locale())


@cache
def namers() -> Mapping[str, Namer]:
    countries = dict.fromkeys(("country", "origin", "transit", "destination", "seizure", "prosecution"), country_name)
    return {
        **countries,
        "kind": _of({name: kind.label for name, kind in KINDS.items()}),
        "grade": _of(GRADES),
        "region": _of(REGIONS),
        "offence": _of(codes.OFFENCES),
        "item": _of(codes.ITEM_TYPES),
        "method": _of(codes.METHODS),
        "technique": _of(codes.TECHNIQUES),
        "cooperation": _of(codes.COOPERATION),
        "theme": concept_name,
        "stage": _of(codes.STAGES),
        "language": _language,
        "linked": _of(LINKED),
        "mark": lambda value: value,
        "year": lambda value: value,
        "month": _month,
    }


def name_of(facet: str, value: str) -> str:
    """In the reader's words. A value of a link that is in no list is shown as it stands."""
    try:
        return namers()[facet](value)
    except (ValueError, IndexError):
        return value


def facet_values(asked: Asked, facet: str, counts: Sequence[FacetCount]) -> list[dict[str, Any]]:
    """What the facet component shows: the commonest values, then those left out or chosen that are not among them."""
    known = {count.value: count.count for count in counts}
    in_force = [value for name, value in (*asked.chosen, *asked.left_out) if name == facet]
    first = replace(asked, page=1).link()
    choose, leave_out = adding(first, facet), adding(first, EXCLUDE + facet)

    def shown(branch: Branch) -> dict[str, Any]:
        value, count = branch.key, known.get(branch.key, 0)
        if value in in_force:
            made = _changed(asked, facet, value, count)
        else:
            made = _plain(facet, value, count, choose, leave_out)
        made["narrower"] = [shown(each) for each in branch.narrower]
        return made

    return [shown(branch) for branch in _branches(asked, facet, known, in_force)]


def _branches(asked: Asked, facet: str, known: Mapping[str, int], in_force: Sequence[str]) -> list[Branch]:
    most = None if facet in asked.whole else MOST
    if facet == THEME:
        return theme_branches(known, in_force, most)
    return [Branch(value) for value in dict.fromkeys([*islice(known, most), *in_force])]


def _plain(facet: str, value: str, count: int, choose: str, leave_out: str) -> dict[str, Any]:
    """Most values only add to the link of the page as it stands, which is quicker than a new one."""
    typed = _typed(value)
    return {
        "text": name_of(facet, value),
        "count": count,
        "url": choose + typed,
        "selected": False,
        "excluded": False,
        "exclude_url": leave_out + typed,
    }


def _changed(asked: Asked, facet: str, value: str, count: int) -> dict[str, Any]:
    return {
        "text": name_of(facet, value),
        "count": count,
        "url": asked.toggled(facet, value).link(),
        "selected": (facet, value) in asked.chosen,
        "excluded": (facet, value) in asked.left_out,
        "exclude_url": asked.excluded(facet, value).link(),
    }


@lru_cache(maxsize=4096)
def _typed(value: str) -> str:
    return quote_plus(value)


def more_values(asked: Asked, facet: str, values: Sequence[Mapping[str, Any]], all_of_them: int) -> Any:
    """The link to every value of the facet, where the page does not offer them all."""
    left = all_of_them - _how_many(values)
    if left <= 0 or facet in asked.whole:
        return None
    return {"count": left, "url": asked.with_whole(facet).link()}


def _how_many(values: Sequence[Mapping[str, Any]]) -> int:
    return sum(1 + _how_many(value["narrower"]) for value in values)


def chosen_filters(asked: Asked) -> list[dict[str, str]]:
    """The filters in force, each with the link that takes it away."""
    words = [
        {"text": f"{TITLES[name]}: {name_of(name, value)}", "url": asked.toggled(name, value).link()}
        for name, value in asked.chosen
    ]
    words += [
        {"text": f"{TITLES[name]}: − {name_of(name, value)}", "url": asked.toggled(name, value).link()}
        for name, value in asked.left_out
    ]
    none = lazy("no value")
    return words + [
        {"text": f"{TITLES[name]}: {none}", "url": asked.toggled_missing(name).link()} for name in asked.missing
    ]


def time_bars(asked: Asked, facets: Mapping[str, Sequence[FacetCount]]) -> list[dict[str, Any]]:
    """Bars by year; inside one chosen year, by month."""
    years = asked.values("year")
    facet = "month" if len(years) == 1 else "year"
    counts = sorted(facets.get(facet, ()), key=lambda each: each.value)
    if facet == "month":
        counts = [each for each in counts if each.value.startswith(years[0])]
    return [
        {
            "year": name_of(facet, each.value),
            "count": each.count,
            "url": _drilled(asked, facet, each.value).link(),
            "selected": (facet, each.value) in asked.chosen,
        }
        for each in counts
    ]


def _drilled(asked: Asked, facet: str, value: str) -> Asked:
    """One year or month at a time: choosing another replaces it."""
    if (facet, value) in asked.chosen:
        return asked.toggled(facet, value)
    others = tuple(pair for pair in asked.chosen if pair[0] != facet)
    return replace(asked, chosen=(*others, (facet, value)), page=1)
