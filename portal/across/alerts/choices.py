"""How a member hears of news by mail, and what stops it."""

from collections.abc import Collection, Mapping

from sqlalchemy import select, update

from portal.access.actor import Actor
from portal.access.policy import require
from portal.across.alerts.models import Follow, MailChoice, Notice
from portal.across.cadences import CADENCES, MORNING, NOW
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.i18n import Lazy, lazy
from portal.foundation.refs import SYSTEM, Ref

UNSUBSCRIBED, RETURNED, COMPLAINED = "unsubscribed", "returned", "complained"
STOPS: Mapping[str, Lazy] = {
    UNSUBSCRIBED: lazy("You have stopped it."),
    RETURNED: lazy("Mail to your address came back several times."),
    COMPLAINED: lazy("Your mail provider reported a message of ours as unwanted."),
}
_CHOOSE = lazy("Please choose one of the values offered.")


def choice_of(member_id: str) -> MailChoice:
    """Hers, or one with the defaults that is not kept."""
    return choices_of([member_id])[member_id]


def choices_of(member_ids: Collection[str]) -> dict[str, MailChoice]:
    """Of each of them; one statement."""
    asked = select(MailChoice).where(MailChoice.member_id.in_(list(member_ids)))
    return {key: _unsaid(key) for key in member_ids} | {row.member_id: row for row in db.session.scalars(asked)}


def _unsaid(member_id: str) -> MailChoice:
    return MailChoice(member_id=member_id, own=NOW, hour=MORNING, stopped="")


def set_choice(actor: Actor, own: str, hour: int) -> None:
    """Raises Invalid naming the field."""
    require(actor, "mail.choose")
    problems = [Problem(("own",), _CHOOSE)] if own not in CADENCES else []
    if not 0 <= hour <= 23:
        problems.append(Problem(("hour",), lazy("Please give an hour from 0 to 23.")))
    if problems:
        raise Invalid(problems)
    row = _kept(actor.id)
    row.own, row.hour = own, hour
    audit.record(actor.ref, "mail.chosen", actor.ref, own=own, hour=hour)


def set_follow_cadence(actor: Actor, target: str, cadence: str) -> None:
    require(actor, "following.edit")
    own = select(Follow).where(Follow.member_id == actor.id, Follow.target == target)
    row = db.session.scalar(own) if target.isprintable() else None
    if row is None:
        raise NotFound
    if cadence not in CADENCES:
        raise Invalid([Problem(("cadence",), _CHOOSE)])
    row.cadence = cadence
    audit.record(actor.ref, "following.cadence", actor.ref, target=target, cadence=cadence)


def stop_mail(member_id: str, why: str, actor: Ref = SYSTEM) -> None:
    """What waits to be mailed stays in the inbox alone. The first reason stands."""
    row = _kept(member_id)
    if not row.stopped:
        row.stopped, row.stopped_at = why, clock.now()
        audit.record(actor, "mail.stopped", Ref("member", member_id), why=why)
    waiting = update(Notice).where(Notice.member_id == member_id, Notice.mail_due_at.is_not(None))
    execute_bulk(waiting.values(mail_due_at=None))


def resume_mail(actor: Actor) -> None:
    require(actor, "mail.choose")
    row = _kept(actor.id)
    if row.stopped:
        row.stopped, row.stopped_at = "", None
        audit.record(actor.ref, "mail.resumed", actor.ref)


def _kept(member_id: str) -> MailChoice:
    row = db.session.get(MailChoice, member_id)
    if row is None:
        row = _unsaid(member_id)
        db.session.add(row)
        db.session.flush()
    return row
