"""Who would read it: shown to the author before anything is submitted."""

from portal.access.publication import Status
from portal.foundation.i18n import Lazy, lazy
from portal.members.models import Member
from portal.members.queries import Reach, coordinators_of, reaches_of
from portal.practices import rules
from portal.practices.models import Practice

STEP_NAMES: dict[str, Lazy] = {
    "texts": lazy("What was done"),
    "evidence": lazy("Evidence and themes"),
    "audience": lazy("Who may read it"),
    "submit": lazy("Check and submit"),
}


def reach_of(practice: Practice) -> Reach:
    """The members it will reach once published, counted by the rule itself."""
    content, owner = practice.content, practice.owner_id
    tokens = rules.readers_of(Status.PUBLISHED, content, owner, practice.writer_ids, practice.authority_id)
    return reaches_of([tokens])[0]


def reviewers_of(practice: Practice) -> list[Member]:
    """The coordinators who will read it to review it."""
    found = coordinators_of(frozenset(practice.content.regions))
    return [member for member in found if member.id not in practice.writer_ids]
