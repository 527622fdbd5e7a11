"""Who acts: what the rules need to know of a member, and nothing else."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from portal.foundation.refs import SYSTEM, Ref


class Role(StrEnum):
    MEMBER = "member"
    FOCAL_POINT = "focal-point"
    COORDINATOR = "coordinator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """`regions` are those the actor belongs to, `coordinates` those he publishes for."""

    id: str = ""
    role: Role | None = None
    country: str = ""
    authority: str = ""
    regions: frozenset[str] = field(default_factory=frozenset)
    coordinates: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_member(self) -> bool:
        return bool(self.id)

    @property
    def ref(self) -> Ref:
        return Ref("member", self.id) if self.id else Ref("visitor", "")

    @cached_property
    def tokens(self) -> frozenset[str]:
        """What the actor holds. A row is visible when its audience has one of these; see `audience`."""
        if not self.is_member:
            return frozenset({"public"})
        own = {"public", "all", f"member:{self.id}", f"country:{self.country}", f"authority:{self.authority}"}
        own |= {f"region:{region}" for region in self.regions}
        review = {f"review:{region}" for region in self.coordinates}
        return frozenset(own | review | {f"{right}:{token}" for right in review for token in own})


VISITOR = Actor()


class SystemActor(Actor):
    """The command line and the worker: may do what no policy row is asked for, and reads nothing."""

    @property
    def ref(self) -> Ref:
        return SYSTEM
