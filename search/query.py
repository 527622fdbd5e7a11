"""What an engine is asked. `audience` has no default: nobody searches without saying who reads."""

from dataclasses import dataclass
from enum import StrEnum

from search.syntax import And, Node, Parsed, parse

MAX_PER_PAGE = 100
MAX_PASSAGES = 3


class Mode(StrEnum):
    """How a filter reads its values."""

    ANY = "any"
    """at least one of the values"""
    NONE = "none"
    """none of the values"""
    MISSING = "missing"
    """no value at all; `values` stays empty"""


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Filter:
    field: str
    values: tuple[str, ...] = ()
    mode: Mode = Mode.ANY


@dataclass(frozen=True, slots=True)
class Query:
    """One question of one reader.

    `audience` are the tokens the reader holds; only parts that carry one of them exist for this query.
    `text` is what was typed, in the syntax of `search.syntax`. `facets` are the names to count. `language` is
    the reader's, used for nothing but breaking ties between highlights. `page` starts at 1. `fields` are
    facet names that `name:value` in the text may use besides those counted or filtered. `tree`, when given,
    is asked instead of `text`: the parsed text with concepts expanded in it. `after`, when given, reads on however deep
    and `page` counts for nothing: the empty text is the beginning, then it is the `Page.after` of the page before.
    `partial` finds what has some of the words: each counts by how rare it is; exclusions and facets still bind.
    `meaning` asks for what is near in meaning too, where the engine has a model for it.
    `passages` are how many marked passages a hit shows at most, none for 0.
    Of equal matches those that pass `prefer` come first.
    """

    audience: frozenset[str]
    text: str = ""
    filters: tuple[Filter, ...] = ()
    facets: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    passages: int = MAX_PASSAGES
    language: str = "en"
    fields: tuple[str, ...] = ()
    tree: Node | None = None
    after: str | None = None
    partial: bool = False
    prefer: Filter | None = None
    meaning: bool = False

    @property
    def start(self) -> int:
        """Hits before the page."""
        return (self.page_number - 1) * self.page_size

    @property
    def page_number(self) -> int:
        return max(self.page, 1)

    @property
    def page_size(self) -> int:
        """1 to `MAX_PER_PAGE`."""
        return min(max(self.per_page, 1), MAX_PER_PAGE)

    def parsed(self) -> Parsed:
        """The tree given, or what was typed."""
        if self.tree is not None:
            return Parsed(self.tree if isinstance(self.tree, And) else And((self.tree,)))
        return parse(self.text, {*self.fields, *self.facets, *(chosen.field for chosen in self.filters)})
