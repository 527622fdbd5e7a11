"""What a member finds on arriving."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, not_, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.cases.models import Case, CasePlace, Status
from portal.cases.queries import CaseReading, count_for_review, read_as, visible, writes
from portal.foundation.database import db

RECENT, OWN = 8, 6


@dataclass(frozen=True, slots=True)
class Home:
    """`returned` and `drafts` are the member's own; `near` concern her country or regions, `recent` the rest."""

    to_review: int
    returned: Sequence[CaseReading]
    drafts: Sequence[CaseReading]
    near: Sequence[CaseReading]
    recent: Sequence[CaseReading]


def home_of(actor: Actor) -> Home:
    require(actor, "home.read")
    own = db.session.scalars(
        select(Case)
        .where(writes(actor), Case.status.in_([Status.DRAFT, Status.RETURNED]))
        .order_by(Case.updated_at.desc())
        .limit(OWN)
    )
    waiting = [read_as(actor, row) for row in own]
    newest = (
        select(Case)
        .where(Case.status == Status.PUBLISHED, visible(actor), Case.owner_id != actor.id)
        .order_by(Case.published_at.desc(), Case.id.desc())
        .limit(RECENT)
    )
    concerns = Case.places.any(CasePlace.place.in_(_places_of(actor)))
    return Home(
        to_review=count_for_review(actor),
        returned=[case for case in waiting if case.status == Status.RETURNED],
        drafts=[case for case in waiting if case.status == Status.DRAFT],
        near=_readings(actor, newest.where(concerns)),
        recent=_readings(actor, newest.where(not_(concerns))),
    )


def _places_of(actor: Actor) -> list[str]:
    """Her country and her regions."""
    return [f"country:{actor.country}", *sorted(f"region:{region}" for region in actor.regions)]


def _readings(actor: Actor, wanted: Select[Case]) -> list[CaseReading]:
    return [read_as(actor, row) for row in db.session.scalars(wanted)]
