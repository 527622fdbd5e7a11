"""Reading practices. Every function takes the actor, and nothing leaves but what he may read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.access.policy import may, require
from portal.access.publication import Status
from portal.access.sql import holds_token
from portal.foundation.database import db
from portal.foundation.database.pages import paged
from portal.foundation.errors import NotFound
from portal.foundation.ids import is_id
from portal.foundation.paging import Paged
from portal.foundation.refs import Described, Ref, describe_many
from portal.practices.cards import PracticeCard, get_listed, opens
from portal.practices.content import PracticeContent, PracticeText
from portal.practices.models import Practice, PracticeAudience, PracticeTopic, PracticeVersion

PER_PAGE = 20
FILTERS = ("country", "region", "theme", "language")
"""Lists are filtered by these topics, and by the grade."""


@dataclass(frozen=True)
class PracticeReading:
    """A practice as one actor may read it. Its content names no case: `cases` are those the actor may read."""

    id: str
    reference: str
    number: str | None
    status: str
    grade: str
    exercise: bool
    revision: int
    owner_id: str
    authority_id: str
    country: str
    content: PracticeContent
    is_writer: bool
    may_review: bool
    may_withdraw: bool
    version: int
    updated_at: datetime
    remarks: str = ""
    cases: Mapping[str, Described] = field(default_factory=dict)

    @property
    def mark(self) -> Mark:
        """What nobody marked yet is its writers' alone, and handled as RED."""
        return self.content.mark or Mark.RED

    def text_for(self, language: str) -> PracticeText:
        """The text in this language, else the original."""
        return next((text for text in self.content.texts if text.language == language), self.content.original)


def read_as(actor: Actor, practice: Practice) -> PracticeReading:
    writes = actor.id in practice.writer_ids
    without: dict[str, object] = {"cases": ()}
    if not writes:
        without["audience"] = PracticeContent.model_fields["audience"].default
    return PracticeReading(
        id=practice.id,
        reference=practice.reference,
        number=practice.number,
        status=practice.status,
        grade=practice.grade,
        exercise=practice.exercise,
        revision=practice.revision,
        owner_id=practice.owner_id,
        authority_id=practice.authority_id,
        country=practice.country,
        content=practice.content.model_copy(update=without),
        is_writer=writes,
        may_review=practice.status == Status.SUBMITTED and may(actor, "practice.review", practice),
        may_withdraw=practice.status != Status.WITHDRAWN and may(actor, "practice.withdraw", practice),
        version=practice.version,
        updated_at=practice.updated_at,
        remarks=practice.remarks if writes else "",
        cases=cases_behind(actor, practice.content.cases),
    )


def cases_behind(actor: Actor, keys: Collection[str]) -> dict[str, Described]:
    """id → what the actor may be shown of these cases; the others leave no trace."""
    refs = [Ref("case", key) for key in keys]
    return {ref.id: described for ref, described in describe_many(actor, refs).items()} if refs else {}


def visible(actor: Actor) -> ColumnElement[bool]:
    """The SQL clause of reading: the actor holds a token of the practice."""
    return holds_token(actor, PracticeAudience.token, PracticeAudience.practice_id == Practice.id)


_BY_ID = select(Practice).where(Practice.id == bindparam("reference"), opens())
_BY_NUMBER = select(Practice).where(Practice.number == bindparam("reference"), opens())


def find_practice(actor: Actor, reference: str) -> Practice:
    """By number or id. Raises NotFound also for what this actor may not read."""
    if not reference.isprintable():  # PostgreSQL refuses NUL in a question
        raise NotFound
    asked = _BY_ID if is_id(reference) else _BY_NUMBER
    practice = db.session.scalar(asked, {"reference": reference.strip()[:40], "tokens": sorted(actor.tokens)})
    if practice is None:
        raise NotFound
    return practice


def get_practice(actor: Actor, reference: str) -> PracticeReading:
    practice = find_practice(actor, reference)
    require(actor, "practice.read", practice)
    return read_as(actor, practice)


def _page(actor: Actor, wanted: Select[str], page: int) -> Paged[PracticeCard]:
    return paged(wanted, page, PER_PAGE, lambda chosen: get_listed(actor, chosen))


def list_published(actor: Actor, chosen: Mapping[str, str], page: int = 1) -> Paged[PracticeCard]:
    """Newest first. `chosen` maps a filter, or `grade`, to a code."""
    require(actor, "practice.list")
    wanted = select(Practice.id).where(Practice.status == Status.PUBLISHED, visible(actor))
    for name in FILTERS:
        if chosen.get(name):
            wanted = wanted.where(Practice.topics.any(PracticeTopic.topic == f"{name}:{chosen[name]}"))
    if chosen.get("grade"):
        wanted = wanted.where(Practice.grade == chosen["grade"])
    return _page(actor, wanted.order_by(Practice.published_at.desc(), Practice.id.desc()), page)


def list_topics(actor: Actor) -> dict[str, list[str]]:
    """Filter → the codes that published practices the actor may read have."""
    published = (Practice.status == Status.PUBLISHED, visible(actor))
    held = select(PracticeTopic.topic).join(Practice, Practice.id == PracticeTopic.practice_id).where(*published)
    found: dict[str, list[str]] = {name: [] for name in FILTERS}
    for topic in db.session.scalars(held.distinct().order_by(PracticeTopic.topic)):
        name, _, code = topic.partition(":")
        found[name].append(code)
    return found


def list_own(actor: Actor, page: int = 1) -> Paged[PracticeCard]:
    """What the actor writes, in any status, last changed first."""
    require(actor, "practice.list")
    wanted = select(Practice.id).where(or_(Practice.owner_id == actor.id, Practice.editors.any(member_id=actor.id)))
    return _page(actor, wanted.order_by(Practice.updated_at.desc(), Practice.id.desc()), page)


def _waiting(actor: Actor) -> ColumnElement[bool]:
    rights = sorted(f"review:{region}" for region in actor.coordinates)
    return (Practice.status == Status.SUBMITTED) & Practice.audiences.any(PracticeAudience.token.in_(rights))


def list_for_review(actor: Actor, page: int = 1) -> Paged[PracticeCard]:
    """Submitted practices of the coordinator's regions, oldest first."""
    require(actor, "practice.review")
    wanted = select(Practice.id).where(_waiting(actor))
    return _page(actor, wanted.order_by(Practice.submitted_at, Practice.id), page)


def count_for_review(actor: Actor) -> int:
    if not may(actor, "practice.review"):
        return 0
    return db.session.scalar(select(func.count(Practice.id)).where(_waiting(actor))) or 0


def list_versions(actor: Actor, reference: str) -> tuple[PracticeReading, Sequence[PracticeVersion]]:
    """Every version, newest first: for writers only, whatever others may read today."""
    practice = find_practice(actor, reference)
    if not may(actor, "practice.history", practice):
        raise NotFound
    saved = select(PracticeVersion).where(PracticeVersion.practice_id == practice.id)
    rows = db.session.scalars(saved.order_by(PracticeVersion.number.desc())).all()
    return read_as(actor, practice), rows
