"""Use cases of a practice. Each asks the policy first, keeps the version and writes its audit row; none commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.audience import is_widened
from portal.access.policy import require
from portal.access.publication import OPEN, Status, check_move
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.problems import prose_of
from portal.foundation.records import rebuilt
from portal.foundation.refs import Ref, find_many
from portal.members.queries import active_ids
from portal.practices import confirming, messages, queries, rules
from portal.practices.content import PracticeContent
from portal.practices.models import (
    READERS,
    WRITERS,
    Practice,
    PracticeAudience,
    PracticeEditor,
    PracticeTopic,
    PracticeVersion,
)
from portal.practices.numbers import next_number
from portal.regions.queries import regions_of
from portal.vocabulary.queries import unknown_themes

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewPractice:
    """`id` is made when the form is opened: the same form sent ten times makes one practice."""

    content: PracticeContent
    id: str = ""
    external_id: str | None = None
    exercise: bool = False


def create_practice(actor: Actor, new: NewPractice) -> Practice:
    """A draft only its writers read. With an id already used by this actor's own draft, that draft."""
    require(actor, "practice.create")
    _check_title(new.content)
    known = db.session.get(Practice, new.id) if is_id(new.id) else None
    if known is not None:
        if known.owner_id != actor.id:
            raise NotFound
        return known
    content = new.content.model_copy(update={"cases": _cases(actor, new.content.cases, ())})
    _check_names(content, PracticeContent())
    practice = _new_row(actor, new)
    _store(actor, practice, content, Status.DRAFT)
    audit.record(actor.ref, "practice.created", Ref("practice", practice.id))
    return practice


def _check_title(content: PracticeContent) -> None:
    if not content.original.title:
        raise Invalid([Problem(("texts", 0, "title"), lazy("Give the practice a title."))])


def _new_row(actor: Actor, new: NewPractice) -> Practice:
    """Empty and not yet in the session: `_store` gives it content, status and readers."""
    return Practice(
        id=new.id if is_id(new.id) else new_id(),
        external_id=new.external_id,
        owner_id=actor.id,
        authority_id=actor.authority,
        country=actor.country,
        exercise=new.exercise,
        status=Status.DRAFT,
        content=PracticeContent(),
        opened={},
        version=0,
    )


def save_practice(
    actor: Actor, reference: str, revision: int, changes: Fields, confirm_widening: bool = False
) -> Practice:
    """Replaces some fields; `cases` are given by number or id. Raises Conflict when somebody saved since `revision`."""
    practice = queries.find_practice(actor, reference)
    require(actor, "practice.edit", practice)
    if practice.status == Status.WITHDRAWN:
        raise Refused(lazy("A withdrawn practice is not changed. Open it again as a draft first."))
    if practice.revision != revision:
        raise Conflict
    content = rules.refresh_translations(practice.content, rebuilt(practice.content, changes))
    if "cases" in changes:
        content = content.model_copy(update={"cases": _cases(actor, content.cases, practice.content.cases)})
    if content == practice.content:
        return practice
    _check_names(content, practice.content)
    _check_audience(actor, practice, content, confirm_widening)
    if practice.status in OPEN:
        _check_complete(content)
    _store(actor, practice, content, practice.status)
    fields = " ".join(sorted(changes))
    audit.record(actor.ref, "practice.saved", Ref("practice", practice.id), version=practice.version, fields=fields)
    return practice


def _cases(actor: Actor, typed: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """Ids of the cases named, and those another writer named which this one may not read: they are not his to drop."""
    wanted = [name for name in typed if name]
    found = find_many(actor, "case", [*wanted, *before])
    for place, name in enumerate(typed):
        if name and name not in found:
            words = lazy("There is no case of this number that you may read.")
            raise Invalid([Problem(("cases", place), words)])
    unseen = [key for key in before if key not in found]
    return tuple(dict.fromkeys([*(found[name] for name in wanted), *unseen]))


def _check_names(content: PracticeContent, before: PracticeContent) -> None:
    """Named members must be active, themes concepts of the vocabulary."""
    named = set(content.audience.members) - set(before.audience.members)
    if named - active_ids(named):
        raise Invalid([Problem(("audience", "members"), lazy("There is no active member with this address."))])
    unknown = unknown_themes(set(content.themes) - set(before.themes))
    if unknown:
        raise Invalid([Problem(("themes",), lazy("There is no concept “%(key)s”.", key=sorted(unknown)[0]))])


def _check_audience(actor: Actor, practice: Practice, content: PracticeContent, confirmed: bool) -> None:
    """Mark, audience and reviewing regions are the owner's; widening what others read is confirmed."""
    if all(getattr(content, name) == getattr(practice.content, name) for name in ("mark", "audience", "regions")):
        return
    require(actor, "practice.audience", practice)
    if practice.status not in OPEN or confirmed:
        return
    if is_widened(practice.audience(), _readers(practice, practice.status, content)):
        words = lazy("More people than now will be able to read this. Tick the box to confirm, then save again.")
        raise Invalid([Problem(("confirm_widening",), words)])


def _readers(practice: Practice, status: str, content: PracticeContent) -> frozenset[str]:
    return rules.readers_of(status, content, practice.owner_id, practice.writer_ids, practice.authority_id)


def _check_complete(content: PracticeContent) -> None:
    if problems := rules.problems_before_review(content):
        raise Invalid(problems)


def submit_practice(actor: Actor, reference: str, revision: int) -> Practice:
    """Hands it to the coordinators of its regions; the first time it gets its number."""
    practice = queries.find_practice(actor, reference)
    require(actor, "practice.submit", practice)
    _move(practice, revision, Status.SUBMITTED)
    _check_complete(practice.content)
    practice.number = practice.number or next_number("P", practice.country)
    practice.submitted_at, practice.remarks = clock.now(), ""
    _store(actor, practice, practice.content, Status.SUBMITTED)
    audit.record(actor.ref, "practice.submitted", Ref("practice", practice.id), number=practice.number)
    messages.announce_submission(practice)
    return practice


def publish_practice(actor: Actor, reference: str, revision: int) -> Practice:
    """The coordinator lets it be read by whom its mark names."""
    practice = _for_review(actor, reference, revision, Status.PUBLISHED)
    practice.published_at = clock.now()
    _decide(actor, practice, Status.PUBLISHED)
    return practice


def return_practice(actor: Actor, reference: str, revision: int, remarks: str) -> Practice:
    """Back to its writers with remarks, which only they read."""
    practice = _for_review(actor, reference, revision, Status.RETURNED)
    practice.remarks = prose_of(remarks, "remarks")
    if not practice.remarks:
        raise Invalid([Problem(("remarks",), lazy("Say what has to change, so that the author can act on it."))])
    _decide(actor, practice, Status.RETURNED)
    return practice


def _for_review(actor: Actor, reference: str, revision: int, status: Status) -> Practice:
    practice = queries.find_practice(actor, reference)
    require(actor, "practice.review", practice)
    _move(practice, revision, status)
    return practice


def _decide(actor: Actor, practice: Practice, status: Status) -> None:
    thing, act = Ref("practice", practice.id), f"practice.{status}"
    _store(actor, practice, practice.content, status)
    audit.record(actor.ref, act, thing, number=practice.number)
    messages.announce_decision(practice, act)
    announce(act, thing, actor.ref, to=practice.writer_ids)


def withdraw_practice(actor: Actor, reference: str, revision: int, reason: str = "") -> Practice:
    """Takes it out of everybody's sight but its writers', at once."""
    practice = queries.find_practice(actor, reference)
    require(actor, "practice.withdraw", practice)
    _move(practice, revision, Status.WITHDRAWN)
    practice.remarks = prose_of(reason, "reason")
    _store(actor, practice, practice.content, Status.WITHDRAWN)
    audit.record(actor.ref, "practice.withdrawn", Ref("practice", practice.id))
    return practice


def reopen_practice(actor: Actor, reference: str, revision: int) -> Practice:
    """A withdrawn practice becomes a draft again; it keeps its number."""
    practice = queries.find_practice(actor, reference)
    require(actor, "practice.edit", practice)
    _move(practice, revision, Status.DRAFT)
    _store(actor, practice, practice.content, Status.DRAFT)
    audit.record(actor.ref, "practice.reopened", Ref("practice", practice.id))
    return practice


def set_editors(actor: Actor, reference: str, revision: int, member_ids: set[str]) -> Practice:
    """Whom the owner lets write with him."""
    practice = queries.find_practice(actor, reference)
    require(actor, "practice.audience", practice)
    if practice.revision != revision:
        raise Conflict
    wanted = member_ids - {practice.owner_id}
    if wanted == practice.writer_ids - {practice.owner_id}:
        return practice
    if wanted - active_ids(wanted):
        raise Invalid([Problem(("editors",), lazy("There is no active member with this address."))])
    practice.editors = [PracticeEditor(member_id=member) for member in sorted(wanted)]
    _store(actor, practice, practice.content, practice.status)
    editors = " ".join(sorted(wanted))
    audit.record(actor.ref, "practice.editors_set", Ref("practice", practice.id), editors=editors)
    return practice


def _move(practice: Practice, revision: int, status: Status) -> None:
    moved_on = lazy("The practice is in another state by now. Please look at it again.")
    check_move(practice.status, status, practice.revision, revision, moved_on)


def _store(actor: Actor, practice: Practice, content: PracticeContent, status: str) -> None:
    """Content, status, the audience and grade that follow from them, and the version, together."""
    db.session.add(practice)
    before = practice.audience()
    changed = content != practice.content or practice.version == 0
    practice.content, practice.status, practice.updated_at = content, status, clock.now()
    open_to_readers(practice)
    practice.narrowed = is_widened(practice.audience(), before)
    if changed:
        practice.version += 1
        _name_topics(practice)
        number, saved = practice.version, actor.id
        db.session.add(
            PracticeVersion(practice_id=practice.id, number=number, saved_by=saved, status=status, content=content)
        )
    confirming.grade(practice)
    db.session.flush()


def open_to_readers(practice: Practice) -> None:
    """Writes the tokens that follow from status, mark and audience, touching only rows that change."""
    writing = {practice.owner_id, *(editor.member_id for editor in practice.editors)}
    wanted = rules.readers_of(practice.status, practice.content, practice.owner_id, writing, practice.authority_id)
    practice.opened = {WRITERS: sorted(writing), READERS: sorted(wanted)}
    kept = [row for row in practice.audiences if row.token in wanted]
    added = sorted(wanted - {row.token for row in kept})
    practice.audiences = [*kept, *(PracticeAudience(token=token) for token in added)]


def _name_topics(practice: Practice) -> None:
    content = practice.content
    countries = {practice.country, *content.repeated}
    regions = set(content.regions).union(*map(regions_of, countries))
    wanted = {f"country:{code}" for code in countries} | {f"region:{code}" for code in regions}
    wanted |= {f"theme:{key}" for key in content.themes} | {f"language:{text.language}" for text in content.texts}
    kept = [row for row in practice.topics if row.topic in wanted]
    added = sorted(wanted - {row.topic for row in kept})
    practice.topics = [*kept, *(PracticeTopic(topic=topic) for topic in added)]


def own_external_ids(actor: Actor) -> set[str]:
    named = select(Practice.external_id).where(Practice.owner_id == actor.id, Practice.external_id.is_not(None))
    return {key for key in db.session.scalars(named) if key is not None}


def import_practice(actor: Actor, new: NewPractice, status: Status) -> Practice:
    """A practice from a file, in the status the file gives; the actor's own of the same external id is changed.

    One that is published must be complete, but needs no region: the one who runs an import answers for what is in it.
    """
    require(actor, "practice.import")
    _check_title(new.content)
    own = (Practice.owner_id == actor.id, Practice.external_id == new.external_id)
    known = db.session.scalar(select(Practice).where(*own))
    practice = known or _new_row(actor, new)
    content = new.content.model_copy(update={"cases": _cases(actor, new.content.cases, practice.content.cases)})
    if known is not None and (content, status) == (known.content, known.status):
        return known
    _check_names(content, practice.content)
    if status != Status.DRAFT:
        missing = rules.problems_before_review(content)
        if missing := [each for each in missing if status == Status.SUBMITTED or each.path != ("regions",)]:
            raise Invalid(missing)
        practice.number = practice.number or next_number("P", practice.country)
        practice.submitted_at = practice.submitted_at or clock.now()
        practice.published_at = (practice.published_at or clock.now()) if status == Status.PUBLISHED else None
    _store(actor, practice, content, status)
    if known is None:
        audit.record(actor.ref, "practice.created", Ref("practice", practice.id))
    audit.record(actor.ref, "practice.imported", Ref("practice", practice.id), status=status.value)
    return practice
