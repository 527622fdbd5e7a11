"""The exercise practices, written, reviewed, confirmed and collected by the cast."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import select

from portal.access.actor import Actor, Role
from portal.across.demo.accounts import HERE
from portal.foundation.database import db
from portal.foundation.refs import find_many
from portal.members.models import Member
from portal.practices import collecting, confirming, service
from portal.practices.collecting import CollectionContent
from portal.practices.content import PracticeContent
from portal.practices.models import Practice
from portal.practices.service import NewPractice

_CONTENT = tuple(PracticeContent.model_fields)


@cache
def practice_lines() -> list[dict[str, Any]]:
    """The exercise practices as they are written in `exercise_practices/*.jsonl`, in the order of their ids."""
    paths = sorted((HERE / "exercise_practices").glob("*.jsonl"))
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return sorted(map(json.loads, lines), key=lambda line: str(line["external_id"]))


def load_practices(by_country: Mapping[str, list[Actor]], cases: Mapping[str, str], progress: Any) -> None:
    """`cases` maps the external ids of exercise cases to theirs here."""
    actors = {actor.id: actor for actor in chain.from_iterable(by_country.values())}
    by_email = {email: actors[key] for email, key in db.session.execute(select(Member.email, Member.id))}
    made: dict[str, Practice] = {}
    for number, line in enumerate(practice_lines(), start=1):
        made[line["external_id"]] = _load(by_email, line, cases)
        progress("practices", number)
    _collect(by_email, made)


def _load(by_email: Mapping[str, Actor], line: Mapping[str, Any], cases: Mapping[str, str]) -> Practice:
    author = by_email[line["author"]]
    readable = find_many(author, "case", [cases[key] for key in line["cases"]])
    content = PracticeContent.model_validate({name: line[name] for name in _CONTENT} | {"cases": list(readable)})
    practice = service.create_practice(author, NewPractice(content, exercise=True))
    service.submit_practice(author, practice.id, practice.revision)
    if line["status"] == "published":
        service.publish_practice(_reviewer(by_email.values(), practice), practice.id, practice.revision)
    for said in line["confirmations"]:
        confirming.confirm_practice(by_email[said["member"]], practice.id, said["answer"], said["context"])
    return practice


def _reviewer(actors: Iterable[Actor], practice: Practice) -> Actor:
    """A coordinator of one of its regions who did not write it."""
    fitting = (actor for actor in actors if actor.role is Role.COORDINATOR and actor.id not in practice.writer_ids)
    found = next((actor for actor in fitting if actor.coordinates & practice.review_regions), None)
    if found is None:
        raise ValueError(f"{practice.number}: no coordinator may review it")
    return found


def _collect(by_email: Mapping[str, Actor], made: Mapping[str, Practice]) -> None:
    lists = json.loads((HERE / "exercise_practices" / "collections.json").read_text(encoding="utf-8"))
    for line in lists:
        owner = by_email[line["owner"]]
        content = CollectionContent.model_validate({name: line[name] for name in ("title", "introduction", "mark")})
        collection = collecting.create_collection(owner, content, exercise=True)
        for key in line["practices"]:
            collecting.collect_practice(owner, collection.id, made[key].id)
