"""Meetings made through the services, as coordinators make them."""

from io import BytesIO
from typing import Any

from flask import Flask

from portal.access.actor import Actor
from portal.foundation.database import db, transaction
from portal.meetings import agenda, decisions, documents, minutes, service
from portal.meetings.content import MeetingContent
from portal.meetings.documents import Upload
from portal.meetings.models import AgendaItem, Meeting, MeetingDocument, MeetingSession, Presentation
from portal.meetings.service import NewMeeting
from tests.support.cast import Cast

DEFAULTS: dict[str, Any] = {
    "title": "Prosecutors of the Sahel in Dakar",
    "purpose": "To compare traces of converted pistols.",
    "regions": ["sahel"],
    "countries": ["NE", "ML", "SN"],
    "place": "Dakar",
    "country": "SN",
    "time_zone": "Africa/Dakar",
    "starts": "2031-03-04",
    "ends": "2031-03-05",
    "mark": "GREEN",
}


def draft(actor: Actor, **changes: Any) -> Meeting:
    with transaction():
        return service.create_meeting(actor, NewMeeting(MeetingContent.model_validate({**DEFAULTS, **changes})))


def announced(actor: Actor, **changes: Any) -> Meeting:
    meeting = draft(actor, **changes)
    return moved(actor, meeting, "announced")


def moved(actor: Actor, meeting: Meeting, *steps: str) -> Meeting:
    for step in steps:
        with transaction():
            meeting = service.move_meeting(actor, meeting.id, meeting.revision, step)
    return meeting


def session(actor: Actor, meeting: Meeting, **changes: Any) -> MeetingSession:
    given = {"title": "Morning", "day": "2031-03-04", "begins": "09:00", "ends": "12:00", "room": "A", **changes}
    with transaction():
        return agenda.save_session(actor, meeting.id, given)


def item(actor: Actor, meeting: Meeting, within: MeetingSession, **changes: Any) -> AgendaItem:
    given = {"session_id": within.id, "title": "Tracing a converted pistol", "minutes": "30", **changes}
    with transaction():
        return agenda.save_item(actor, meeting.id, given)


def paper(
    app: Flask,
    actor: Actor,
    meeting: Meeting,
    mark: str = "GREEN",
    *,
    title: str = "Concept note",
    text: str = "words",
    item_id: str = "",
    **named: list[str],
) -> MeetingDocument:
    given = {"title": title, "mark": mark, "item_id": item_id, "named": named}
    upload = Upload("note.txt", BytesIO(text.encode()), 10_000_000)
    with transaction():
        return documents.add_document(actor, app.extensions["portal_files"], meeting.id, given, upload)


def everything(app: Flask, cast: Cast) -> Meeting:
    """A meeting with a row in each of its tables."""
    actor = cast.coordinator.actor
    meeting = announced(actor)
    with transaction():
        service.set_organizers(actor, meeting.id, meeting.revision, {cast.colleague.id})
    talk = item(actor, meeting, session(actor, meeting), speaker=cast.author.email, asks="case")
    paper(app, actor, meeting, item_id=talk.id)
    with transaction():
        minutes.begin_editing(actor, meeting.id)
        minutes.save_minutes(actor, meeting.id, 0, "What was said.")
        decisions.add_decision(actor, meeting.id, {"text": "To go on.", "assignee": cast.author.email})
        made = Presentation(item_id=talk.id, meeting_id=meeting.id, member_id=cast.author.id, kind="case")
        made.thing_id = "0" * 32
        db.session.add(made)
    return meeting
