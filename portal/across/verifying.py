"""Rows ↔ files ↔ outbox ↔ index ↔ audit: after any fault and recovery nothing may differ."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import func, select

from portal.access.audience import Mark
from portal.across.indexing.service import compare
from portal.across.sweeping import named_contents
from portal.cases import rules
from portal.cases.models import LAYERS, Case, CaseVersion
from portal.foundation.audit import AuditRow
from portal.foundation.database import db
from portal.foundation.outbox.models import OutboxRow
from portal.meetings import rules as meeting_rules
from portal.meetings.models import LAYERS as MEETING_LAYERS
from portal.meetings.models import Meeting, MeetingDocument
from search.engine import SearchUnavailable

BATCH = 500


def find_differences(app: Flask) -> list[str]:
    """One line for each difference, naming the thing; empty when everything agrees."""
    return [*_audiences(), *_meetings(), *_papers(), *_versions(), *_audit(), *_files(app), *_outbox(), *_index(app)]


def _cases() -> Iterator[Case]:
    after = ""
    while rows := db.session.scalars(select(Case).where(Case.id > after).order_by(Case.id).limit(BATCH)).all():
        after = rows[-1].id
        yield from rows
        db.session.expunge_all()


def _audiences() -> Iterator[str]:
    """The stored tokens are those that follow from status, marks and audience."""
    for case in _cases():
        wanted = rules.audiences(case.status, case.content, case.owner_id, case.writer_ids, case.authority_id)
        for layer in LAYERS:
            stored = frozenset(row.token for row in case.audiences if row.layer == layer)
            if stored != wanted[layer] or case.audience(layer) != wanted[layer]:
                yield f"case {case.id}: audience of the {layer} is not what its marks say"


def _meetings() -> Iterator[str]:
    for meeting in db.session.scalars(select(Meeting).order_by(Meeting.id)):
        organizing = meeting.writer_ids
        wanted = meeting_rules.audiences(
            meeting.status, meeting.content, meeting.owner_id, organizing, meeting.authority_id
        )
        for layer in MEETING_LAYERS:
            stored = frozenset(row.token for row in meeting.audiences if row.layer == layer)
            if stored != wanted[layer] or meeting.audience(layer) != wanted[layer]:
                yield f"meeting {meeting.id}: audience of the {layer} is not what its marks say"


def _papers() -> Iterator[str]:
    for paper in db.session.scalars(select(MeetingDocument).order_by(MeetingDocument.id)):
        named = meeting_rules.tokens_of(Mark(paper.mark), paper.named.named, paper.authority_id)
        wanted = named | {f"member:{paper.owner_id}"}
        stored = frozenset(row.token for row in paper.audiences)
        if stored != wanted or paper.audience("abstract") != wanted:
            yield f"document {paper.id}: its audience is not what its mark says"


def _versions() -> Iterator[str]:
    latest = select(CaseVersion.case_id, func.count().label("kept")).group_by(CaseVersion.case_id).subquery()
    rows = db.session.execute(
        select(Case.id, Case.version, func.coalesce(latest.c.kept, 0)).outerjoin(latest, latest.c.case_id == Case.id)
    )
    for case_id, version, kept in rows:
        if version != kept:
            yield f"case {case_id}: {kept} versions kept, {version} expected"


def _audit() -> Iterator[str]:
    """Every case has the act that made it."""
    recorded = select(AuditRow.object).where(AuditRow.act == "case.created")
    missing = db.session.scalars(select(Case.id).where(("case:" + Case.id).not_in(recorded)))
    for case_id in missing:
        yield f"case {case_id}: no audit row of its creation"


def _files(app: Flask) -> Iterator[str]:
    store = app.extensions["portal_files"]
    stored = set(store.names())
    named = named_contents()
    for digest in sorted(named - stored):
        yield f"file {digest}: its content is missing"
    for digest in sorted(named & stored):
        if store.get(digest) is None:
            yield f"file {digest}: its content is altered"
    for digest in sorted(stored - named):
        yield f"file {digest}: nothing names it"


def _outbox() -> Iterator[str]:
    parked = db.session.scalars(select(OutboxRow).where(OutboxRow.parked_reason.is_not(None)))
    for row in parked:
        yield f"outbox {row.id}: parked: {row.topic} {row.key}: {row.parked_reason}"


def _index(app: Flask) -> Iterator[str]:
    """Rows that still wait in the outbox are not yet a difference."""
    try:
        outdated, surplus = compare(app.extensions["portal_search"])
    except SearchUnavailable as fault:
        yield f"index: {fault}"
        return
    waiting = set(db.session.scalars(select(OutboxRow.key).where(OutboxRow.topic == "index")))
    for words, found in (("is not what the database says", outdated), ("is no longer in the database", surplus)):
        for kind, keys in found.items():
            for key in sorted(keys):
                if f"{kind}:{key}" not in waiting:
                    yield f"index: {kind} {key} {words}"
