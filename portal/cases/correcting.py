"""Corrections: a reader proposes other words for a passage; a writer of the case takes them over or says why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.access.publication import Status
from portal.cases import queries, service
from portal.cases.content import CaseContent
from portal.cases.models import Case, CaseCorrection
from portal.cases.queries import CaseReading
from portal.cases.rules import SUMMARY_TEXTS
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem
from portal.foundation.events import announce
from portal.foundation.i18n import Lazy, lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.problems import prose_of, read_record
from portal.foundation.refs import Ref
from portal.foundation.texts import Line, Prose
from portal.members.queries import names_of

OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
STATES: Mapping[str, Lazy] = {OPEN: lazy("open"), ACCEPTED: lazy("accepted"), DECLINED: lazy("declined")}
FIELDS: Mapping[str, Lazy] = {
    "title": lazy("Title"),
    "abstract": lazy("Abstract"),
    "summary": lazy("Summary"),
    "outcome": lazy("Outcome"),
    "lessons": lazy("Lessons"),
    "difficulties": lazy("Difficulties"),
    "commentary": lazy("Expert commentary"),
    "annex": lazy("Restricted annex"),
}
OPEN_MAX = 50
_CHOOSE = lazy("Please choose one of the values offered.")


class Proposal(BaseModel):
    """What the form says. `key` names the row before it is made, so that the same form sent twice makes one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = ""
    language: Line = ""
    field: str = ""
    passage: Prose = ""
    words: Prose = ""
    reason: Prose = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """`stands` says whether the passage is still in the case as the reader may read it."""

    row: CaseCorrection
    proposer: str
    stands: bool


def layer_of(field: str) -> str:
    if field in SUMMARY_TEXTS:
        return "summary"
    return "annex" if field == "annex" else "abstract"


def propose_correction(actor: Actor, reference: str, data: dict[str, object]) -> CaseCorrection:
    """Raises Invalid naming what does not fit the text that the actor reads. The same words proposed twice are one."""
    case = queries.find_case(actor, reference)
    require(actor, "case.correct", case)
    if case.status != Status.PUBLISHED:
        raise NotFound
    wanted = _judged(data, queries.read_as(actor, case))
    own = select(CaseCorrection).where(CaseCorrection.case_id == case.id, CaseCorrection.proposer_id == actor.id)
    same = {"language": wanted.language, "field": wanted.field, "passage": wanted.passage, "words": wanted.words}
    known = db.session.get(CaseCorrection, wanted.key) if is_id(wanted.key) else None
    if known is not None and (known.proposer_id, known.case_id) != (actor.id, case.id):
        raise NotFound
    known = known or db.session.scalar(own.filter_by(state=OPEN, **same))
    if known is not None:
        return known
    held = select(func.count()).select_from(own.filter_by(state=OPEN).subquery())
    if (db.session.scalar(held) or 0) >= OPEN_MAX:
        words = lazy("You have %(limit)s corrections waiting here already.", limit=OPEN_MAX)
        raise Invalid([Problem(("passage",), words)])
    told = wanted.model_dump(exclude={"key"})
    key = wanted.key if is_id(wanted.key) else new_id()
    row = CaseCorrection(id=key, case_id=case.id, proposer_id=actor.id, state=OPEN, remark="", **told)
    db.session.add(row)
    db.session.flush()
    audit.record(actor.ref, "correction.proposed", Ref("case", case.id), correction=row.id)
    announce("correction.proposed", Ref("case", case.id), actor.ref, to=sorted(case.writer_ids))
    return row


def _judged(data: dict[str, object], reading: CaseReading) -> Proposal:
    wanted = read_record(Proposal, data)
    found = []
    if wanted.field not in FIELDS or layer_of(wanted.field) not in reading.layers:
        found.append(Problem(("field",), _CHOOSE))
    elif text_of(reading.content, wanted.language, wanted.field) is None:
        found.append(Problem(("language",), _CHOOSE))
    elif problem := _misquoted(text_of(reading.content, wanted.language, wanted.field) or "", wanted.passage):
        found.append(Problem(("passage",), problem))
    if wanted.words == wanted.passage:
        found.append(Problem(("words",), lazy("These are the words that stand there already.")))
    if wanted.field == "title" and not wanted.words:
        found.append(Problem(("words",), lazy("A title cannot be taken away.")))
    if not wanted.reason:
        found.append(Problem(("reason",), lazy("Say how you know.")))
    if found:
        raise Invalid(found)
    return wanted


def _misquoted(text: str, passage: str) -> Lazy | None:
    if not passage:
        return lazy("Copy the passage that you would change from the case.")
    match text.count(passage):
        case 0:
            return lazy("This passage does not stand in the text you chose. Please copy it as it is.")
        case 1:
            return None
    return lazy("This passage stands there several times. Please copy a little more of it.")


def text_of(content: CaseContent, language: str, field: str) -> str | None:
    """None where the case is not told in this language."""
    return next((str(getattr(text, field)) for text in content.texts if text.language == language), None)


def list_corrections(actor: Actor, reference: str) -> tuple[CaseReading, list[Proposed]]:
    """All of them to its writers, to others their own as far as they still read what they quote; newest first."""
    case = queries.find_case(actor, reference)
    require(actor, "case.read", case)
    reading = queries.read_as(actor, case)
    asked = select(CaseCorrection).where(CaseCorrection.case_id == case.id)
    if not reading.is_writer:
        asked = asked.where(CaseCorrection.proposer_id == actor.id)
    rows = [
        row for row in db.session.scalars(asked.order_by(CaseCorrection.id.desc()).limit(200)) if _reads(reading, row)
    ]
    names = names_of({row.proposer_id for row in rows})
    return reading, [Proposed(row, names.get(row.proposer_id, ""), _stands(reading.content, row)) for row in rows]


def _reads(reading: CaseReading, row: CaseCorrection) -> bool:
    return layer_of(row.field) in reading.layers


def _stands(content: CaseContent, row: CaseCorrection) -> bool:
    return _misquoted(text_of(content, row.language, row.field) or "", row.passage) is None


def decide_correction(actor: Actor, correction_id: str, accept: bool, remark: str) -> Case:
    """Accepting puts the words into the case, as a version of it; declining needs a reason.

    Raises Conflict when it is decided already, Invalid when the passage has changed since.
    """
    row = db.session.get(CaseCorrection, correction_id) if is_id(correction_id) else None
    case = queries.find_case(actor, row.case_id) if row else None
    if row is None or case is None or actor.id not in case.writer_ids:
        raise NotFound  # another reader of the case does not learn that somebody proposed something
    require(actor, "case.edit", case)
    if row.state != OPEN:
        raise Conflict
    words = prose_of(remark, "remark")
    if not accept and not words:
        raise Invalid([Problem(("remark",), lazy("Say why, so that your colleague understands."))])
    if accept:
        case = _take_over(actor, case, row)
    row.state, row.remark = (ACCEPTED if accept else DECLINED), words
    row.decided_by, row.decided_at = actor.id, clock.now()
    audit.record(actor.ref, f"correction.{row.state}", Ref("case", case.id), correction=row.id)
    announce(f"correction.{row.state}", Ref("case", case.id), actor.ref, to=[row.proposer_id])
    return case


def _take_over(actor: Actor, case: Case, row: CaseCorrection) -> Case:
    if not _stands(case.content, row):
        words = lazy("The passage has changed since. Please change the text by hand, or decline.")
        raise Invalid([Problem(("remark",), words)])
    texts = [text.model_dump() for text in case.content.texts]
    for text in texts:
        if text["language"] == row.language:
            text[row.field] = text[row.field].replace(row.passage, row.words)
    return service.save_case(actor, case.id, case.revision, {"texts": texts})
