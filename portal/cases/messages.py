"""Mail about cases. It tells that something waits and where; never a title, a name or a text of the case."""

from portal.access.policy import may
from portal.access.publication import Status
from portal.cases import rules
from portal.cases.models import Case
from portal.foundation.database import db
from portal.foundation.i18n import gettext as _
from portal.foundation.i18n import use_language
from portal.foundation.mail import Message
from portal.foundation.outbox.queue import enqueue
from portal.members.models import Member
from portal.members.queries import coordinators_of


def announce_submission(case: Case) -> None:
    """One message to each coordinator of its regions who is not a writer of it."""
    for member in coordinators_of(frozenset(case.content.regions)):
        if member.id not in case.writer_ids:
            enqueue("mail", f"case.submitted:{case.id}:{member.id}")


def announce_decision(case: Case, decision: str) -> None:
    enqueue("mail", f"case.{decision}:{case.id}:{case.owner_id}")


def build(key: str, base_url: str, name: str) -> Message | None:
    """The message of an outbox row, or None when it is no longer right to send it."""
    what, case_id, member_id = key.split(":")
    case, member = db.session.get(Case, case_id), db.session.get(Member, member_id)
    if case is None or member is None or not member.is_active or not _still_due(what, case, member):
        return None
    with use_language(member.interface_language):
        subject, text = _words(what, case)
        link = f"{base_url}/cases/{case.reference}"
        return Message(member.email, member.name, f"{_mark(case)} {subject}", f"{text}\n\n{link}\n", name, member.id)


def _still_due(what: str, case: Case, member: Member) -> bool:
    actor = member.as_actor()
    if not rules.layers_open_to(case, actor.tokens):
        return False
    if what == "case.submitted":
        return case.status == Status.SUBMITTED and may(actor, "case.review", case)
    return True


def _mark(case: Case) -> str:
    mark = case.content.marks.abstract
    return f"[TLP:{mark}]" if mark else "[TLP:RED]"


def _words(what: str, case: Case) -> tuple[str, str]:
    match what:
        case "case.submitted":
            return _("A case waits for your review"), _("A member has submitted the case %(n)s.", n=case.number)
        case "case.returned":
            return _("A case came back to you"), _("The coordinator has returned the case %(n)s.", n=case.number)
        case _:
            return _("A case of yours is published"), _("The coordinator has published the case %(n)s.", n=case.number)
