"""What a member finds on arriving."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.cases.models import Case, Status
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
    newest = select(Case).where(Case.status == Status.PUBLISHED, visible(actor), Case.owner_id != actor.id)
    published = [read_as(actor, row) for row in db.session.scalars(newest.order_by(Case.published_at.desc()).limit(24))]
    near = [case for case in published if _concerns(actor, case)][:RECENT]
    return Home(
        to_review=count_for_review(actor),
        returned=[case for case in waiting if case.status == Status.RETURNED],
        drafts=[case for case in waiting if case.status == Status.DRAFT],
        near=near,
        recent=[case for case in published if case not in near][:RECENT],
    )


def _concerns(actor: Actor, case: CaseReading) -> bool:
    """Her country plays a part in it, or it is of one of her regions."""
    codes = {entry.code for entry in case.content.countries}
    return actor.country in codes or not actor.regions.isdisjoint(case.content.regions)
