"""Rows ↔ files ↔ outbox ↔ index ↔ audit: after any fault and recovery nothing may differ."""

from collections.abc import Iterator
from typing import TypeVar

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.access.audience import Mark
from portal.across.indexing.service import compare
from portal.across.sweeping import named_contents
from portal.cases import rules
from portal.cases.asking import grants
from portal.cases.models import GRANTED, LAYERS, Case, CaseVersion
from portal.foundation.audit import AuditRow
from portal.foundation.database import db
from portal.foundation.outbox.models import OutboxRow
from portal.meetings import rules as meeting_rules
from portal.meetings.models import LAYERS as MEETING_LAYERS
from portal.meetings.models import Meeting, MeetingDocument
from portal.practices.models import Practice, PracticeVersion
from portal.practices.rules import readers_of
from search.engine import SearchUnavailable

BATCH = 500
Shared = TypeVar("Shared", Case, Practice)


def find_differences(app: Flask) -> list[str]:
    """One line for each difference, naming the thing; empty when everything agrees."""
    return [*_audiences(), *_meetings(), *_papers(), *_versions(), *_audit(), *_files(app), *_outbox(), *_index(app)]


def _every(model: type[Shared]) -> Iterator[Shared]:
    after = ""
    while rows := db.session.scalars(select(model).where(model.id > after).order_by(model.id).limit(BATCH)).all():
        after = rows[-1].id
        yield from rows
        db.session.expunge_all()


def _audiences() -> Iterator[str]:
    """The stored tokens are those that follow from status, marks and audience."""
    held = grants()
    for case in _every(Case):
        wanted = rules.audiences(case.status, case.content, case.owner_id, case.writer_ids, case.authority_id)
        granted = held.get(case.id, [])
        wanted = rules.with_grants(wanted, case.status, granted)
        if sorted(case.opened.get(GRANTED, ())) != granted:
            yield f"case {case.id}: grants kept with it are not those its owner gave"
        for layer in LAYERS:
            stored = frozenset(row.token for row in case.audiences if row.layer == layer)
            if stored != wanted[layer] or case.audience(layer) != wanted[layer]:
                yield f"case {case.id}: audience of the {layer} is not what its marks say"
    for practice in _every(Practice):
        about = practice.owner_id, practice.writer_ids, practice.authority_id
        readers = readers_of(practice.status, practice.content, *about)
        stored = frozenset(row.token for row in practice.audiences)
        if stored != readers or practice.audience() != readers:
            yield f"practice {practice.id}: its audience is not what its mark says"


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
        wanted = paper.named.tokens(Mark(paper.mark), paper.authority_id) | {f"member:{paper.owner_id}"}
        stored = frozenset(row.token for row in paper.audiences)
        if stored != wanted or paper.audience("abstract") != wanted:
            yield f"document {paper.id}: its audience is not what its mark says"


def _versions() -> Iterator[str]:
    yield from _versions_of("case", Case, CaseVersion.case_id)
    yield from _versions_of("practice", Practice, PracticeVersion.practice_id)


def _versions_of(kind: str, model: type[Case | Practice], owner: InstrumentedAttribute[str]) -> Iterator[str]:
    latest = select(owner.label("owner"), func.count().label("kept")).group_by(owner).subquery()
    rows = db.session.execute(
        select(model.id, model.version, func.coalesce(latest.c.kept, 0)).outerjoin(latest, latest.c.owner == model.id)
    )
    for key, version, kept in rows:
        if version != kept:
            yield f"{kind} {key}: {kept} versions kept, {version} expected"


def _audit() -> Iterator[str]:
    """Every case and every practice has the act that made it."""
    for kind, key in (("case", Case.id), ("practice", Practice.id)):
        recorded = select(AuditRow.object).where(AuditRow.act == f"{kind}.created")
        for missing in db.session.scalars(select(key).where((f"{kind}:" + key).not_in(recorded))):
            yield f"{kind} {missing}: no audit row of its creation"


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
