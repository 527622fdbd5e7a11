"""Meetings whose registration is open, and people at them."""

from typing import Any

from portal.access.actor import Actor
from portal.foundation.database import transaction
from portal.meetings.models import Meeting
from portal.meetings.registration import queries, service
from portal.meetings.registration.models import Registration, RegistrationDesk
from portal.meetings.registration.service import Wanted
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
