"""Pure rules of hearing: how near an event is to a member, and who may be told of it."""

from collections.abc import Collection
from enum import IntEnum

from portal.access.actor import Actor
from portal.foundation.events import Event
from portal.foundation.refs import Concerns

PERSONAL = (
    *("submitted", "returned", "applied", "approved", "waiting", "declined", "assigned", "mentioned", "due"),
    *("proposed", "accepted", "reported", "hidden", "kept"),
    *("asked", "granted", "ended"),
)
"""Ends of acts that are told to those they address and to no follower: they speak of work on the way."""
LETTERED = frozenset(
    {
        *("case.submitted", "case.returned", "case.published"),
        *("practice.submitted", "practice.returned", "practice.published"),
        *("registration.applied", "registration.approved", "registration.waiting", "registration.declined"),
        *("meeting.cancelled", "meeting.restored"),
    }
)
"""Acts that send a letter to those they address."""
FOLDED = frozenset({"meeting.agenda", "meeting.changed", "case.changed", "comment.added"})
"""Acts that are told again only once the reader has seen the last telling, or mail has told her."""


class Rank(IntEnum):
    """The lowest concerns her most."""

    ADDRESSED = 0
    OWN = 1
    THING = 2
    TOPIC = 3


def rank_for(member_id: str, event: Event, concerns: Concerns, followed: Collection[str]) -> Rank | None:
    """None where the event is nothing to her. `followed` are the thing and topics of it that she follows and may."""
    if member_id in event.to:
        return Rank.ADDRESSED
    if event.act.rpartition(".")[2] in PERSONAL:
        return None
    if member_id == concerns.owner:
        return Rank.OWN
    if str(event.thing) in followed:
        return Rank.THING
    return Rank.TOPIC if followed else None


def may_hear(actor: Actor, event: Event, concerns: Concerns) -> bool:
    """Never who did it, and nobody who may not know of the thing now."""
    return actor.ref != event.actor and not actor.tokens.isdisjoint(concerns.audience)
