"""Meetings whose registration is open, and people at them."""

from typing import Any

from portal.access.actor import Actor
from portal.foundation.database import db, transaction
from portal.meetings import queries as meetings
from portal.meetings.calendar import service as calendar
from portal.meetings.models import Meeting
from portal.meetings.registration import evaluation, letters, queries, service
from portal.meetings.registration.models import MeetingNotice, Registration, RegistrationDesk
from portal.meetings.registration.service import Wanted
from tests.support.cast import Cast
from tests.support.meetings import announced, moved


def desk(actor: Actor, meeting: Meeting, **changes: Any) -> RegistrationDesk:
    held = queries.find_desk(meeting.id)
    with transaction():
        return service.save_desk(actor, meeting.id, held.revision if held else 0, {"approval": False, **changes})


def opened(actor: Actor, about: dict[str, Any] | None = None, **changes: Any) -> Meeting:
    """Announced, its desk set up, open for registration. Whoever comes has a place unless told otherwise."""
    meeting = announced(actor, **(about or {}))
    desk(actor, meeting, **changes)
    return moved(actor, meeting, "registration")


def registered(actor: Actor, meeting: Meeting, answers: dict[str, str] | None = None, **person: Any) -> Registration:
    with transaction():
        return service.register(actor, meeting.id, Wanted(person, answers or {}))


def delegate(actor: Actor, meeting: Meeting, name: str, **person: Any) -> Registration:
    with transaction():
        return service.register_delegate(actor, meeting.id, Wanted({"name": name, **person}))


def everything_registered(cast: Cast, meeting: Meeting) -> None:
    """A row in each table of registration and calendar."""
    organizer, author = cast.coordinator.actor, cast.author.actor
    desk(organizer, meeting, evaluation=[{"kind": "rating", "label": "Overall"}], remind_before=1)
    meeting = moved(organizer, meetings.find_meeting(organizer, meeting.id), "registration")
    registered(author, meeting, consent=True)
    moved(organizer, meeting, "held")
    with transaction():
        evaluation.answer(author, meeting.id, {"q0": "5"})
        letters.send_letter(organizer, meeting.id, {"group": "approved", "subject": "s", "text": "t"})
        calendar.make_link(author, "member")
        db.session.add(MeetingNotice(meeting_id=meeting.id, what="before", day="2031-03-04"))
