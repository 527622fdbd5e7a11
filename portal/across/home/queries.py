"""What a member finds on arriving: what waits, what is new, what is coming, and where her regions have no case yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from portal.access.actor import Actor
from portal.access.policy import require
from portal.access.publication import Status
from portal.cases.cards import CaseCard, get_many, opens
from portal.cases.models import Case, CaseCorrection, CasePlace, CaseRequest
from portal.cases.queries import CaseReading, count_for_review, read_as
from portal.countries.queries import country_name
from portal.foundation import clock
from portal.foundation.database import db
from portal.meetings.queries import MeetingCard, list_next
from portal.regions.queries import region_countries

RECENT, OWN, COMING = 6, 6, 4


@dataclass(frozen=True, slots=True)
class Home:
    """`returned` and `drafts` are the member's own; `near` concern her country or regions, `recent` the rest.

    `asked` counts what colleagues ask of her cases, `corrections` what they propose, by the number of the case.
    `uncovered` are countries of her regions where no published case that she may read plays.
    """

    to_review: int
    asked: int
    corrections: Mapping[str, int]
    returned: Sequence[CaseReading]
    drafts: Sequence[CaseReading]
    near: Sequence[CaseCard]
    recent: Sequence[CaseCard]
    coming: Sequence[MeetingCard]
    uncovered: Sequence[str]


_OWN = (
    select(Case)
    .where(
        or_(Case.owner_id == bindparam("me"), Case.editors.any(member_id=bindparam("me"))),
        Case.status.in_([Status.DRAFT, Status.RETURNED]),
    )
    .order_by(Case.updated_at.desc())
    .limit(OWN)
)
_CONCERNS = Case.places.any(CasePlace.place.in_(bindparam("places", expanding=True)))


def _newest(which: ColumnElement[bool], near: bool) -> Select[str, bool]:
    newest = (
        select(Case.id, Case.published_at)
        .where(Case.status == Status.PUBLISHED, opens("abstract"), Case.owner_id != bindparam("me"), which)
        .order_by(Case.published_at.desc(), Case.id.desc())
        .limit(RECENT)
        .subquery()
    )
    return select(newest.c.id, literal(near).label("near")).order_by(newest.c.published_at.desc(), newest.c.id.desc())


_NEAR_AND_ELSEWHERE = union_all(
    select(_newest(_CONCERNS, near=True).subquery()), select(_newest(not_(_CONCERNS), near=False).subquery())
)


@lru_cache(maxsize=256)
def _covered(places: tuple[str, ...]) -> CompoundSelect[str]:
    """Those of the places in which some published case plays that the reader, who holds `tokens`, may read.

    One question a place ends with the first such case; one over all of them would walk every case there is.
    """
    plays = (CasePlace.case_id == Case.id) & (Case.status == Status.PUBLISHED)
    return union_all(
        *(
            select(literal(place)).where(exists().where(CasePlace.place == place, plays, opens("abstract")))
            for place in places
        )
    )


_ASKED: CompoundSelect[str | None, int] = union_all(
    select(literal("").label("number"), func.count().label("waiting"))
    .select_from(CaseRequest)
    .join(Case, Case.id == CaseRequest.case_id)
    .where(Case.owner_id == bindparam("me"), CaseRequest.state == "open", Case.status == Status.PUBLISHED),
    select(Case.number, func.count())
    .select_from(CaseCorrection)
    .join(Case, Case.id == CaseCorrection.case_id)
    .where(or_(Case.owner_id == bindparam("me"), Case.editors.any(member_id=bindparam("me"))))
    .where(CaseCorrection.state == "open", Case.number.is_not(None), Case.status == Status.PUBLISHED)
    .group_by(Case.number),
)


def home_of(actor: Actor) -> Home:
    require(actor, "home.read")
    waiting = [read_as(actor, row) for row in db.session.scalars(_OWN, {"me": actor.id})]
    held = {"me": actor.id, "tokens": sorted(actor.tokens), "places": _places_of(actor)}
    found = [(row.id, row.near) for row in db.session.execute(_NEAR_AND_ELSEWHERE, held)]
    cards = get_many(actor, [key for key, _ in found])
    asked = {row.number: row.waiting for row in db.session.execute(_ASKED, {"me": actor.id})}
    return Home(
        to_review=count_for_review(actor),
        asked=asked.pop("", 0),
        corrections=dict(sorted(asked.items())),
        returned=[case for case in waiting if case.status == Status.RETURNED],
        drafts=[case for case in waiting if case.status == Status.DRAFT],
        near=[cards[key] for key, near in found if near and key in cards],
        recent=[cards[key] for key, near in found if not near and key in cards],
        coming=list_next(actor, clock.now().date().isoformat(), COMING),
        uncovered=_uncovered(actor),
    )


def _uncovered(actor: Actor) -> list[str]:
    asked = {f"country:{code}" for region in actor.regions for code in region_countries().get(region, ())}
    if not asked:
        return []
    covered = set(db.session.scalars(_covered(tuple(sorted(asked))), {"tokens": sorted(actor.tokens)}))
    return sorted((place.partition(":")[2] for place in asked - covered), key=country_name)


def _places_of(actor: Actor) -> list[str]:
    """Her country and her regions."""
    return [f"country:{actor.country}", *sorted(f"region:{region}" for region in actor.regions)]
