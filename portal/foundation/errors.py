"""What may go wrong in a use case, worded for the person who asked. The web and the API turn these into answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.foundation.i18n import Lazy


class PortalError(Exception):
    """Base of everything a caller may show."""


class NotFound(PortalError):
    """It does not exist, or this actor may not know that it does: the two look the same."""


class Refused(PortalError):
    """The actor may see the thing but not do this to it. `reason` says why in words."""

    def __init__(self, reason: Lazy) -> None:
        super().__init__(reason.message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. `path` leads to the field: ("items", 0, "quantity")."""

    path: tuple[str | int, ...]
    message: Lazy

    @property
    def field(self) -> str:
        """The path as people write it: `items[0].quantity`."""
        text = ""
        for step in self.path:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text


class Invalid(PortalError):
    """The input breaks rules; every broken one is named."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message.message}" for problem in problems))
        self.problems = tuple(problems)


class Conflict(PortalError):
    """Somebody else changed the thing after this actor opened it."""


class Unavailable(PortalError):
    """A part the act needs does not answer now; trying again later is right."""
