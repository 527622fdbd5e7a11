"""Who may do what: one table to read aloud.

Each row has two questions. `anyone` is asked of the actor alone, when a page is entered; `to` is asked of the actor
and the thing, as the first line of the use case. An action without a row is allowed to nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from portal.access.actor import Actor, Role
from portal.foundation.errors import NotFound, Refused
from portal.foundation.i18n import lazy


class Protected(Protocol):
    """What a rule may ask of a thing."""

    @property
    def owner_id(self) -> str: ...
    @property
    def writer_ids(self) -> frozenset[str]: ...
    @property
    def review_regions(self) -> frozenset[str]: ...
    def audience(self, layer: str) -> frozenset[str]: ...


Enter = Callable[[Actor], bool]
Judge = Callable[[Actor, Protected], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    anyone: Enter
    to: Judge | None = None


def everybody(_actor: Actor) -> bool:
    return True


def members(actor: Actor) -> bool:
    return actor.is_member


def coordinators(actor: Actor) -> bool:
    return actor.role is Role.COORDINATOR and bool(actor.coordinates)


def editors(actor: Actor) -> bool:
    return actor.role is Role.EDITOR


def administrators(actor: Actor) -> bool:
    return actor.role is Role.ADMINISTRATOR


def readers(actor: Actor, thing: Protected) -> bool:
    return not actor.tokens.isdisjoint(thing.audience("abstract"))


def writers(actor: Actor, thing: Protected) -> bool:
    return actor.id in thing.writer_ids


def owner(actor: Actor, thing: Protected) -> bool:
    return actor.is_member and actor.id == thing.owner_id


def reviewers(actor: Actor, thing: Protected) -> bool:
    """A coordinator of one of its regions who is not judging his own text."""
    return not actor.coordinates.isdisjoint(thing.review_regions) and actor.id not in thing.writer_ids


def other_readers(actor: Actor, thing: Protected) -> bool:
    """Who reads it and did not write it."""
    return actor.is_member and readers(actor, thing) and actor.id not in thing.writer_ids


def owner_or_reviewers(actor: Actor, thing: Protected) -> bool:
    return owner(actor, thing) or reviewers(actor, thing)


def oneself(actor: Actor, thing: Protected) -> bool:
    return actor.is_member and actor.id == thing.owner_id


def publishers(actor: Actor, thing: Protected) -> bool:
    """Who organizes it and coordinates one of its regions; without regions it is not announced, but he is told so."""
    return writers(actor, thing) and bool(not thing.review_regions or actor.coordinates & thing.review_regions)


POLICY: dict[str, Rule] = {
    "session.begin": Rule(everybody),
    "session.end": Rule(members, oneself),
    "preferences.set": Rule(everybody),
    "health.read": Rule(everybody),
    "about.read": Rule(everybody),
    "home.read": Rule(members),
    "search.read": Rule(everybody),
    "search.suggest": Rule(members),
    "search.saved": Rule(members),
    "search.save": Rule(members),
    "search.link": Rule(members),
    "search.feed": Rule(everybody),
    "search.hook": Rule(members),
    "api.search": Rule(members),
    "case.read": Rule(everybody, readers),
    "case.list": Rule(members),
    "case.create": Rule(members),
    "case.import": Rule(members),
    "case.edit": Rule(members, writers),
    "case.audience": Rule(members, owner),
    "case.submit": Rule(members, writers),
    "case.review": Rule(coordinators, reviewers),
    "case.withdraw": Rule(members, owner_or_reviewers),
    "case.history": Rule(members, writers),
    "case.file": Rule(members, readers),
    "meeting.list": Rule(members),
    "meeting.read": Rule(everybody, readers),
    "meeting.create": Rule(coordinators),
    "meeting.edit": Rule(members, writers),
    "meeting.audience": Rule(members, owner),
    "meeting.announce": Rule(coordinators, publishers),
    "meeting.agenda": Rule(members, writers),
    "meeting.minutes": Rule(members, writers),
    "minutes.read": Rule(members),
    "meeting.decide": Rule(members, writers),
    "meeting.document": Rule(members, writers),
    "meeting.present": Rule(members),
    "meeting.packet": Rule(members, readers),
    "document.read": Rule(everybody, readers),
    "document.history": Rule(members, writers),
    "document.edit": Rule(members, writers),
    "document.audience": Rule(members, owner),
    "decision.close": Rule(members, writers),
    "practice.read": Rule(everybody, readers),
    "practice.list": Rule(members),
    "practice.create": Rule(members),
    "practice.import": Rule(members),
    "practice.edit": Rule(members, writers),
    "practice.audience": Rule(members, owner),
    "practice.submit": Rule(members, writers),
    "practice.review": Rule(coordinators, reviewers),
    "practice.withdraw": Rule(members, owner_or_reviewers),
    "practice.history": Rule(members, writers),
    "practice.confirm": Rule(members, other_readers),
    "collection.read": Rule(everybody, readers),
    "collection.list": Rule(members),
    "collection.create": Rule(members),
    "collection.edit": Rule(members, owner),
    "registration.apply": Rule(members, readers),
    "registration.withdraw": Rule(members, readers),
    "registration.organize": Rule(members, writers),
    "participants.read": Rule(everybody, readers),
    "registration.read": Rule(members, readers),
    "evaluation.answer": Rule(members, readers),
    "calendar.read": Rule(members),
    "calendar.link": Rule(members, oneself),
    "calendar.feed": Rule(everybody),
    "calendar.file": Rule(everybody, readers),
    "conversation.read": Rule(members),
    "conversation.write": Rule(members),
    "comment.report": Rule(members),
    "comment.moderate": Rule(members),
    "case.ask": Rule(members, other_readers),
    "case.requests": Rule(members),
    "case.correct": Rule(members, other_readers),
    "bookmark.read": Rule(members),
    "bookmark.edit": Rule(members),
    "member.list": Rule(members),
    "member.read": Rule(members),
    "profile.edit": Rule(members, oneself),
    "member.suspend": Rule(administrators),
    "country.read": Rule(members),
    "vocabulary.read": Rule(members),
    "vocabulary.propose": Rule(members),
    "vocabulary.edit": Rule(editors),
    "region.read": Rule(members),
    "administration.read": Rule(administrators),
    "administration.queue": Rule(administrators),
    "following.read": Rule(members),
    "following.edit": Rule(members),
    "inbox.read": Rule(members),
    "inbox.mark": Rule(members),
    "mail.choose": Rule(members),
    "mail.stop": Rule(everybody),
    "design.read": Rule(members),
}


def may(actor: Actor, action: str, thing: Protected | None = None) -> bool:
    """Whether the actor may do this, to this thing when one is given."""
    rule = POLICY.get(action)
    if rule is None or not rule.anyone(actor):
        return False
    return thing is None or rule.to is None or rule.to(actor, thing)


def require(actor: Actor, action: str, thing: Protected | None = None) -> None:
    """Raises NotFound where the actor may not know the thing, Refused where he may read but not do this."""
    if may(actor, action, thing):
        return
    if thing is None or readers(actor, thing) or thing.owner_id == actor.id:
        raise Refused(lazy("Your role does not allow this."))
    raise NotFound
