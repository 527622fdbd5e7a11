"""Pure decisions about a practice: who reads it, what is missing, how strong its evidence is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from portal.access.audience import is_widened, review_tokens, writers
from portal.access.publication import Status
from portal.foundation.errors import Problem
from portal.foundation.i18n import Lazy, lazy
from portal.foundation.records import refreshed
from portal.practices.content import PracticeContent

WORKED, DID_NOT = "worked", "did-not"
TOLD, DOCUMENTED, EVALUATED = "told", "documented", "evaluated"
COUNTRIES_NEEDED = 2


def readers_of(
    status: str, content: PracticeContent, owner: str, editors: Collection[str], authority: str
) -> frozenset[str]:
    """Writers always; once published whom the mark names; while in review the coordinators of its regions."""
    own = writers(owner, editors)
    if status == Status.PUBLISHED:
        return own | content.audience.tokens(content.mark, authority)
    if status == Status.SUBMITTED:
        return own | review_tokens(content.regions, None)
    return own


def problems_before_review(content: PracticeContent) -> list[Problem]:
    """What still has to be filled in before a coordinator can judge it."""
    original = content.original
    found = [] if content.texts else [Problem(("texts",), lazy("Write the practice in at least one language."))]
    for name, words in _NEEDED:
        if content.texts and not getattr(original, name):
            found.append(Problem(("texts", content.texts.index(original), name), words))
    if not content.regions:
        words = lazy("Choose the region whose coordinator is to review the practice.")
        found.append(Problem(("regions",), words))
    if content.mark is None:
        return [*found, Problem(("mark",), lazy("Choose the handling mark."))]
    return found + content.audience.problems({content.mark})


_NEEDED: tuple[tuple[str, Lazy], ...] = (
    ("title", lazy("Give the practice a title.")),
    ("problem", lazy("Tell which problem it solves.")),
    ("action", lazy("Tell what was done.")),
    ("steps", lazy("Write at least one step, so that another can repeat it.")),
    ("result", lazy("Tell what came of it.")),
)


def refresh_translations(before: PracticeContent, after: PracticeContent) -> PracticeContent:
    """Marks translations stale when the original they were made from has changed and they have not."""
    texts = refreshed(list(before.texts), list(after.texts), before.original, after.original)
    return after.model_copy(update={"texts": tuple(texts)})


@dataclass(frozen=True, slots=True)
class Word:
    """What one member says of a practice, and whence."""

    country: str
    authority: str
    worked: bool


def is_proved(behind: Iterable[frozenset[str]], readers: frozenset[str]) -> bool:
    """Whether everybody who may read the practice may read at least one of the cases with these audiences.

    A case hidden from some of them proves nothing to these, and to count it would tell them that there is one.
    """
    return any(not is_widened(audience, readers) for audience in behind)


def grade_of(documented: bool, words: Collection[Word], country: str, authority: str) -> str:
    """told, documented or evaluated: never a matter of taste.

    *Told* is the author's word. *Documented*: it names a source, or a case that is open to all its readers.
    *Evaluated*: documented, and members of other authorities than the author's say that it worked, in at least two
    countries besides the author's, and fewer of them say that it did not.
    """
    if not documented:
        return TOLD
    others = [word for word in words if word.authority != authority]
    countries = {word.country for word in others if word.worked} - {country}
    worked = sum(word.worked for word in others)
    return EVALUATED if len(countries) >= COUNTRIES_NEEDED and len(others) - worked < worked else DOCUMENTED


@dataclass(frozen=True, slots=True)
class Tally:
    """Country → how many of its members say so."""

    worked: dict[str, int]
    did_not: dict[str, int]

    @property
    def countries(self) -> list[str]:
        return sorted({*self.worked, *self.did_not})


def tally(words: Iterable[Word]) -> Tally:
    found = Tally({}, {})
    for word in words:
        side = found.worked if word.worked else found.did_not
        side[word.country] = side.get(word.country, 0) + 1
    return found
