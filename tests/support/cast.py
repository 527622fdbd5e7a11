"""The fixed cast: whoever a rule speaks of has a name here."""

from dataclasses import dataclass, fields
from functools import cache

from argon2 import PasswordHasher

from portal.access.actor import VISITOR, Actor, Role
from portal.foundation.database import db, transaction
from portal.members.models import Member
from portal.members.service import NewMember, create_member

PASSWORD = "a long enough password"


@cache
def cheap_hash() -> str:
    """Verified like any other, but made with the least work: tests sign in often."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Person:
    """A member of the cast; `actor` is what the rules see of him."""

    id: str
    email: str
    name: str
    actor: Actor


@dataclass(frozen=True)
class Cast:
    author: Person
    colleague: Person
    neighbour: Person
    outsider: Person
    coordinator: Person
    focal_point: Person
    editor: Person
    administrator: Person
    suspended: Person

    @property
    def visitor(self) -> Person:
        return Person("", "", "Visitor", VISITOR)

    @property
    def active(self) -> list[Person]:
        return [getattr(self, each.name) for each in fields(self) if each.name != "suspended"]


_PEOPLE = {
    "author": ("NE", Role.MEMBER, "Parquet de Niamey", ()),
    "colleague": ("NE", Role.MEMBER, "Parquet de Niamey", ()),
    "neighbour": ("ML", Role.MEMBER, "Pôle judiciaire", ()),
    "outsider": ("RS", Role.MEMBER, "Tužilaštvo", ()),
    "coordinator": ("SN", Role.COORDINATOR, "Parquet de Dakar", ("sahel",)),
    "focal_point": ("NE", Role.FOCAL_POINT, "Commission nationale", ()),
    "editor": ("FR", Role.EDITOR, "Secretariat", ()),
    "administrator": ("AT", Role.ADMINISTRATOR, "Secretariat", ()),
    "suspended": ("NE", Role.MEMBER, "Parquet de Niamey", ()),
}


def make_cast() -> Cast:
    with transaction():
        people = {name: _person(name, *about) for name, about in _PEOPLE.items()}
        db.session.get_one(Member, people["suspended"].id).state = "suspended"
    return Cast(**people)


def _person(name: str, country: str, role: Role, authority: str, regions: tuple[str, ...]) -> Person:
    shown = name.replace("_", " ").title()
    new = NewMember(
        email=f"{name}@portal.example",
        name=shown,
        country=country,
        role=role,
        password_hash=cheap_hash(),
        authority=authority,
        regions=regions,
    )
    member = create_member(new)
    return Person(member.id, member.email, shown, member.as_actor())
