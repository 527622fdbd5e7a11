"""Use cases of the vocabulary. Every change is kept, and takes effect at the next search."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.policy import may, require
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem
from portal.foundation.i18n import lazy
from portal.foundation.problems import read_record
from portal.foundation.refs import SYSTEM, Ref
from portal.vocabulary import rules
from portal.vocabulary.content import ConceptContent, LabelEntry
from portal.vocabulary.exchange import shipped
from portal.vocabulary.models import Concept, ConceptChange

Contents = Mapping[str, ConceptContent]


def adopt_shipped() -> int:
    """Puts the shipped vocabulary into the tables, once; how many concepts there are then to edit."""
    if db.session.scalar(select(Concept.id).limit(1)) is None:
        for key, content in shipped().items():
            _keep(SYSTEM, Concept(key=key, status="approved", content=content))
        audit.record(SYSTEM, "vocabulary.adopted", Ref("vocabulary", "shipped"), concepts=len(shipped()))
    return len(shipped())


def save_concept(actor: Actor, key: str, revision: int, record: Mapping[str, Any]) -> Concept:
    """Raises Invalid, or Conflict when somebody else saved it meanwhile."""
    require(actor, "vocabulary.edit")
    adopt_shipped()
    row = _row(key)
    # an editor who opened it before the tables held it sent 0
    if revision not in (0, row.revision):
        raise Conflict
    content = _checked(key, record)
    if content != row.content:
        row.content = content
        _keep(actor.ref, row)
        audit.record(actor.ref, "concept.saved", Ref("concept", key), labels=len(content.labels))
    return row


def add_concept(actor: Actor, key: str, record: Mapping[str, Any]) -> Concept:
    """Approved at once where the actor edits the vocabulary, else proposed to those who do."""
    require(actor, "vocabulary.propose")
    adopt_shipped()
    content = _checked(key, record, new=True)
    status = "approved" if may(actor, "vocabulary.edit") else "proposed"
    row = Concept(key=key, status=status, content=content, proposed_by=actor.id)
    _keep(actor.ref, row)
    audit.record(actor.ref, f"concept.{'added' if status == 'approved' else 'proposed'}", Ref("concept", key))
    return row


def approve_concept(actor: Actor, key: str) -> Concept:
    require(actor, "vocabulary.edit")
    row = _row(key)
    if row.status == "proposed":
        row.status = "approved"
        _keep(actor.ref, row)
        audit.record(actor.ref, "concept.approved", Ref("concept", key))
    return row


def merge_concept(actor: Actor, key: str, into: str) -> Concept:
    """`key` becomes part of `into`: its labels go over as alternatives, what was below it comes below the other."""
    require(actor, "vocabulary.edit")
    adopt_shipped()
    row, target = _row(key), _row(into)
    if row is target or target.status == "merged":
        raise Invalid([Problem(("into",), lazy("Choose another concept that is not merged itself."))])
    held = {(label.language, label.text.casefold()) for label in target.content.labels}
    moved = [
        LabelEntry(language=label.language, text=label.text, kind="hidden" if label.kind == "hidden" else "alternative")
        for label in row.content.labels
        if (label.language, label.text.casefold()) not in held
    ]
    broader = tuple(wider for wider in target.content.broader if wider != key)
    target.content = target.content.model_copy(update={"labels": (*target.content.labels, *moved), "broader": broader})
    row.status, row.merged_into = "merged", into
    for other in db.session.scalars(select(Concept).where(Concept.status != "merged")):
        _lead_over(actor, other, key, into)
    _keep(actor.ref, target)
    _keep(actor.ref, row)
    audit.record(actor.ref, "concept.merged", Ref("concept", key), into=into)
    return target


def _lead_over(actor: Actor, other: Concept, key: str, into: str) -> None:
    def led(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(into if each == key else each for each in keys if other.key != into or each != key))

    content = other.content
    if key in (*content.broader, *content.related) and other.key not in (key, into):
        other.content = content.model_copy(update={"broader": led(content.broader), "related": led(content.related)})
        _keep(actor.ref, other)


def import_concepts(actor: Actor, given: Contents, dry_run: bool = False) -> tuple[int, int]:
    """(added, changed). All or nothing; raises Invalid with each problem's concept as the first step of its path."""
    if actor.ref != SYSTEM:
        require(actor, "vocabulary.edit")
    adopt_shipped()
    rows = {row.key: row for row in db.session.scalars(select(Concept))}
    after = {key: row.content for key, row in rows.items() if row.status != "merged"} | dict(given)
    problems = rules.problems_of(after)
    if problems:
        raise Invalid(problems)
    added = [key for key in given if key not in rows]
    changed = [key for key, content in given.items() if key in rows and rows[key].content != content]
    if dry_run:
        return len(added), len(changed)
    for key in added:
        _keep(actor.ref, Concept(key=key, status="approved", content=given[key]))
    for key in changed:
        rows[key].content = given[key]
        _keep(actor.ref, rows[key])
    audit.record(actor.ref, "vocabulary.imported", Ref("vocabulary", "file"), added=len(added), changed=len(changed))
    return len(added), len(changed)


def _row(key: str) -> Concept:
    row = db.session.scalar(select(Concept).where(Concept.key == key[:80]))
    if row is None:
        raise NotFound
    return row


def _keep(who: Ref, row: Concept) -> None:
    row.updated_at = clock.now()
    db.session.add(row)
    db.session.flush()
    db.session.add(ConceptChange(concept_id=row.id, saved_by=str(who), status=row.status, content=row.content))


def _checked(key: str, record: Mapping[str, Any], new: bool = False) -> ConceptContent:
    content = read_record(ConceptContent, record)
    others = {row.key: row.content for row in db.session.scalars(select(Concept).where(Concept.status != "merged"))}
    if new and key in others:
        raise Invalid([Problem(("key",), lazy("There is already a concept of this name."))])
    problems = [each for each in rules.problems_of(others | {key: content}) if each.path[:1] == (key,)]
    if problems:
        raise Invalid([Problem(each.path[1:], each.message) for each in problems])
    return content
