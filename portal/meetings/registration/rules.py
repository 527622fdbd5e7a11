"""Pure decisions about registration: who may register, who gets a place, who moves up, what a letter may hold."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from portal.access.actor import Actor
from portal.foundation.errors import Problem
from portal.foundation.i18n import Lazy, lazy
from portal.meetings.models import Status
from portal.meetings.registration.content import Desk, Question
from portal.meetings.registration.models import State

ANSWER_MAX = 2000
PLACEHOLDERS = ("name", "meeting", "place", "starts", "link")
_BRACED = re.compile(r"\{([^{}]*)\}")


class Person(Protocol):
    @property
    def role(self) -> str: ...
    @property
    def country(self) -> str: ...


Waiting = TypeVar("Waiting", bound=Person)


@dataclass(slots=True)
class Taken:
    """Places taken, in all and by country. Observers take none."""

    total: int = 0
    countries: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, placed: Iterable[Person]) -> "Taken":
        taken = cls()
        for person in placed:
            taken.add(person)
        return taken

    def add(self, person: Person) -> None:
        if person.role != "observer":
            self.total += 1
            self.countries[person.country] += 1


def has_room(desk: Desk, taken: Taken, role: str, country: str) -> bool:
    if role == "observer":
        return True
    if desk.places and taken.total >= desk.places:
        return False
    return not desk.country_places or taken.countries[country] < desk.country_places


def first_state(desk: Desk, taken: Taken, role: str, country: str) -> State:
    """Where a new registration begins: at the organizer's, at a place, or at the end of the waiting list."""
    if desk.approval:
        return State.APPLIED
    return State.APPROVED if has_room(desk, taken, role, country) else State.WAITING


def moving_up(desk: Desk, taken: Taken, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those of the waiting list, in its order, for whom there is room now. A full country holds up no other."""
    found = []
    for person in waiting:
        if has_room(desk, taken, person.role, person.country):
            taken.add(person)
            found.append(person)
    return found


def may_register(actor: Actor, desk: Desk) -> bool:
    """By invitation always; otherwise by what the organizer opened it to. Reading the meeting is asked beside this."""
    if not actor.is_member:
        return False
    if actor.id in desk.invited:
        return True
    if desk.who == "places":
        return actor.country in desk.countries or not actor.regions.isdisjoint(desk.regions)
    return desk.who == "members"


def why_closed(status: str, desk: Desk, cancelled: bool, today: str) -> Lazy | None:
    """What keeps everybody from registering; None when nothing does."""
    if cancelled:
        return lazy("The meeting is cancelled.")
    if status != Status.REGISTRATION:
        return lazy("Registration is not open.")
    if desk.deadline and today > desk.deadline:
        return lazy("Registration has ended.")
    return None


def problems_of_answers(questions: Sequence[Question], answers: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the answers to the organizer's questions; keys are the places of the questions."""
    return [problem for at, question in enumerate(questions) for problem in _problem(f"q{at}", question, answers)]


def _problem(name: str, question: Question, answers: Mapping[str, str]) -> Iterable[Problem]:
    given = answers.get(name, "")
    if not given and question.required:
        yield Problem((name,), lazy("This is needed. Please fill it in."))
    elif len(given) > ANSWER_MAX:
        words = lazy("This is too long: %(length)s characters, at most %(limit)s. Please shorten it.")
        yield Problem((name,), words.fill(length=len(given), limit=ANSWER_MAX))
    elif given and question.kind == "choice" and given not in question.choices:
        yield Problem((name,), lazy("Please choose one of the values offered."))
    elif given and question.kind == "yes-no" and given not in ("yes", "no"):
        yield Problem((name,), lazy("Please answer yes or no."))


def unknown_placeholders(text: str) -> list[str]:
    return [name for name in _BRACED.findall(text) if name not in PLACEHOLDERS]


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """One pass: what is filled in is not looked at again."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)
