"""The meetings of the demonstration: those the network reported, and two exercises with everything a meeting has.

The reported ones carry facts of the report alone; their pages are kept by the cast. Days of the exercises are counted
from the day of loading, so that one lies behind and the other ahead.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.access.actor import Actor
from portal.across.presenting.service import present_thing
from portal.cases.models import Case
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.files import FileStore
from portal.meetings import agenda, decisions, documents, minutes, service
from portal.meetings.content import MeetingContent
from portal.meetings.documents import Upload
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.service import NewMeeting
from portal.members.models import Member
from portal.members.queries import ids_by_email

HERE = Path(__file__).parent / "meetings"
WAY = ("announced", "registration", "held", "closed")
Told = dict[str, Any]


def told_meetings() -> Iterator[Told]:
    for path in sorted(HERE.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def load_meetings(store: FileStore, progress: Callable[[str, int], None]) -> int:
    """Through the services, by the cast; how many."""
    loaded = 0
    for loaded, told in enumerate(told_meetings(), start=1):
        _load(store, told)
        progress("meetings", loaded)
    return loaded


def _load(store: FileStore, told: Told) -> None:
    keeper, starts = _actor(told["keeper"]), _first_day(told)
    content = {**told["content"], **_days(told, starts)}
    meeting = service.create_meeting(
        keeper, NewMeeting(MeetingContent.model_validate(content), exercise=told["exercise"])
    )
    if told.get("with"):
        others = set(ids_by_email(set(told["with"])).values())
        service.set_organizers(keeper, meeting.id, meeting.revision, others)
    presented = _load_agenda(store, keeper, meeting, told, starts)
    if "paper" in told:
        _load_paper(store, keeper, meeting, told["paper"])
    for status in WAY[: WAY.index(told["status"]) + 1]:
        service.move_meeting(keeper, meeting.id, meeting.revision, status)
    for item, case in presented:
        author = db.session.get_one(Member, case.owner_id).as_actor()
        present_thing(author, meeting.id, item.id, case.number or "")
    _load_results(keeper, meeting, told)


def _actor(email: str) -> Actor:
    return db.session.scalars(select(Member).where(Member.email == email)).one().as_actor()


def _first_day(told: Told) -> date | None:
    return clock.now().date() + timedelta(days=told["day"]) if "day" in told else None


def _days(told: Told, starts: date | None) -> dict[str, str]:
    if starts is None:
        return {}
    return {"starts": starts.isoformat(), "ends": (starts + timedelta(days=told["days"] - 1)).isoformat()}


def _load_agenda(
    store: FileStore, keeper: Actor, meeting: Meeting, told: Told, starts: date | None
) -> list[tuple[AgendaItem, Case]]:
    """The items at which a case is presented, each with its case."""
    presented = []
    for each in told.get("sessions", ()):
        day = (starts or clock.now().date()) + timedelta(days=each["day"])
        given = {name: each[name] for name in ("title", "begins", "ends", "room")}
        within = agenda.save_session(keeper, meeting.id, {**given, "day": day.isoformat()})
        for line in each["items"]:
            item, case = _load_item(keeper, meeting, within.id, line)
            if case is not None:
                presented.append((item, case))
            if "paper" in line:
                _load_paper(store, keeper, meeting, line["paper"], item.id)
    return presented


def _load_item(keeper: Actor, meeting: Meeting, session_id: str, line: Told) -> tuple[AgendaItem, Case | None]:
    given: Told = {name: value for name, value in line.items() if name not in ("case", "paper")}
    case = None
    if "case" in line:
        case = db.session.scalars(select(Case).where(Case.external_id == line["case"])).one()
        given |= {"speaker": db.session.get_one(Member, case.owner_id).email, "asks": "case"}
    return agenda.save_item(keeper, meeting.id, {**given, "session_id": session_id}), case


def _load_paper(store: FileStore, keeper: Actor, meeting: Meeting, paper: Told, item_id: str = "") -> None:
    named = {"regions": meeting.content.regions if paper["mark"] == "AMBER" else ()}
    members = list(ids_by_email(set(paper.get("members", ()))).values())
    given = {"title": paper["title"], "mark": paper["mark"], "item_id": item_id, "named": {**named, "members": members}}
    upload = Upload(f"{paper['title']}.txt", BytesIO(paper["text"].encode()), 1_000_000)
    documents.add_document(keeper, store, meeting.id, given, upload)


def _load_results(keeper: Actor, meeting: Meeting, told: Told) -> None:
    for number, text in enumerate(told.get("minutes", ())):
        minutes.save_minutes(keeper, meeting.id, number, text)
    for each in told.get("decisions", ()):
        due = (clock.now().date() + timedelta(days=each["due"])).isoformat()
        made = decisions.add_decision(
            keeper, meeting.id, {"text": each["text"], "assignee": each["assignee"], "due": due}
        )
        if "state" in each:
            decisions.close_decision(keeper, made.id, each["state"])
