"""What others say of a practice: it worked here too, or did not, because. One word a member; earlier ones are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import bindparam, func, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.access.publication import Status
from portal.foundation import audit
from portal.foundation.database import db
from portal.foundation.errors import Invalid, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.problems import prose_of
from portal.foundation.refs import Ref, concerns
from portal.practices import queries, rules
from portal.practices.cards import opens
from portal.practices.codes import ANSWERS
from portal.practices.models import Practice, PracticeConfirmation
from portal.practices.rules import WORKED, Word

_LAST = (
    select(func.max(PracticeConfirmation.number))
    .where(
        PracticeConfirmation.practice_id == bindparam("practice"), PracticeConfirmation.member_id == bindparam("member")
    )
)  # fmt: skip
_ALL = (
    select(PracticeConfirmation)
    .where(PracticeConfirmation.practice_id == bindparam("practice"))
    .order_by(PracticeConfirmation.member_id, PracticeConfirmation.number.desc())
)
_READABLE = _ALL.join(Practice, Practice.id == PracticeConfirmation.practice_id).where(opens())


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A member's last word, and what he said before it, newest first."""

    last: PracticeConfirmation
    earlier: Sequence[PracticeConfirmation]


def confirm_practice(actor: Actor, reference: str, answer: str, context: str) -> Practice:
    """The actor's word; said again, the new one counts. The practice gets the grade that follows."""
    practice = queries.find_practice(actor, reference)
    require(actor, "practice.confirm", practice)
    if practice.status != Status.PUBLISHED:
        raise Refused(lazy("Only a published practice can be confirmed."))
    words = _judged(answer, context)
    db.session.execute(select(Practice.id).where(Practice.id == practice.id).with_for_update())
    asked = {"practice": practice.id, "member": actor.id}
    last = db.session.scalar(_LAST, asked) or 0
    known = db.session.get(PracticeConfirmation, (practice.id, actor.id, last)) if last else None
    if known is not None and (known.answer, known.context) == (answer, words):
        return practice
    said = PracticeConfirmation(practice_id=practice.id, member_id=actor.id, number=last + 1)
    said.country, said.authority_id, said.answer, said.context = actor.country, actor.authority, answer, words
    db.session.add(said)
    db.session.flush()
    grade(practice)
    audit.record(actor.ref, "practice.confirmed", Ref("practice", practice.id), answer=answer)
    announce("practice.confirmed", Ref("practice", practice.id), actor.ref, to=practice.writer_ids)
    return practice


def _judged(answer: str, context: str) -> str:
    problems = []
    if answer not in ANSWERS:
        problems.append(Problem(("answer",), lazy("Say whether it worked.")))
    words = prose_of(context, "context")
    if not words:
        said = lazy("Say in which circumstances, so that others can judge whether theirs are alike.")
        problems.append(Problem(("context",), said))
    if problems:
        raise Invalid(problems)
    return words


def list_confirmations(actor: Actor, practice_id: str) -> list[Confirmation]:
    """For readers of the practice and nobody else; the latest word first. One statement."""
    rows = db.session.scalars(_READABLE, {"practice": practice_id, "tokens": sorted(actor.tokens)}).all()
    by_member = [list(said) for _, said in groupby(rows, key=lambda row: row.member_id)]
    found = [Confirmation(said[0], said[1:]) for said in by_member]
    return sorted(found, key=lambda each: each.last.said_at, reverse=True)


def words_of(said: Sequence[Confirmation]) -> list[Word]:
    """What counts of them."""
    return [_word(each.last) for each in said]


def _word(row: PracticeConfirmation) -> Word:
    return Word(row.country, row.authority_id, row.answer == WORKED)


def words_on(practice_id: str) -> list[Word]:
    """The last word of each member, for the rules."""
    rows = db.session.scalars(_ALL, {"practice": practice_id}).all()
    return [_word(next(said)) for _, said in groupby(rows, key=lambda row: row.member_id)]


def grade(practice: Practice) -> None:
    """The grade the rules give it now."""
    content, authority = practice.content, practice.authority_id
    behind = [found.audience for key in content.cases if (found := concerns(Ref("case", key)))]
    readers = content.audience.tokens(content.mark, authority)
    documented = bool(content.sources) or rules.is_proved(behind, readers)
    words = words_on(practice.id) if practice.number else []
    practice.grade = rules.grade_of(documented, words, practice.country, authority)
