"""A meeting and its papers as search keeps them, each under its own tokens."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select

from portal.foundation.database import db
from portal.meetings.documents import common_audience
from portal.meetings.models import AgendaItem, Meeting, MeetingDocument, Status
from portal.regions.queries import regions_of
from portal.vocabulary.queries import themes_with_broader
from search.document import Document, Part, Text


def load_meetings(chosen: ColumnElement[bool], limit: int) -> list[Document]:
    """The first `limit` meetings in the order of their ids, with their agendas: two statements."""
    meetings = db.session.scalars(select(Meeting).where(chosen).order_by(Meeting.id).limit(limit)).all()
    agendas: dict[str, list[AgendaItem]] = {meeting.id: [] for meeting in meetings}
    held = select(AgendaItem).where(AgendaItem.meeting_id.in_(list(agendas)))
    for item in db.session.scalars(held.order_by(AgendaItem.session_id, AgendaItem.position)):
        agendas[item.meeting_id].append(item)
    return [meeting_document(meeting, agendas[meeting.id]) for meeting in meetings]


def load_documents(chosen: ColumnElement[bool], limit: int) -> list[Document]:
    rows = db.session.execute(
        select(MeetingDocument, Meeting)
        .join(Meeting, Meeting.id == MeetingDocument.meeting_id)
        .where(chosen)
        .order_by(MeetingDocument.id)
        .limit(limit)
    )
    return [paper_document(document, meeting) for document, meeting in rows]


def meeting_document(meeting: Meeting, items: Iterable[AgendaItem]) -> Document:
    """Speakers who are members are not among the words: their names are for members, whatever the mark."""
    content = meeting.content
    texts = [Text("title", content.language, content.title), Text("abstract", content.language, content.purpose)]
    lines = "\n".join(item.title for item in items if item.kind == "item")
    texts.append(Text("summary", content.language, lines))
    if content.place:
        texts.append(Text("summary", "und", content.place))
    numbers = (meeting.number,) if meeting.number else ()
    audience = meeting.audience("abstract")
    part = Part(audience, tuple(text for text in texts if text.value), meeting_facts(meeting), numbers)
    return Document("meeting", meeting.id, meeting.revision, (part,), meeting.sort_date)


def paper_document(document: MeetingDocument, meeting: Meeting) -> Document:
    """One part under the tokens of who reads the paper and its meeting both: a gate would let the paper be counted."""
    texts = (Text("title", document.language, document.title),)
    own = {"kind": ["document"], "mark": [document.mark], "language": [document.language]}
    part = Part(common_audience(meeting, document), texts, {**meeting_facts(meeting), **own})
    return Document("document", document.id, document.revision, (part,), meeting.sort_date)


def meeting_facts(meeting: Meeting) -> dict[str, Sequence[str]]:
    content = meeting.content
    codes = {*content.countries, *([content.country] if content.country else [])}
    date = meeting.sort_date
    return {
        "kind": ["meeting"],
        "region": sorted(set(content.regions).union(*(regions_of(code) for code in content.countries))),
        "country": sorted(codes),
        "year": [date[:4]] if date else [],
        "month": [date[:7]] if len(content.starts) >= 7 else [],
        "theme": themes_with_broader(content.themes),
        "language": sorted({content.language, *content.languages}),
        "status": [meeting.status] if meeting.status == Status.DRAFT else [],
        "mark": [content.mark.value] if content.mark else [],
    }
