"""What a link asks of search, and the links that ask a little more or less. Every state of the page is a link."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote_plus, urlencode

from werkzeug.datastructures import MultiDict

from portal.access.actor import Actor
from portal.across.finder.kinds import FACETS
from portal.foundation.i18n import current_language
from portal.foundation.paging import page_number
from search.query import MAX_PASSAGES, Filter, Mode, Query, Sort
from search.syntax import MAX_LENGTH

EXCLUDE = "not_"
MISSING = "without"
WHOLE = "all"
MORE = "more"
EXPAND, SKIP, MEANING = "expand", "skip", "meaning"
VALUES_MAX = 30
TEXT_MAX = MAX_LENGTH + 1
"""Every link of the page repeats the question; search itself reads less and says so."""
PER_PAGE, PER_PAGE_MAX = 20, 100


@dataclass(frozen=True, slots=True)
class Asked:
    """`chosen` and `left_out` are (facet, value) pairs; `missing` names facets that must have no value.

    `whole` names facets of which the page shall offer every value, not only the commonest; `more` offers all facets.
    `after` reads on behind a page, see `Query.after`.
    `meaning` also finds what is near in meaning, where the portal has a model for it.
    `expand` searches for the words of other languages too, but for the concepts and labels in `skip`.
    """

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    more: bool = False
    expand: bool = True
    skip: tuple[str, ...] = ()
    meaning: bool = True
    after: str | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def is_empty(self) -> bool:
        return not (self.text.strip() or self.chosen or self.left_out or self.missing)

    def values(self, facet: str) -> tuple[str, ...]:
        return tuple(value for name, value in self.chosen if name == facet)

    def filters(self) -> tuple[Filter, ...]:
        kept = [Filter(name, self.values(name)) for name in dict.fromkeys(name for name, _ in self.chosen)]
        kept += [Filter(name, (value,), Mode.NONE) for name, value in self.left_out]
        return (*kept, *(Filter(name, (), Mode.MISSING) for name in self.missing))

    def query(
        self, actor: Actor, facets: Iterable[str], languages: tuple[str, ...] = (), passages: int = MAX_PASSAGES
    ) -> Query:
        """The actor's tokens are the audience: nothing the link says can change that. `languages` are the reader's."""
        return Query(
            audience=actor.tokens,
            text=self.text,
            filters=self.filters(),
            facets=tuple(facets),
            sort=self.sort,
            page=self.page,
            per_page=self.per_page,
            language=current_language(),
            passages=passages,
            meaning=self.meaning,
            after=self.after,
            prefer=Filter("language", languages) if languages else None,
        )

    def link(self) -> str:
        pairs = [("q", self.text)] if self.text else []
        pairs += self.chosen
        pairs += [(EXCLUDE + name, value) for name, value in self.left_out]
        pairs += [(MISSING, name) for name in self.missing]
        pairs += [(WHOLE, name) for name in self.whole]
        pairs += [(MORE, "1")] if self.more else []
        pairs += [] if self.expand else [(EXPAND, "off")]
        pairs += [] if self.meaning else [(MEANING, "off")]
        pairs += [(SKIP, text) for text in self.skip]
        pairs += [("sort", self.sort.value)] if self.sort is not Sort.RELEVANCE else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return "/search?" + urlencode(pairs)

    def toggled(self, facet: str, value: str) -> "Asked":
        """With the value added, or taken away when it was chosen or left out."""
        pair = (facet, value)
        if pair in self.left_out:
            return replace(self, left_out=_without(self.left_out, pair), page=1)
        if pair in self.chosen:
            return replace(self, chosen=_without(self.chosen, pair), page=1)
        return replace(self, chosen=(*self.chosen, pair), page=1)

    def excluded(self, facet: str, value: str) -> "Asked":
        pair = (facet, value)
        return replace(self, left_out=(*_without(self.left_out, pair), pair), page=1)

    @property
    def concerned(self) -> frozenset[str]:
        """The facets this question says anything about."""
        named = (name for name, _ in (*self.chosen, *self.left_out))
        return frozenset((*named, *self.missing, *self.whole))

    def with_whole(self, facet: str) -> "Asked":
        return replace(self, whole=(*self.whole, facet))

    def toggled_missing(self, facet: str) -> "Asked":
        if facet in self.missing:
            return replace(self, missing=tuple(name for name in self.missing if name != facet), page=1)
        return replace(self, missing=(*self.missing, facet), page=1)


def adding(link: str, name: str) -> str:
    """The link that one more parameter makes, up to its value."""
    return f"{link}{'' if link.endswith('?') else '&'}{quote_plus(name)}="


def _without(pairs: tuple[tuple[str, str], ...], pair: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(kept for kept in pairs if kept != pair)


def read_asked(args: MultiDict[str, str]) -> Asked:
    """Never fails: what cannot be used is left aside."""
    chosen, left_out = [], []
    for name, value in args.items(multi=True):
        if not value or len(value) > 120:
            continue
        if name in FACETS:
            chosen.append((name, value))
        elif name.removeprefix(EXCLUDE) in FACETS and name.startswith(EXCLUDE):
            left_out.append((name.removeprefix(EXCLUDE), value))
    per_page = page_number(args.get("per_page") or str(PER_PAGE), PER_PAGE_MAX)
    sort = args.get("sort", "")
    return Asked(
        text=args.get("q", "")[:TEXT_MAX],
        chosen=tuple(dict.fromkeys(chosen))[:VALUES_MAX],
        left_out=tuple(dict.fromkeys(left_out))[:VALUES_MAX],
        missing=tuple(dict.fromkeys(name for name in args.getlist(MISSING) if name in FACETS)),
        whole=tuple(dict.fromkeys(name for name in args.getlist(WHOLE) if name in FACETS)),
        more=MORE in args,
        after=args.get("after"),
        expand=args.get(EXPAND) != "off",
        meaning=args.get(MEANING) != "off",
        skip=tuple(dict.fromkeys(text for text in args.getlist(SKIP) if 0 < len(text) <= 300))[:VALUES_MAX],
        sort=Sort(sort) if sort in {each.value for each in Sort} else Sort.RELEVANCE,
        page=page_number(args.get("page"), 10_000 // per_page),
        per_page=per_page,
    )
