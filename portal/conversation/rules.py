"""Pure decisions about conversation: which kinds there are, who may read a thread, how much one may write."""

from collections.abc import Mapping
from datetime import timedelta

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.foundation.i18n import Lazy, lazy

REMARK, QUESTION = "remark", "question"
KINDS: Mapping[str, Lazy] = {REMARK: lazy("Remark"), QUESTION: lazy("Question")}
NARROWED: Mapping[str, Lazy] = {
    "": lazy("Everybody who may read this"),
    "authority": lazy("Of them, my authority"),
    "country": lazy("Of them, my country"),
}
MOST, WITHIN = 30, timedelta(hours=1)
"""Comments of one member: enough for a lively exchange, too few for a flood."""


def token_of(actor: Actor, narrowed: str) -> str:
    """The token a reader needs besides those of the thing; never one that the writer does not hold himself."""
    return {"authority": f"authority:{actor.authority}", "country": f"country:{actor.country}"}.get(narrowed, "")


_NARROWED_MARKS = {"authority": Mark.AMBER_STRICT, "country": Mark.AMBER}


def mark_of(token: str, about: str) -> str:
    """The mark of a thread: that of its thing, or the one its narrowing amounts to where that is narrower."""
    own = _NARROWED_MARKS.get(token.partition(":")[0])
    if own is None or (about and Mark(about).rank >= own.rank):
        return about
    return own.value


def is_open_to(token: str, owner: str, actor: Actor) -> bool:
    return not token or token in actor.tokens or owner == actor.id
