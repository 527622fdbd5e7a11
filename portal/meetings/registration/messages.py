"""Mail about registration. A title, a place and an organizer's words travel only where the mark lets them."""

from portal.access.audience import OPEN_MARKS, Mark
from portal.access.policy import may
from portal.foundation.database import db
from portal.foundation.i18n import gettext as _
from portal.foundation.i18n import use_language
from portal.foundation.mail import Message
from portal.meetings.models import Meeting
from portal.meetings.registration import rules
from portal.meetings.registration.letters import placeholder_values, reached
from portal.meetings.registration.models import PLACED, ParticipantLetter, Registration, RegistrationDesk
from portal.members.models import Member

LETTER = "letter."


def build(key: str, base_url: str, name: str) -> Message | None:
    """The message of an outbox row, or None when it is no longer right to send it."""
    what, registration_id, member_id = key.split(":")
    what = what.partition(".")[2]
    row, member = db.session.get(Registration, registration_id), db.session.get(Member, member_id)
    meeting = db.session.get(Meeting, row.meeting_id) if row else None
    if row is None or meeting is None or member is None or not member.is_active or row.contact_id != member.id:
        return None
    if not may(member.as_actor(), "meeting.read", meeting) or not _still_due(what, row, meeting):
        return None
    with use_language(member.interface_language):
        link = f"{base_url}/meetings/{meeting.reference}"
        words = _letter(what, row, meeting, link) if what.startswith(LETTER) else _words(what, row, meeting, link)
        if words is None:
            return None
        subject, text = words
        return Message(member.email, member.name, f"[TLP:{mark_of(meeting)}] {subject}", text, name, member.id)


def mark_of(meeting: Meeting) -> Mark:
    return meeting.content.mark or Mark.RED


def _still_due(what: str, row: Registration, meeting: Meeting) -> bool:
    if what.startswith(LETTER):
        letter = db.session.get(ParticipantLetter, what.removeprefix(LETTER))
        return letter is not None and reached(letter, row)
    if what in ("before", "after", "cancelled", "restored"):
        desk = db.session.get(RegistrationDesk, meeting.id)
        cancelled = desk is not None and desk.cancelled_at is not None
        if what in ("cancelled", "restored"):
            return cancelled == (what == "cancelled")
        return row.state in PLACED and not cancelled
    return row.state == what


def _values(row: Registration, meeting: Meeting, link: str) -> dict[str, str]:
    """What placeholders become; a narrow meeting is called by its number alone."""
    if mark_of(meeting) in OPEN_MARKS:
        return placeholder_values(row, meeting, link)
    return {"meeting": meeting.number or _("a meeting")}


def _letter(what: str, row: Registration, meeting: Meeting, link: str) -> tuple[str, str] | None:
    """An organizer's own words; of a narrower meeting only that they wait on its page."""
    letter = db.session.get(ParticipantLetter, what.removeprefix(LETTER))
    if letter is None:
        return None
    if mark_of(meeting) not in OPEN_MARKS:
        text = _("Please read it on its page.")
        return _("A message about a meeting waits for you"), f"{text}\n\n{link}/messages\n"
    values = _values(row, meeting, link)
    subject = rules.fill_placeholders(letter.subject, values)
    return subject, f"{rules.fill_placeholders(letter.text, values)}\n"


def _words(what: str, row: Registration, meeting: Meeting, link: str) -> tuple[str, str]:
    name = _values(row, meeting, link)["meeting"]
    subject, text = _said(what, name)
    if row.name and row.member_id is None:
        text = f"{text}\n{row.name}"
    return subject, f"{text}\n\n{link}\n"


def _said(what: str, name: str) -> tuple[str, str]:
    match what:
        case "applied":
            return _("Your registration has arrived"), _("The organizers of %(name)s will decide on it.", name=name)
        case "approved":
            return _("You have a place"), _("The registration for %(name)s is approved.", name=name)
        case "waiting":
            text = _("There is no free place at %(name)s now. When one frees, the first in line gets it.", name=name)
            return _("You are on the waiting list"), text
        case "declined":
            return _("Your registration was declined"), _("The organizers of %(name)s have declined it.", name=name)
        case "withdrawn":
            return _("A registration is withdrawn"), _("The registration for %(name)s is withdrawn.", name=name)
        case "cancelled":
            return _("A meeting is cancelled"), _("%(name)s does not take place.", name=name)
        case "restored":
            return _("A meeting takes place after all"), _("%(name)s is no longer cancelled.", name=name)
        case "before":
            return _("A meeting of yours begins soon"), _("%(name)s begins soon.", name=name)
        case _:
            return _("How was the meeting?"), _("%(name)s is over. Minutes and questions are on its page.", name=name)
