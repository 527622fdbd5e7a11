"""Loads the demonstration network through the services, so that it obeys every rule. All of it is an exercise."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from portal.access.actor import Actor, Role
from portal.access.publication import Status
from portal.across.demo.accounts import HERE, PASSWORD, cast
from portal.across.demo.meetings import load_meetings
from portal.across.demo.practices import load_practices
from portal.across.demo.registering import load_registrations
from portal.across.demo.talking import load_conversations
from portal.cases import cards, service
from portal.cases.exchange import CaseRecord, import_case, read_record
from portal.cases.models import Case
from portal.foundation.database import db, transaction
from portal.members.models import Member
from portal.members.secrets import hash_password
from portal.members.service import NewMember, create_member, suspend_member

Progress = Callable[[str, int], None]
_OWN_KEYS = ("author_country", "related", "status")


def is_loaded() -> bool:
    return bool(db.session.scalar(select(func.count(Member.id))))


def load_demo(progress: Progress) -> tuple[int, int]:
    """(members, cases) loaded; nothing when there are members already. Practices come with them."""
    with transaction():
        if is_loaded():
            return 0, 0
        by_country = _load_cast(progress)
        cases = _load_cases(by_country, progress)
        load_practices(by_country, cases, progress)
        load_meetings(current_app.extensions["portal_files"], progress)
        load_registrations()
        load_conversations()
        _suspend()
    return len(cast()), len(cases)


def _load_cast(progress: Progress) -> dict[str, list[Actor]]:
    hashed = hash_password(PASSWORD)
    by_country: dict[str, list[Actor]] = defaultdict(list)
    for number, each in enumerate(cast(), start=1):
        member = create_member(_new_member(each, hashed))
        by_country[member.country].append(member.as_actor())
        progress("members", number)
    return by_country


def _new_member(each: dict[str, Any], hashed: str) -> NewMember:
    return NewMember(
        email=each["email"],
        name=each["name"],
        native_name=each.get("native_name", ""),
        country=each["country"],
        role=Role(each["role"]),
        password_hash=hashed,
        authority=each["authority"],
        regions=tuple(each["regions"]),
        profession=each["profession"],
        languages=tuple(each["languages"]),
        expertise=each["expertise"],
        time_zone=each["time_zone"],
        interface_language=each["interface_language"],
    )


def case_lines() -> Iterator[dict[str, Any]]:
    """The exercise cases as they are written in `cases/*.jsonl`."""
    for path in sorted((HERE / "cases").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def _load_cases(by_country: dict[str, list[Actor]], progress: Progress) -> dict[str, str]:
    """external_id → id. By an author of its country, in turn; related cases are named once all have their numbers."""
    references: dict[str, tuple[Actor, str]] = {}
    related: dict[str, list[str]] = {}
    for number, line in enumerate(case_lines(), start=1):
        everybody = by_country[line["author_country"]]
        authors = [actor for actor in everybody if actor.role is not Role.COORDINATOR] or everybody
        author = authors[number % len(authors)]
        case = _load_case(author, line, by_country)
        references[line["external_id"]] = author, case.id
        related[line["external_id"]] = line.get("related", [])
        progress("cases", number)
    for key, others in related.items():
        _relate(*references[key], [references[other][1] for other in others if other in references])
    return {key: case_id for key, (_, case_id) in references.items()}


def _load_case(author: Actor, line: dict[str, Any], by_country: dict[str, list[Actor]]) -> Case:
    data = {name: value for name, value in line.items() if name not in _OWN_KEYS}
    record = read_record(data | {"exercise": True, "status": "draft", "audience": _audience(line, by_country)})
    case = _draft(author, record)
    if line["status"] == "draft":
        return case
    service.submit_case(author, case.id, case.revision)
    if line["status"] == "published":
        service.publish_case(_reviewer(case), case.id, case.revision)
    return case


def _draft(author: Actor, record: CaseRecord) -> Case:
    imported = import_case(author, record)
    if imported.case is None:
        raise AssertionError("an import that is no dry run gives a case")
    return imported.case


def _audience(line: dict[str, Any], by_country: dict[str, list[Actor]]) -> dict[str, Any]:
    """In the files, countries stand for the members a RED layer names."""
    audience = dict(line.get("audience") or {})
    members = [db.session.get_one(Member, by_country[code][0].id).email for code in audience.pop("members", [])]
    return {**audience, "members": members}


def _reviewer(case: Case) -> Actor:
    """A coordinator of one of its regions who did not write it."""
    coordinators = db.session.scalars(select(Member).where(Member.role == Role.COORDINATOR).order_by(Member.email))
    actors = [member.as_actor() for member in coordinators if member.id not in case.writer_ids]
    found = [actor for actor in actors if actor.coordinates & case.review_regions]
    if not found:
        raise ValueError(f"{case.external_id}: no coordinator may review it")
    return found[0]


def _relate(author: Actor, case_id: str, others: list[str]) -> None:
    """Only to cases their author may read."""
    numbers = [other.number for other in cards.get_many(author, others).values() if other.number]
    case = db.session.get_one(Case, case_id)
    if numbers and case.status in (Status.DRAFT, Status.PUBLISHED):
        service.save_case(author, case_id, case.revision, {"related": numbers})


def _suspend() -> None:
    administrator = db.session.scalars(select(Member).where(Member.role == Role.ADMINISTRATOR)).first()
    for each in cast():
        if each["state"] == "suspended" and administrator is not None:
            member = db.session.scalar(select(Member).where(Member.email == each["email"]))
            if member is not None:
                suspend_member(administrator.as_actor(), member.id)
