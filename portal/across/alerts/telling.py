"""The worker's part: each event becomes one notice for every member it concerns, under her rights at that moment."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from portal.across.alerts.models import Follow, Notice
from portal.across.alerts.rules import may_hear, rank_for
from portal.across.searches.matching import note_change
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
    told = set(db.session.scalars(select(Notice.member_id).where(Notice.event == name)))
    wanted = select(Member).where(Member.id.in_(people - told), Member.state == "active")
    for member in db.session.scalars(wanted):
        rank = rank_for(member.id, event, concerned, followed.get(member.id, set()))
        if rank is not None and may_hear(member.as_actor(), event, concerned):
            db.session.add(
                Notice(event=name, member_id=member.id, act=event.act, thing=str(event.thing), rank=int(rank))
            )


def _followed(event: Event, concerned: Concerns) -> dict[str, set[str]]:
    """Member → what she follows of the thing and its topics."""
    asked = or_(Follow.target == str(event.thing), Follow.target.in_(concerned.topics))
    found: dict[str, set[str]] = {}
    for member_id, target in db.session.execute(select(Follow.member_id, Follow.target).where(asked)):
        found.setdefault(member_id, set()).add(target)
    return found
