"""The questionnaire after a meeting: one answer a participant, and nothing that joins the two."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Invalid, NotFound, Problem, Refused
from portal.foundation.i18n import lazy
from portal.foundation.refs import SYSTEM, Ref
from portal.meetings import queries as meetings
from portal.meetings.models import Meeting, Status
from portal.meetings.registration import queries, rules
from portal.meetings.registration.content import EvaluationQuestion, Question
from portal.meetings.registration.models import EvaluationGiven, EvaluationSheet
from portal.meetings.registration.service import unclean

SHOWN_FROM = 5
"""Fewer answers than this would tell who gave which."""
RATINGS = ("1", "2", "3", "4", "5")


def open_sheet(actor: Actor, reference: str) -> tuple[Meeting, Sequence[EvaluationQuestion]]:
    """The questions, for who takes part and has not answered yet."""
    meeting = meetings.find_meeting(actor, reference)
    require(actor, "evaluation.answer", meeting)
    desk = queries.find_desk(meeting.id)
    if desk is None or not desk.content.evaluation or not queries.takes_part(actor, meeting.id):
        raise NotFound
    if meeting.status not in (Status.HELD, Status.CLOSED) and not _begun(meeting):
        raise Refused(lazy("The meeting has not begun. Please answer when it is over."))
    if queries.has_evaluated(actor, meeting.id):
        raise Refused(lazy("You have answered already. Answers are anonymous: nobody can find yours to change it."))
    return meeting, desk.content.evaluation


def _begun(meeting: Meeting) -> bool:
    return "" < meeting.sort_date <= clock.now().date().isoformat()


def answer(actor: Actor, reference: str, answers: Mapping[str, str]) -> None:
    """The audit says that somebody answered: who did would, with its order, tell what."""
    meeting, questions = open_sheet(actor, reference)
    problems = unclean(answers) or _problems(questions, answers)
    if problems:
        raise Invalid(problems)
    db.session.add(EvaluationGiven(meeting_id=meeting.id, member_id=actor.id))
    kept = {name: [text] for name, text in answers.items() if text}
    db.session.add(EvaluationSheet(meeting_id=meeting.id, answers=kept))
    audit.record(SYSTEM, "evaluation.answered", Ref("meeting", meeting.id))


def _problems(questions: Sequence[EvaluationQuestion], answers: Mapping[str, str]) -> list[Problem]:
    as_asked = [
        Question(kind="choice", label=each.label, choices=RATINGS) if each.kind == "rating" else Question(label="-")
        for each in questions
    ]
    problems = rules.problems_of_answers(as_asked, answers)
    if not problems and not any(answers.values()):
        problems.append(Problem(("q0",), lazy("Please answer at least one question.")))
    return problems


@dataclass(frozen=True, slots=True)
class Result:
    """What was said to one question. Texts come in the order of the alphabet, which tells nothing."""

    label: str
    kind: str
    ratings: Sequence[tuple[str, int]]
    mean: float
    texts: Sequence[str]


def read_results(actor: Actor, reference: str) -> tuple[Meeting, int, Sequence[Result]]:
    """For organizers: how many answered, and from five on what."""
    meeting, desk = queries.organized(actor, reference)
    asked = select(EvaluationSheet.answers).where(EvaluationSheet.meeting_id == meeting.id)
    sheets = db.session.scalars(asked.order_by(EvaluationSheet.id)).all()
    if len(sheets) < SHOWN_FROM:
        return meeting, len(sheets), []
    results = [_result(f"q{at}", each, sheets) for at, each in enumerate(desk.content.evaluation)]
    return meeting, len(sheets), results


def _result(name: str, question: EvaluationQuestion, sheets: Sequence[Mapping[str, Sequence[str]]]) -> Result:
    given = [text for sheet in sheets for text in sheet.get(name, ())]
    if question.kind == "text":
        return Result(question.label, "text", (), 0.0, sorted(given))
    counts = Counter(given)
    ratings = [(rating, counts[rating]) for rating in RATINGS]
    mean = sum(int(rating) * count for rating, count in ratings) / len(given) if given else 0.0
    return Result(question.label, "rating", ratings, mean, ())
