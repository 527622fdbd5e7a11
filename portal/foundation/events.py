"""What happened that members may want to hear of: subjects say it; who hears is decided above, after the commit."""

from collections.abc import Collection
from dataclasses import dataclass

from portal.foundation.outbox.queue import enqueue
from portal.foundation.refs import Ref

TOPIC = "event"


@dataclass(frozen=True, slots=True)
class Event:
    """`act` as in the audit (`case.published`); `to` are members it is told besides the followers of the thing.

    Who did it is never told of it. Rights are asked when it is told, not when it is said.
    """

    act: str
    thing: Ref
    actor: Ref
    to: tuple[str, ...] = ()


def announce(act: str, thing: Ref, actor: Ref, to: Collection[str] = ()) -> None:
    """In the transaction of its cause."""
    enqueue(TOPIC, f"{act} {thing} {actor}", payload=" ".join(dict.fromkeys(to)))


def read_event(key: str, payload: str) -> Event:
    act, thing, actor = key.split(" ")
    return Event(act, Ref.parse(thing), Ref.parse(actor), tuple(payload.split()))
