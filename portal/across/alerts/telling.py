"""The worker's part: each event becomes one notice for every member it concerns, under her rights at that moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from portal.across.alerts.choices import choices_of
from portal.across.alerts.models import Follow, MailChoice, Notice
from portal.across.alerts.rules import FOLDED, LETTERED, Rank, may_hear, rank_for
from portal.across.cadences import OFF, due_at, soonest
from portal.across.searches.matching import note_change
from portal.across.searches.models import SavedSearch
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.events import Event, read_event
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.refs import Concerns, concerns
from portal.members.models import Member


def tell(rows: Sequence[OutboxRow]) -> None:
    """Each event in a transaction of its own. Handling one again after a crash adds nothing."""
    for row in rows:
        with transaction():
            event = read_event(row.key, row.payload)
            note_change(event)
            _tell_one(_name_of(row), event)


def _name_of(row: OutboxRow) -> str:
    """SQLite gives the number of a finished row to another: the moment makes it unique."""
    return f"{row.id}-{row.created_at.timestamp():.6f}"


def _tell_one(name: str, event: Event) -> None:
    concerned = concerns(event.thing)
    if concerned is None:
        return
    followed = _followed(event, concerned)
    people = {*followed, *event.to, concerned.owner}
    told = set(db.session.scalars(select(Notice.member_id).where(Notice.event == name))) | _waiting(event)
    wanted = select(Member).where(Member.id.in_(people - told), Member.state == "active")
    members, chosen = db.session.scalars(wanted).all(), choices_of(people - told)
    for member in members:
        actor = member.as_actor()
        hers = {str(event.thing), *concerned.topics_for(actor.tokens)}
        targets = {target: each for target, each in followed.get(member.id, {}).items() if target in hers}
        rank = rank_for(member.id, event, concerned, targets)
        if rank is not None and may_hear(actor, event, concerned):
            choice = chosen[member.id]
            db.session.add(
                Notice(
                    event=name,
                    member_id=member.id,
                    act=event.act,
                    thing=str(event.thing),
                    rank=int(rank),
                    mail_due_at=_mail_due(member, choice, _cadence(event, rank, choice, targets)),
                )
            )


def _waiting(event: Event) -> set[str]:
    """Who has not yet seen that the same happened to the same thing: ten changes of an afternoon are one line."""
    if event.act not in FOLDED:
        return set()
    same = select(Notice.member_id).where(Notice.thing == str(event.thing), Notice.act == event.act)
    return set(db.session.scalars(same.where(Notice.read_at.is_(None), Notice.mailed_in.is_(None))))


def _cadence(event: Event, rank: Rank, choice: MailChoice, targets: Mapping[str, str]) -> str:
    """A letter of its own is not repeated by the news; a saved search says itself how often."""
    if rank is Rank.ADDRESSED and event.act in LETTERED:
        return OFF
    if event.thing.kind == "search":
        search = db.session.get(SavedSearch, event.thing.id)
        return search.cadence if search else OFF
    return choice.own if rank <= Rank.OWN else soonest(targets.values())


def _mail_due(member: Member, choice: MailChoice, cadence: str) -> datetime | None:
    return None if choice.stopped else due_at(cadence, clock.now(), member.time_zone, choice.hour)


def _followed(event: Event, concerned: Concerns) -> dict[str, dict[str, str]]:
    """Member → what she follows of the thing and its topics, and how often mail tells her of it."""
    asked = or_(Follow.target == str(event.thing), Follow.target.in_(concerned.topics | concerned.inner_topics))
    found: dict[str, dict[str, str]] = {}
    for member_id, target, cadence in db.session.execute(
        select(Follow.member_id, Follow.target, Follow.cadence).where(asked)
    ):
        found.setdefault(member_id, {})[target] = cadence
    return found
