"""How subjects point at one another without importing one another."""

from collections.abc import Callable, Collection, Mapping
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
    """What one reader may be shown of a thing."""

    title: str
    url: str
    mark: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Concerns:
    """Whom a thing concerns, asked by the worker and by services, never shown.

    `audience` is who may know of it at all; `owner` a member's id; `topics` are what one can follow besides the thing:
    `country:NE`, `region:sahel`, `theme:<concept>`, `member:<id>`. What belongs to a part that not all of the audience
    may know of are `inner_topics`, of which the `inner_audience` alone hears.
    """

    audience: frozenset[str]
    owner: str = ""
    mark: str = ""
    topics: frozenset[str] = frozenset()
    inner_audience: frozenset[str] = frozenset()
    inner_topics: frozenset[str] = frozenset()

    def topics_for(self, tokens: frozenset[str]) -> frozenset[str]:
        return self.topics if tokens.isdisjoint(self.inner_audience) else self.topics | self.inner_topics


Describe = Callable[[object, Collection[str]], Mapping[str, Described]]
"""(actor, ids) → those among them the actor may read; one statement however many."""
Concern = Callable[[str], Concerns | None]
Find = Callable[[object, Collection[str]], Mapping[str, str]]
"""(actor, numbers or ids as typed) → id, of those among them the actor may read; one statement however many."""

_describers: dict[str, Describe] = {}
_concerns: dict[str, Concern] = {}
_finders: dict[str, Find] = {}


def register(kind: str, describe: Describe, concern: Concern, find: Find | None = None) -> None:
    """`find` where members name things of the kind by a number."""
    _describers[kind], _concerns[kind] = describe, concern
    if find is not None:
        _finders[kind] = find


def find_many(actor: object, kind: str, typed: Collection[str]) -> Mapping[str, str]:
    """As typed → id; what the actor may not read is not there, nor is anything of an unknown kind."""
    ask = _finders.get(kind)
    return ask(actor, typed) if ask and typed else {}


def describe(actor: object, ref: Ref) -> Described | None:
    """None where the kind is unknown, the thing is gone, or the actor may not read it."""
    return describe_many(actor, [ref]).get(ref)


def describe_many(actor: object, refs: Collection[Ref]) -> dict[Ref, Described]:
    """What the actor may be shown of these things; the others leave no trace. One question for each kind."""
    wanted: dict[str, dict[str, Ref]] = {}
    for ref in refs:
        wanted.setdefault(ref.kind, {})[ref.id] = ref
    found: dict[Ref, Described] = {}
    for kind, by_id in wanted.items():
        ask = _describers.get(kind)
        for key, described in (ask(actor, by_id) if ask else {}).items():
            found[by_id[key]] = described
    return found


def concerns(ref: Ref) -> Concerns | None:
    """None where the kind is unknown or the thing is gone."""
    ask = _concerns.get(ref.kind)
    return ask(ref.id) if ask else None
