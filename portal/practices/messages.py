"""Mail about practices. It tells that something waits and where; never a title, a name or a text of the practice."""

from portal.access.actor import Actor
from portal.access.policy import may
from portal.access.publication import Status
from portal.foundation.database import db
from portal.foundation.i18n import gettext as _
from portal.foundation.i18n import use_language
from portal.foundation.mail import Message
from portal.foundation.outbox.queue import enqueue
from portal.members.models import Member
from portal.members.queries import coordinators_of
from portal.practices.models import Practice


def announce_submission(practice: Practice) -> None:
    """One message to each coordinator of its regions who is not a writer of it."""
    for member in coordinators_of(frozenset(practice.content.regions)):
        if member.id not in practice.writer_ids:
            enqueue("mail", f"practice.submitted:{practice.id}:{member.id}")


def announce_decision(practice: Practice, decision: str) -> None:
    enqueue("mail", f"{decision}:{practice.id}:{practice.owner_id}")


def build(key: str, base_url: str, name: str) -> Message | None:
    """The message of an outbox row, or None when it is no longer right to send it."""
    what, practice_id, member_id = key.split(":")
    practice, member = db.session.get(Practice, practice_id), db.session.get(Member, member_id)
    if practice is None or member is None or not member.is_active:
        return None
    actor = member.as_actor()
    if not may(actor, "practice.read", practice) or (what == "practice.submitted" and not _waits(actor, practice)):
        return None
    with use_language(member.interface_language):
        subject, text = _words(what, practice)
        link = f"{base_url}/practices/{practice.reference}"
        mark = f"[TLP:{practice.content.mark or 'RED'}]"
        return Message(member.email, member.name, f"{mark} {subject}", f"{text}\n\n{link}\n", name, member.id)


def _waits(actor: Actor, practice: Practice) -> bool:
    return practice.status == Status.SUBMITTED and may(actor, "practice.review", practice)


def _words(what: str, practice: Practice) -> tuple[str, str]:
    number = practice.number
    match what:
        case "practice.submitted":
            return _("A practice waits for your review"), _("A member has submitted the practice %(n)s.", n=number)
        case "practice.returned":
            return _("A practice came back to you"), _("The coordinator has returned the practice %(n)s.", n=number)
        case _:
            told = _("The coordinator has published the practice %(n)s.", n=number)
            return _("A practice of yours is published"), told
