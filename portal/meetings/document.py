"""A meeting and its papers as search keeps them, each under its own tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from portal.foundation.database import db
from portal.meetings.documents import common_audience
from portal.meetings.models import AgendaItem, Meeting, MeetingDocument, Status
from portal.regions.queries import regions_of
from portal.vocabulary.queries import themes_with_broader
from search.document import Document, Part, Text

FACETS = ("kind", "region", "country", "theme", "language", "mark", "year", "month")
"""Names a query may filter and count by."""


@dataclass(frozen=True, slots=True)
class IndexableMeeting:
    """With the titles of its agenda."""

    id: str
    meeting: Meeting
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class IndexablePaper:
    id: str
    paper: MeetingDocument
    meeting: Meeting


def read_meetings(chosen: ColumnElement[bool], limit: int) -> list[IndexableMeeting]:
    """The first `limit` meetings in the order of their ids, with their agendas: two statements."""
    meetings = db.session.scalars(select(Meeting).where(chosen).order_by(Meeting.id).limit(limit)).all()
    lines: dict[str, list[str]] = {meeting.id: [] for meeting in meetings}
    held = select(AgendaItem.meeting_id, AgendaItem.title).where(AgendaItem.meeting_id.in_(list(lines)))
    held = held.where(AgendaItem.kind == "item").order_by(AgendaItem.session_id, AgendaItem.position)
    for meeting_id, title in db.session.execute(held):
        lines[meeting_id].append(title)
    return [IndexableMeeting(meeting.id, meeting, lines[meeting.id]) for meeting in meetings]


def read_papers(chosen: ColumnElement[bool], limit: int) -> list[IndexablePaper]:
    wanted = select(MeetingDocument, Meeting).join(Meeting, Meeting.id == MeetingDocument.meeting_id)
    rows = db.session.execute(wanted.where(chosen).order_by(MeetingDocument.id).limit(limit))
    return [IndexablePaper(paper.id, paper, meeting) for paper, meeting in rows]


def meeting_document(row: IndexableMeeting) -> Document:
    """Speakers who are members are not among the words: their names are for members, whatever the mark."""
    meeting, content = row.meeting, row.meeting.content
    texts = (
        Text("title", content.language, content.title),
        Text("abstract", content.language, content.purpose),
        Text("summary", content.language, "\n".join(row.lines)),
        Text("summary", "und", content.place),
    )
    numbers = (meeting.number,) if meeting.number else ()
    told = tuple(text for text in texts if text.value)
    part = Part(meeting.audience("abstract"), told, meeting_facts(meeting), numbers)
    return Document("meeting", meeting.id, meeting.revision, (part,), meeting.sort_date)


def paper_document(row: IndexablePaper) -> Document:
    """One part under the tokens of who reads the paper and its meeting both: a gate would let the paper be counted."""
    paper, meeting = row.paper, row.meeting
    texts = (Text("title", paper.language, paper.title),)
    own = {"kind": ["document"], "mark": [paper.mark], "language": [paper.language]}
    part = Part(common_audience(meeting, paper), texts, {**meeting_facts(meeting), **own})
    return Document("document", paper.id, paper.revision, (part,), meeting.sort_date)


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
