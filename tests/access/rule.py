"""Who reads what, written from the domain's own words and from nothing of the portal's code but names.

`CLEAR` anyone · `GREEN` every active member · `AMBER` members of the regions or countries the author names ·
`AMBER+STRICT` members of the owner's authority · `RED` the persons named. Writers read what they write. A case under
review is read by the coordinators of its regions: its abstract by all of them, a further layer by those whom its mark
will let read it. A layer is reached through the abstract: who may not read that does not know the case.
"""

from portal.access.actor import Actor
from portal.cases.models import Case

LAYERS = ("abstract", "summary", "annex")


def admits(actor: Actor, case: Case, layer: str) -> bool:
    """Whether the mark of the layer names the actor."""
    named = case.content.audience
    mark = getattr(case.content.marks, layer)
    if mark is None:
        return False
    if mark == "CLEAR":
        return True
    if not actor.id:
        return False
    return {
        "GREEN": True,
        "AMBER": actor.country in named.countries or bool(set(actor.regions) & set(named.regions)),
        "AMBER+STRICT": actor.authority == case.authority_id,
        "RED": actor.id in named.members,
    }[str(mark)]


def opens(actor: Actor, case: Case, layer: str) -> bool:
    """Whether the layer taken alone is open to the actor."""
    if actor.id and (actor.id == case.owner_id or actor.id in {editor.member_id for editor in case.editors}):
        return True
    if case.status == "published":
        return admits(actor, case, layer)
    if case.status == "submitted" and set(actor.coordinates) & set(case.content.regions):
        return layer == "abstract" or admits(actor, case, layer)
    return False


def reads(actor: Actor, case: Case, layer: str) -> bool:
    return opens(actor, case, "abstract") and opens(actor, case, layer)
