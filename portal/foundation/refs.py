"""How subjects point at one another without importing one another."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing of some kind. Names and addresses come from the registry, asked with the reader's rights."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Ref":
        kind, _, key = text.partition(":")
        return cls(kind, key)


SYSTEM = Ref("system", "")
"""The actor of acts that no member did: the command line and the worker."""


@dataclass(frozen=True, slots=True)
class Described:
    title: str
    url: str


Describe = Callable[[object, str], Described | None]
"""(actor, id) → what this actor may be shown of the thing, or None."""

_describers: dict[str, Describe] = {}


def register(kind: str, describe: Describe) -> None:
    _describers[kind] = describe


def describe(actor: object, ref: Ref) -> Described | None:
    """None where the kind is unknown, the thing is gone, or the actor may not read it."""
    known = _describers.get(ref.kind)
    return known(actor, ref.id) if known else None
