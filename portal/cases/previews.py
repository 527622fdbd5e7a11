"""Who would read what: shown to the author before anything is submitted."""

from dataclasses import dataclass

from portal.access.audience import Mark
from portal.access.publication import Status
from portal.cases import rules
from portal.cases.models import LAYERS, Case
from portal.foundation.i18n import Lazy, lazy
from portal.members.models import Member
from portal.members.queries import Reach, coordinators_of, reaches_of

STEP_NAMES: dict[str, Lazy] = {
    "texts": lazy("Texts"),
    "facts": lazy("Facts"),
    "items": lazy("Items and route"),
    "persons": lazy("Persons"),
    "cooperation": lazy("Cooperation and sources"),
    "audience": lazy("Who may read it"),
    "files": lazy("Files"),
    "submit": lazy("Check and submit"),
}

LAYER_NAMES: dict[str, Lazy] = {
    "abstract": lazy("Abstract"),
    "summary": lazy("Summary"),
    "annex": lazy("Restricted annex"),
}


@dataclass(frozen=True, slots=True)
class LayerReach:
    layer: str
    name: Lazy
    mark: Mark | None
    reach: Reach


def audience_preview(case: Case) -> list[LayerReach]:
    """Each layer with the members it will reach once published, counted by the rule itself."""
    opened = rules.audiences(Status.PUBLISHED, case.content, case.owner_id, case.writer_ids, case.authority_id)
    reached = reaches_of([opened[layer] for layer in LAYERS])
    return [
        LayerReach(layer, LAYER_NAMES[layer], getattr(case.content.marks, layer), reach)
        for layer, reach in zip(LAYERS, reached, strict=True)
    ]


def reviewers_of(case: Case) -> list[Member]:
    """The coordinators who will read the abstract to review it."""
    return [m for m in coordinators_of(frozenset(case.content.regions)) if m.id not in case.writer_ids]
