"""What a member follows. A thing she can no longer read stays in her list, without its name, until she removes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.across.alerts.models import Follow
from portal.countries.queries import country_name
from portal.foundation import audit
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.refs import Described, Ref, describe_many
from portal.members.queries import active_ids, names_of
from portal.regions.queries import REGIONS
from portal.vocabulary.queries import concept_name, unknown_themes

LENGTH = 120


@dataclass(frozen=True, slots=True)
class Followed:
    """`described` is None where the reader may no longer read it, or it is gone."""

    target: str
    cadence: str
    described: Described | None


def follow(actor: Actor, target: str) -> None:
    """Following twice is following once. What she may not read and what does not exist are refused alike."""
    require(actor, "following.edit")
    if len(target) > LENGTH or not target.isprintable() or not _described(actor, [target]):
        raise NotFound
    if _find(actor, target) is None:
        db.session.add(Follow(member_id=actor.id, target=target))
        audit.record(actor.ref, "following.began", actor.ref, target=target)


def unfollow(actor: Actor, target: str) -> None:
    require(actor, "following.edit")
    row = _find(actor, target) if target.isprintable() else None
    if row is not None:
        db.session.delete(row)
        audit.record(actor.ref, "following.ended", actor.ref, target=target)


def list_followed(actor: Actor) -> Sequence[Followed]:
    require(actor, "following.read")
    wanted = select(Follow).where(Follow.member_id == actor.id).order_by(Follow.id.desc())
    rows = db.session.scalars(wanted).all()
    named = _described(actor, [row.target for row in rows])
    return [Followed(row.target, row.cadence, named.get(row.target)) for row in rows]


def _find(actor: Actor, target: str) -> Follow | None:
    return db.session.scalar(select(Follow).where(Follow.member_id == actor.id, Follow.target == target))


def _described(actor: Actor, targets: Sequence[str]) -> Mapping[str, Described]:
    """Those that can be named to the actor: topics by their lists, things by the registry."""
    refs = [Ref.parse(target) for target in targets]
    found = {str(ref): shown for ref, shown in describe_many(actor, refs).items()}
    people = names_of(active_ids({ref.id for ref in refs if ref.kind == "member"}))
    found |= {f"member:{key}": Described(name, f"/members/{key}") for key, name in people.items()}
    for ref in refs:
        name = _NAMES[ref.kind](ref.id) if ref.kind in _NAMES else ""
        if name:
            found[str(ref)] = Described(name, _URLS[ref.kind].format(ref.id))
    return found


def _country_name(code: str) -> str:
    name = country_name(code)
    return name if name != code else ""


def _region_name(code: str) -> str:
    return str(REGIONS.get(code, ""))


def _theme_name(key: str) -> str:
    return "" if unknown_themes({key}) else concept_name(key)


_NAMES: Mapping[str, Callable[[str], str]] = {
    "country": _country_name,
    "region": _region_name,
    "theme": _theme_name,
}
_URLS = {"country": "/countries/{}", "region": "/search?region={}", "theme": "/search?theme={}"}
