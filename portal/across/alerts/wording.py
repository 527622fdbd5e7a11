"""One sentence for each act. The thing is named beside it, under the reader's rights."""

from collections.abc import Mapping

from portal.foundation.i18n import Lazy, lazy

SENTENCES: Mapping[str, Lazy] = {
    "case.submitted": lazy("A case waits for your review"),
    "case.returned": lazy("A case came back to you"),
    "case.published": lazy("A case is published"),
    "case.withdrawn": lazy("A case is withdrawn"),
    "case.changed": lazy("A case has changed"),
    "case.file_added": lazy("A case has a new file"),
    "access.asked": lazy("A colleague asks to read more of a case of yours"),
    "access.granted": lazy("You may read more of a case you asked about"),
    "access.declined": lazy("The owner of a case has declined what you asked for"),
    "access.ended": lazy("What you were let read of a case has ended"),
    "practice.submitted": lazy("A practice waits for you"),
    "practice.returned": lazy("A practice came back to you"),
    "practice.published": lazy("A practice is published"),
    "practice.confirmed": lazy("A practice is confirmed"),
    "meeting.announced": lazy("A meeting is announced"),
    "meeting.changed": lazy("A meeting has changed"),
    "meeting.agenda": lazy("The agenda of a meeting has changed"),
    "meeting.cancelled": lazy("A meeting is cancelled"),
    "meeting.restored": lazy("A cancelled meeting takes place after all"),
    "meeting.minutes": lazy("The minutes of a meeting are there"),
    "meeting.document": lazy("A meeting has a new document"),
    "decision.assigned": lazy("A decision is yours to carry out"),
    "decision.due": lazy("A decision is due"),
    "registration.applied": lazy("Somebody applies for a meeting"),
    "registration.approved": lazy("Your registration is approved"),
    "registration.waiting": lazy("You are on the waiting list"),
    "registration.declined": lazy("Your registration is declined"),
    "comment.added": lazy("There is a new comment"),
    "comment.reported": lazy("A comment is reported; please look at it"),
    "comment.hidden": lazy("A comment of yours is hidden"),
    "report.kept": lazy("What you reported was looked at and stays"),
    "report.hidden": lazy("What you reported is hidden now"),
    "comment.mentioned": lazy("You are mentioned in a comment"),
    "question.answered": lazy("A question is answered"),
    "correction.proposed": lazy("A correction is proposed"),
    "correction.accepted": lazy("A correction is accepted"),
    "correction.declined": lazy("A correction is declined"),
    "presentation.asked": lazy("You are asked for something to present"),
    "search.matched": lazy("A saved search has found something new"),
    "search.invalid": lazy("A saved search can no longer be asked"),
    "bookmark.due": lazy("You asked to be reminded"),
}
_GENERAL = lazy("Something has happened")


def sentence(act: str) -> str:
    """In the current language; an act without words of its own is told in general ones."""
    return str(SENTENCES.get(act, _GENERAL))
