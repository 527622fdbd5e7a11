"""Reading cases. Every function takes the actor, and nothing leaves but what he may read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select

from portal.access.actor import Actor
from portal.access.audience import Mark
from portal.access.policy import may, require
from portal.access.publication import Status
from portal.access.sql import holds_token
from portal.cases import rules
from portal.cases.cards import CaseCard, get_listed, opens
from portal.cases.content import CaseContent, CaseText
from portal.cases.models import Case, CaseAudience, CaseFile, CaseVersion
from portal.foundation.database import db
from portal.foundation.database.pages import paged
from portal.foundation.errors import NotFound
from portal.foundation.ids import is_id
from portal.foundation.paging import Paged

PER_PAGE = 20


@dataclass(frozen=True)
class CaseReading:
    """A case as one actor may read it. `layers` are the open ones, `content` holds nothing of the others.

    `locked` maps each further layer that exists to its mark.
    """

    id: str
    reference: str
    number: str | None
    external_id: str | None
    status: str
    exercise: bool
    revision: int
    owner_id: str
    authority_id: str
    country: str
    layers: frozenset[str]
    locked: Mapping[str, Mark]
    content: CaseContent
    sort_date: str
    is_writer: bool
    may_review: bool
    may_withdraw: bool
    version: int
    updated_at: datetime
    remarks: str = ""

    def text_for(self, language: str) -> CaseText:
        """The text in this language, else the original."""
        return next((text for text in self.content.texts if text.language == language), self.content.original)

    @property
    def mark(self) -> Mark | None:
        """The narrowest mark among the open layers that have text: what a page showing them all carries.

        A layer nobody marked yet is its writers' alone, and handled as RED.
        """
        shown = [getattr(self.content.marks, layer) or Mark.RED for layer in self.layers if self._fills(layer)]
        return max(shown, key=lambda mark: mark.rank) if shown else None

    def _fills(self, layer: str) -> bool:
        return layer != "annex" or rules.has_annex(self.content)


def read_as(actor: Actor, case: Case) -> CaseReading:
    layers = rules.layers_open_to(case, actor.tokens)
    writes = actor.id in case.writer_ids
    content = rules.restrict(case.content, layers, keep_audience=writes)
    return CaseReading(
        id=case.id,
        reference=case.reference,
        number=case.number,
        external_id=case.external_id,
        status=case.status,
        exercise=case.exercise,
        revision=case.revision,
        owner_id=case.owner_id if writes or "summary" in layers else "",
        authority_id=case.authority_id if writes or "summary" in layers else "",
        country=case.country,
        layers=layers,
        locked=_locked(case, layers),
        content=content,
        sort_date=case.sort_date,
        is_writer=writes,
        may_review=case.status == Status.SUBMITTED and may(actor, "case.review", case),
        may_withdraw=case.status != Status.WITHDRAWN and may(actor, "case.withdraw", case),
        version=case.version,
        updated_at=case.updated_at,
        remarks=case.remarks if writes else "",
    )


def _locked(case: Case, layers: Collection[str]) -> dict[str, Mark]:
    marks = case.content.marks
    existing = {"summary": marks.summary, "annex": marks.annex if rules.has_annex(case.content) else None}
    return {layer: mark for layer, mark in existing.items() if mark is not None and layer not in layers}


def visible(actor: Actor) -> ColumnElement[bool]:
    """The SQL clause of reading: the actor holds a token of the abstract."""
    return holds_token(actor, CaseAudience.token, CaseAudience.case_id == Case.id, CaseAudience.layer == "abstract")


_BY_ID = select(Case).where(Case.id == bindparam("reference"), opens("abstract"))
_BY_NUMBER = select(Case).where(Case.number == bindparam("reference"), opens("abstract"))


def find_case(actor: Actor, reference: str) -> Case:
    """By number or id. Raises NotFound also for what this actor may not read."""
    asked = _BY_ID if is_id(reference) else _BY_NUMBER
    case = db.session.scalar(asked, {"reference": reference[:40], "tokens": sorted(actor.tokens)})
    if case is None:
        raise NotFound
    return case


def get_case(actor: Actor, reference: str) -> CaseReading:
    case = find_case(actor, reference)
    require(actor, "case.read", case)
    return read_as(actor, case)


def _page(actor: Actor, wanted: Select[str], page: int) -> Paged[CaseCard]:
    return paged(wanted, page, PER_PAGE, lambda chosen: get_listed(actor, chosen))


def list_published(actor: Actor, page: int = 1) -> Paged[CaseCard]:
    require(actor, "case.list")
    wanted = select(Case.id).where(Case.status == Status.PUBLISHED, visible(actor))
    return _page(actor, wanted.order_by(Case.published_at.desc(), Case.id.desc()), page)


def list_own(actor: Actor, page: int = 1) -> Paged[CaseCard]:
    """What the actor writes, in any status, last changed first."""
    require(actor, "case.list")
    wanted = select(Case.id).where(writes(actor))
    return _page(actor, wanted.order_by(Case.updated_at.desc(), Case.id.desc()), page)


def writes(actor: Actor) -> ColumnElement[bool]:
    return or_(Case.owner_id == actor.id, Case.editors.any(member_id=actor.id))


def list_for_review(actor: Actor, page: int = 1) -> Paged[CaseCard]:
    """Submitted cases of the coordinator's regions, oldest first."""
    require(actor, "case.review")
    rights = sorted(f"review:{region}" for region in actor.coordinates)
    reviewed = Case.audiences.any(CaseAudience.token.in_(rights) & (CaseAudience.layer == "abstract"))
    wanted = select(Case.id).where(Case.status == Status.SUBMITTED, reviewed)
    return _page(actor, wanted.order_by(Case.submitted_at, Case.id), page)


def count_for_review(actor: Actor) -> int:
    if not may(actor, "case.review"):
        return 0
    rights = sorted(f"review:{region}" for region in actor.coordinates)
    waiting = (
        select(func.count(CaseAudience.case_id.distinct()))
        .join(Case, Case.id == CaseAudience.case_id)
        .where(CaseAudience.token.in_(rights), CaseAudience.layer == "abstract", Case.status == Status.SUBMITTED)
    )
    return db.session.scalar(waiting) or 0


def list_versions(actor: Actor, reference: str) -> tuple[CaseReading, Sequence[CaseVersion]]:
    """Every version, newest first: for writers only, whatever others may read today."""
    case = find_case(actor, reference)
    require_history(actor, case)
    saved = select(CaseVersion).where(CaseVersion.case_id == case.id).order_by(CaseVersion.number.desc())
    return read_as(actor, case), db.session.scalars(saved).all()


def require_history(actor: Actor, case: Case) -> None:
    if not may(actor, "case.history", case):
        raise NotFound


_OPEN_FILES = (
    select(CaseFile)
    .where(
        CaseFile.case_id == bindparam("case"),
        exists().where(
            CaseAudience.case_id == CaseFile.case_id,
            CaseAudience.layer == CaseFile.layer,
            CaseAudience.token.in_(bindparam("tokens", expanding=True)),
        ),
    )
    .order_by(CaseFile.added_at, CaseFile.id)
)


def list_files(actor: Actor, case_id: str) -> Sequence[CaseFile]:
    """Files of the layers that are open to the actor, oldest first; one statement."""
    return db.session.scalars(_OPEN_FILES, {"case": case_id, "tokens": sorted(actor.tokens)}).all()


def get_file(actor: Actor, reference: str, file_id: str) -> tuple[CaseReading, CaseFile]:
    case = find_case(actor, reference)
    for row in list_files(actor, case.id):
        if row.id == file_id:
            return read_as(actor, case), row
    raise NotFound
