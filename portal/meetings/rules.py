"""Pure decisions about a meeting: who reads it, what is missing, what may follow what."""

from collections.abc import Collection, Mapping

from portal.access.audience import writers
from portal.foundation.errors import Problem
from portal.foundation.i18n import lazy
from portal.meetings.content import MeetingContent
from portal.meetings.models import LAYERS, Status
from portal.regions.queries import regions_of

MOVES: Mapping[str, tuple[Status, ...]] = {
    Status.DRAFT: (Status.ANNOUNCED,),
    Status.ANNOUNCED: (Status.REGISTRATION, Status.HELD, Status.DRAFT),
    Status.REGISTRATION: (Status.HELD, Status.ANNOUNCED),
    Status.HELD: (Status.CLOSED, Status.REGISTRATION),
    Status.CLOSED: (Status.HELD,),
}
"""The first is the usual next step; the last of most leads back."""
FORWARD = {status: number for number, status in enumerate(Status)}


def audiences(
    status: str, content: MeetingContent, owner: str, organizers: Collection[str], authority: str
) -> dict[str, frozenset[str]]:
    """layer → tokens that open it. A draft is its organizers' alone; the minutes are never wider than the meeting."""
    own = writers(owner, organizers)
    if status == Status.DRAFT:
        return dict.fromkeys(LAYERS, own)
    marks = {"abstract": content.mark, "minutes": content.mark_of_minutes}
    return {layer: own | content.audience.tokens(mark, authority) for layer, mark in marks.items()}


def problems_before_announcement(content: MeetingContent) -> list[Problem]:
    """What still has to be filled in before others read it."""
    needed = (
        ("title", content.title, lazy("Give the meeting a title.")),
        ("regions", content.regions, lazy("Choose at least one region: its coordinators publish the meeting.")),
        ("starts", content.starts, lazy("Say when it is: a day, or the month while the day is not known.")),
        ("mark", content.mark, lazy("Choose the handling mark of the meeting.")),
        ("place", content.place or content.form == "online", lazy("Name the place, or make it an on-line meeting.")),
    )
    found = [Problem((name,), words) for name, value, words in needed if not value]
    if content.form == "transregional" and len(content.regions) == 1:
        found.append(Problem(("regions",), lazy("A transregional meeting joins at least two regions.")))
    marks = {mark for mark in (content.mark, content.mark_of_minutes) if mark}
    return found + content.audience.problems(marks)


def both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Tokens whose holder certainly meets both sets: never more readers than the two together let in.

    Everybody includes every member, and a country lies in its regions; more is not concluded.
    """
    return frozenset(token for token in one if _meets(token, other)) | {token for token in other if _meets(token, one)}


def _meets(token: str, wanted: frozenset[str]) -> bool:
    if token in wanted or "public" in wanted:
        return True
    if token == "public":  # noqa: S105 - an audience, no secret
        return False
    if "all" in wanted:
        return True
    kind, _, code = token.partition(":")
    return kind == "country" and any(f"region:{region}" in wanted for region in regions_of(code))
