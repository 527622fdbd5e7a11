"""What other subjects may be told of meetings, their documents and decisions; see `foundation.refs`."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, exists, select

from portal.access.actor import Actor
from portal.foundation.database import db
from portal.foundation.refs import Concerns, Described
from portal.meetings import queries
from portal.meetings.documents import common_audience
from portal.meetings.models import (
    Decision,
    DocumentAudience,
    Meeting,
    MeetingDocument,
)

_DOCUMENTS = (
    select(MeetingDocument.id, MeetingDocument.title, MeetingDocument.mark, Meeting.id.label("meeting"), Meeting.number)
    .join(Meeting, Meeting.id == MeetingDocument.meeting_id)
    .where(
        MeetingDocument.id.in_(bindparam("ids", expanding=True)),
        queries.opens("abstract"),
        exists().where(
            DocumentAudience.document_id == MeetingDocument.id,
            DocumentAudience.token.in_(bindparam("tokens", expanding=True)),
        ),
    )
)
_DECISIONS = (
    select(Decision.id, Decision.text, Meeting)
    .join(Meeting, Meeting.id == Decision.meeting_id)
    .where(Decision.id.in_(bindparam("ids", expanding=True)), queries.opens("abstract"), queries.opens("minutes"))
)
TITLE_MAX = 120


def describe_meetings(actor: object, ids: Collection[str]) -> Mapping[str, Described]:
    if not isinstance(actor, Actor):
        return {}
    found = queries.get_cards(actor, ids)
    return {key: Described(card.title, f"/meetings/{card.reference}", card.mark) for key, card in found.items()}


def describe_documents(actor: object, ids: Collection[str]) -> Mapping[str, Described]:
    if not (isinstance(actor, Actor) and ids):
        return {}
    rows = db.session.execute(_DOCUMENTS, {"ids": list(ids), "tokens": sorted(actor.tokens)})
    return {
        row.id: Described(row.title, f"/meetings/{row.number or row.meeting}/documents/{row.id}", row.mark)
        for row in rows
    }


def describe_decisions(actor: object, ids: Collection[str]) -> Mapping[str, Described]:
    if not (isinstance(actor, Actor) and ids):
        return {}
    rows = db.session.execute(_DECISIONS, {"ids": list(ids), "tokens": sorted(actor.tokens)})
    return {
        row.id: Described(
            row.text.partition("\n")[0][:TITLE_MAX],
            f"/meetings/{row.Meeting.reference}#decision-{row.id}",
            row.Meeting.content.mark_of_minutes or "RED",
        )
        for row in rows
    }


def _topics(meeting: Meeting) -> frozenset[str]:
    content = meeting.content
    places = {f"country:{code}" for code in content.countries} | {f"region:{code}" for code in content.regions}
    themes = {f"theme:{key}" for key in content.themes}
    return frozenset(places | themes | {f"member:{meeting.owner_id}"})


def meeting_concerns(meeting_id: str) -> Concerns | None:
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        return None
    mark = meeting.content.mark or "RED"
    return Concerns(meeting.audience("abstract"), meeting.owner_id, mark, _topics(meeting))


def document_concerns(document_id: str) -> Concerns | None:
    """A document concerns who may read it and its meeting; following the meeting is hearing of its papers."""
    document = db.session.get(MeetingDocument, document_id)
    meeting = db.session.get(Meeting, document.meeting_id) if document else None
    if document is None or meeting is None:
        return None
    audience = common_audience(meeting, document)
    topics = _topics(meeting) | {f"meeting:{meeting.id}"}
    return Concerns(audience, document.owner_id, document.mark, topics)


def decision_concerns(decision_id: str) -> Concerns | None:
    decision = db.session.get(Decision, decision_id)
    meeting = db.session.get(Meeting, decision.meeting_id) if decision else None
    if decision is None or meeting is None:
        return None
    mark = meeting.content.mark_of_minutes or "RED"
    owner = decision.assignee_id or meeting.owner_id
    return Concerns(meeting.audience("minutes"), owner, mark, frozenset({f"meeting:{meeting.id}"}))
