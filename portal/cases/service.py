"""Use cases of a case. Each asks the policy first, keeps the version and writes its audit row; none commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.audience import is_widened
from portal.access.policy import require
from portal.access.publication import Status, check_move
from portal.cases import cards, messages, queries, rules
from portal.cases.content import CaseContent
from portal.cases.models import GRANTED, LAYERS, WRITERS, Case, CaseAudience, CaseEditor, CasePlace, CaseVersion
from portal.cases.numbers import next_number, numbering_country
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.problems import prose_of
from portal.foundation.records import rebuilt
from portal.foundation.refs import Ref
from portal.members.queries import active_ids, coordinators_of
from portal.vocabulary.queries import unknown_themes

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewCase:
    """`id` is made when the form is opened: the same form sent ten times makes one case."""

    content: CaseContent
    id: str = ""
    external_id: str | None = None
    exercise: bool = False


def build_content(base: CaseContent, changes: Fields) -> CaseContent:
    """`base` with some fields replaced. Raises Invalid naming every field that breaks a rule."""
    return rebuilt(base, changes)


def create_case(actor: Actor, new: NewCase) -> Case:
    """A draft only its writers read. With an id already used by this actor's own draft, that draft."""
    require(actor, "case.create")
    _check_title(new.content)
    known = db.session.get(Case, new.id) if is_id(new.id) else None
    if known is not None:
        if known.owner_id != actor.id:
            raise NotFound
        return known
    _check_names(actor, new.content, CaseContent())
    case = _new_row(actor, new)
    _store(actor, case, new.content, Status.DRAFT)
    audit.record(actor.ref, "case.created", Ref("case", case.id))
    return case


def _check_title(content: CaseContent) -> None:
    if not content.original.title:
        raise Invalid([Problem(("texts", 0, "title"), lazy("Give the case a title."))])


def _new_row(actor: Actor, new: NewCase) -> Case:
    """Empty and not yet in the session: `_store` gives it content, status and readers."""
    return Case(
        id=new.id if is_id(new.id) else new_id(),
        external_id=new.external_id,
        owner_id=actor.id,
        authority_id=actor.authority,
        country=actor.country,
        exercise=new.exercise,
        status=Status.DRAFT,
        content=CaseContent(),
        opened={},
        version=0,
    )


def save_case(actor: Actor, reference: str, revision: int, changes: Fields, confirm_widening: bool = False) -> Case:
    """Replaces some fields. Raises Conflict when somebody saved since `revision` was opened."""
    case = queries.find_case(actor, reference)
    require(actor, "case.edit", case)
    if case.status == Status.WITHDRAWN:
        raise Refused(lazy("A withdrawn case is not changed. Open it again as a draft first."))
    if case.revision != revision:
        raise Conflict
    content = rules.refresh_translations(case.content, build_content(case.content, changes))
    if content == case.content:
        return case
    _check_names(actor, content, case.content)
    _check_audience(actor, case, content, confirm_widening)
    if case.status in (Status.SUBMITTED, Status.PUBLISHED):
        _check_complete(case, content)
    tells = rules.abstract_of(content) != rules.abstract_of(case.content)
    _store(actor, case, content, case.status)
    audit.record(actor.ref, "case.saved", Ref("case", case.id), version=case.version, fields=" ".join(sorted(changes)))
    if tells and case.status == Status.PUBLISHED:
        # who reads the abstract alone does not hear that something he may not read has changed
        announce("case.changed", Ref("case", case.id), actor.ref)
    return case


def _check_names(actor: Actor, content: CaseContent, before: CaseContent) -> None:
    """Named members must be active, related cases readable by who names them."""
    named = set(content.audience.members) - set(before.audience.members)
    if named - active_ids(named):
        raise Invalid([Problem(("audience", "members"), lazy("There is no active member with this address."))])
    unknown = unknown_themes(set(content.themes) - set(before.themes))
    if unknown:
        words = lazy("There is no concept “%(key)s”.", key=sorted(unknown)[0])
        raise Invalid([Problem(("themes",), words)])
    related = set(content.related) - set(before.related)
    readable = {case.number for case in cards.get_related(actor, related)}
    if related - readable:
        words = lazy("There is no case of this number that you may read.")
        raise Invalid([Problem(("related",), words)])


def _check_audience(actor: Actor, case: Case, content: CaseContent, confirmed: bool) -> None:
    """Marks, audience and reviewing regions are the owner's; widening what others read is confirmed."""
    fields = ("marks", "audience", "regions")
    if all(getattr(content, name) == getattr(case.content, name) for name in fields):
        return
    require(actor, "case.audience", case)
    if case.status not in (Status.SUBMITTED, Status.PUBLISHED) or confirmed:
        return
    after = rules.audiences(case.status, content, case.owner_id, case.writer_ids, case.authority_id)
    if any(is_widened(case.audience(layer), after[layer]) for layer in LAYERS):
        words = lazy("More people than now will be able to read this. Tick the box to confirm, then save again.")
        raise Invalid([Problem(("confirm_widening",), words)])


def _check_complete(case: Case, content: CaseContent) -> None:
    problems = rules.problems_before_review(content, {file.layer for file in case.files})
    if problems:
        raise Invalid(problems)


def submit_case(actor: Actor, reference: str, revision: int) -> Case:
    """Hands it to the coordinators of its regions; the first time it gets its number."""
    case = queries.find_case(actor, reference)
    require(actor, "case.submit", case)
    _move(case, revision, Status.SUBMITTED)
    _check_complete(case, case.content)
    case.number = case.number or next_number(numbering_country(case.content, case.country))
    case.submitted_at = clock.now()
    case.remarks = ""
    _store(actor, case, case.content, Status.SUBMITTED)
    audit.record(actor.ref, "case.submitted", Ref("case", case.id), number=case.number)
    messages.announce_submission(case)
    waiting = coordinators_of(frozenset(case.content.regions))
    announce("case.submitted", Ref("case", case.id), actor.ref, [each.id for each in waiting])
    return case


def publish_case(actor: Actor, reference: str, revision: int) -> Case:
    """The coordinator lets it be read by whom its marks name."""
    case = _for_review(actor, reference, revision, Status.PUBLISHED)
    case.published_at = clock.now()
    _store(actor, case, case.content, Status.PUBLISHED)
    audit.record(actor.ref, "case.published", Ref("case", case.id), number=case.number)
    messages.announce_decision(case, "published")
    announce("case.published", Ref("case", case.id), actor.ref, [case.owner_id])
    return case


def return_case(actor: Actor, reference: str, revision: int, remarks: str) -> Case:
    """Back to its writers with remarks, which only they read."""
    case = _for_review(actor, reference, revision, Status.RETURNED)
    case.remarks = prose_of(remarks, "remarks")
    if not case.remarks:
        raise Invalid([Problem(("remarks",), lazy("Say what has to change, so that the author can act on it."))])
    _store(actor, case, case.content, Status.RETURNED)
    audit.record(actor.ref, "case.returned", Ref("case", case.id))
    messages.announce_decision(case, "returned")
    announce("case.returned", Ref("case", case.id), actor.ref, [case.owner_id])
    return case


def _for_review(actor: Actor, reference: str, revision: int, status: Status) -> Case:
    case = queries.find_case(actor, reference)
    require(actor, "case.review", case)
    _move(case, revision, status)
    return case


def withdraw_case(actor: Actor, reference: str, revision: int, reason: str = "") -> Case:
    """Takes it out of everybody's sight but its writers', at once."""
    case = queries.find_case(actor, reference)
    require(actor, "case.withdraw", case)
    _move(case, revision, Status.WITHDRAWN)
    case.remarks = prose_of(reason, "reason")
    _store(actor, case, case.content, Status.WITHDRAWN)
    audit.record(actor.ref, "case.withdrawn", Ref("case", case.id))
    announce("case.withdrawn", Ref("case", case.id), actor.ref)
    return case


def reopen_case(actor: Actor, reference: str, revision: int) -> Case:
    """A withdrawn case becomes a draft again; it keeps its number."""
    case = queries.find_case(actor, reference)
    require(actor, "case.edit", case)
    _move(case, revision, Status.DRAFT)
    _store(actor, case, case.content, Status.DRAFT)
    audit.record(actor.ref, "case.reopened", Ref("case", case.id))
    return case


def set_editors(actor: Actor, reference: str, revision: int, member_ids: set[str]) -> Case:
    """Whom the owner lets write with him."""
    case = queries.find_case(actor, reference)
    require(actor, "case.audience", case)
    if case.revision != revision:
        raise Conflict
    wanted = member_ids - {case.owner_id}
    if wanted - active_ids(wanted):
        raise Invalid([Problem(("editors",), lazy("There is no active member with this address."))])
    case.editors = [CaseEditor(member_id=member) for member in sorted(wanted)]
    _store(actor, case, case.content, case.status)
    audit.record(actor.ref, "case.editors_set", Ref("case", case.id), editors=" ".join(sorted(wanted)))
    return case


def _move(case: Case, revision: int, status: Status) -> None:
    moved_on = lazy("The case is in another state by now. Please look at it again.")
    check_move(case.status, status, case.revision, revision, moved_on)


def _store(actor: Actor, case: Case, content: CaseContent, status: str) -> None:
    """Content, status, the audience that follows from them, and the version, together.

    Written at once, except where autoflush is off: an import writes many cases with one statement.
    """
    db.session.add(case)
    changed = content != case.content or case.version == 0
    case.content, case.status, case.sort_date = content, status, content.sort_date
    case.updated_at = clock.now()
    if changed:
        _name_places(case)
    open_layers(case)
    if changed:
        case.version += 1
        version = CaseVersion(case_id=case.id, number=case.version, saved_by=actor.id, status=status, content=content)
        db.session.add(version)
    if db.session.autoflush:
        db.session.flush()


def _name_places(case: Case) -> None:
    wanted = {f"country:{entry.code}" for entry in case.content.countries}
    wanted |= {f"region:{region}" for region in case.content.regions}
    if {place.place for place in case.places} != wanted:
        kept = [place for place in case.places if place.place in wanted]
        added = sorted(wanted - {place.place for place in kept})
        case.places = [*kept, *(CasePlace(place=place) for place in added)]


def open_layers(case: Case) -> None:
    """Writes the tokens that follow from status, marks, audience and grants, touching only rows that change; notes
    whether somebody reads less than before, so that search forgets first."""
    held = case.opened or {}  # a row that was never stored holds nothing yet
    before = {layer: frozenset(held.get(layer, ())) for layer in LAYERS}
    writing = {case.owner_id, *(editor.member_id for editor in case.editors)}
    granted = list(held.get(GRANTED, ()))
    wanted = rules.audiences(case.status, case.content, case.owner_id, writing, case.authority_id)
    wanted = rules.with_grants(wanted, case.status, granted)
    opened = {layer: sorted(wanted[layer]) for layer in LAYERS}
    case.opened = {WRITERS: sorted(writing), **opened} | ({GRANTED: granted} if granted else {})
    case.narrowed = rules.is_narrowed(before, wanted)
    pairs = {(layer, token) for layer in LAYERS for token in wanted[layer]}
    for row in list(case.audiences):
        if (row.layer, row.token) in pairs:
            pairs.discard((row.layer, row.token))
        else:
            case.audiences.remove(row)
    case.audiences.extend(CaseAudience(layer=layer, token=token) for layer, token in sorted(pairs))


def find_own_by_external_id(actor: Actor, external_id: str) -> Case | None:
    return db.session.scalar(select(Case).where(Case.owner_id == actor.id, Case.external_id == external_id))


def own_external_ids(actor: Actor) -> set[str]:
    named = select(Case.external_id).where(Case.owner_id == actor.id, Case.external_id.is_not(None))
    return {key for key in db.session.scalars(named) if key is not None}


def import_new_case(actor: Actor, new: NewCase, status: Status) -> Case:
    """A case from a file, in the status the file gives. A published one must be complete."""
    require(actor, "case.import")
    _check_title(new.content)
    _check_names(actor, new.content, CaseContent())
    case = _import_status(actor, _new_row(actor, new), new.content, status)
    audit.record(actor.ref, "case.created", Ref("case", case.id))
    return case


def import_changes(actor: Actor, case: Case, content: CaseContent, status: Status) -> Case:
    """Brings a case of the actor's own to what the file says."""
    require(actor, "case.import")
    require(actor, "case.edit", case)
    if content == case.content and status == case.status:
        return case
    _check_names(actor, content, case.content)
    return _import_status(actor, case, content, status)


def _import_status(actor: Actor, case: Case, content: CaseContent, status: Status) -> Case:
    if status != Status.DRAFT:
        missing = rules.problems_before_review if status == Status.SUBMITTED else rules.problems_before_publication
        if problems := missing(content, {file.layer for file in case.files} if case.version > 1 else ()):
            raise Invalid(problems)
        case.number = case.number or next_number(numbering_country(content, case.country))
        case.submitted_at = case.submitted_at or clock.now()
        case.published_at = (case.published_at or clock.now()) if status == Status.PUBLISHED else None
    if content != case.content or status != case.status:
        _store(actor, case, content, status)
    audit.record(actor.ref, "case.imported", Ref("case", case.id), status=status.value)
    return case
