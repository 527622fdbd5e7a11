"""From meeting to case: whoever is asked for one finds a draft with what is known filled in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.access.publication import Status as CaseStatus
from portal.cases import service as cases
from portal.cases.content import CaseContent
from portal.cases.models import Case
from portal.cases.queries import find_case
from portal.cases.service import NewCase
from portal.foundation import audit
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.refs import SYSTEM, Described, Ref, describe_many
from portal.meetings import queries
from portal.meetings.models import AgendaItem, Meeting, MeetingSession, Presentation, Status
from portal.members.models import Member
from portal.practices import service as practices
from portal.practices.content import PracticeContent
from portal.practices.models import Practice
from portal.practices.queries import find_practice
from portal.practices.service import NewPractice

Maker = Callable[[Actor, Member, AgendaItem, Meeting], str]


def prepare_drafts(rows: Sequence[OutboxRow]) -> None:
    """Each key is an item. Asked twice, the same speaker gets one draft; another speaker gets his own."""
    for row in rows:
        with transaction():
            _prepare(row.key)


def _prepare(item_id: str) -> None:
    item = db.session.get(AgendaItem, item_id)
    if item is None or not item.speaker_id or item.asks not in MAKERS:
        return
    meeting = db.session.get_one(Meeting, item.meeting_id)
    member = db.session.get_one(Member, item.speaker_id)
    known = db.session.get(Presentation, (item.id, member.id))
    if meeting.status == Status.DRAFT or known is not None or not member.is_active:
        return
    thing = Ref(item.asks, MAKERS[item.asks](member.as_actor(), member, item, meeting))
    made = Presentation(item_id=item.id, meeting_id=meeting.id, member_id=member.id, kind=thing.kind, thing_id=thing.id)
    db.session.add(made)
    audit.record(SYSTEM, "presentation.prepared", Ref("meeting", meeting.id), item=item.id, made=str(thing))
    announce("presentation.asked", thing, SYSTEM, to=[member.id])


def _draft_case(actor: Actor, member: Member, item: AgendaItem, meeting: Meeting) -> str:
    """His own draft, which nobody else reads: title, country, region, themes, and the meeting among its sources."""
    content = CaseContent.model_validate(
        {
            "texts": [{"language": item.language or _language(member), "title": item.title}],
            "countries": [{"code": member.country, "part": "prosecution"}],
            "regions": _regions(member, meeting),
            "themes": meeting.content.themes,
            "sources": [meeting.number] if meeting.number else [],
        }
    )
    return cases.create_case(actor, NewCase(content, new_id(), exercise=meeting.exercise)).id


def _language(member: Member) -> str:
    return member.language_codes[0] if member.language_codes else "en"


def _draft_practice(actor: Actor, member: Member, item: AgendaItem, meeting: Meeting) -> str:
    content = PracticeContent.model_validate(
        {
            "texts": [{"language": item.language or _language(member), "title": item.title}],
            "regions": _regions(member, meeting),
            "themes": meeting.content.themes,
            "sources": [meeting.number] if meeting.number else [],
        }
    )
    return practices.create_practice(actor, NewPractice(content, new_id(), exercise=meeting.exercise)).id


def _regions(member: Member, meeting: Meeting) -> list[str]:
    return sorted(member.regions & set(meeting.content.regions)) or sorted(member.regions)


MAKERS: Mapping[str, Maker] = {"case": _draft_case, "practice": _draft_practice}
"""What an item asks for → who makes the draft of it."""


WRITTEN: Mapping[str, Callable[[Actor, str], Case | Practice]] = {"case": find_case, "practice": find_practice}
"""What an item asks for → who finds it by its number, with the actor's rights."""


def present_thing(actor: Actor, reference: str, item_id: str, number: str) -> Presentation:
    """The speaker names what he wrote already in place of the draft that waited for him."""
    meeting, item = find_own_item(actor, reference, item_id)
    thing = _own_thing(actor, item.asks, number.strip())
    row = db.session.get(Presentation, (item.id, actor.id))
    if row is None:
        row = Presentation(item_id=item.id, meeting_id=meeting.id, member_id=actor.id)
        db.session.add(row)
    row.kind, row.thing_id = item.asks, thing.id
    db.session.flush()
    made = str(Ref(item.asks, thing.id))
    audit.record(actor.ref, "presentation.named", Ref("meeting", meeting.id), item=item.id, made=made)
    return row


def _own_thing(actor: Actor, kind: str, number: str) -> Case | Practice:
    try:
        thing = WRITTEN[kind](actor, number) if number.isprintable() else None
    except NotFound:
        thing = None
    if thing is None or actor.id not in thing.writer_ids:
        words = lazy("You write nothing that has this number.")
        raise Invalid([Problem(("number",), words)])
    return thing


def find_own_item(actor: Actor, reference: str, item_id: str) -> tuple[Meeting, AgendaItem]:
    """An item this actor speaks to and is asked something for. Raises NotFound for any other."""
    meeting = queries.find_meeting(actor, reference)
    require(actor, "meeting.present")
    item = db.session.get(AgendaItem, item_id) if is_id(item_id) else None
    if item is None or item.meeting_id != meeting.id or item.speaker_id != actor.id or item.asks not in MAKERS:
        raise NotFound
    return meeting, item


STATES: Mapping[str, str] = {CaseStatus.SUBMITTED: "sent", CaseStatus.PUBLISHED: "published"}
"""Status of what was written → what the organizer is told; anything else is still owed."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What an item asked for and how far it is. `thing` only where this actor may read it."""

    item_id: str
    title: str
    speaker_id: str
    speaker: str
    asks: str
    state: str
    thing: Described | None


_STATUS = func.coalesce(Case.status, Practice.status)
_ASKED = (
    select(AgendaItem.id, AgendaItem.title, AgendaItem.asks, Member.id, Member.name, _STATUS, Presentation)
    .join(MeetingSession, MeetingSession.id == AgendaItem.session_id)
    .join(Member, Member.id == AgendaItem.speaker_id)
    .outerjoin(
        Presentation, (Presentation.item_id == AgendaItem.id) & (Presentation.member_id == AgendaItem.speaker_id)
    )
    .outerjoin(Case, (Case.id == Presentation.thing_id) & (Presentation.kind == "case"))
    .outerjoin(Practice, (Practice.id == Presentation.thing_id) & (Presentation.kind == "practice"))
    .where(AgendaItem.meeting_id == bindparam("meeting"), AgendaItem.asks != "")
    .order_by(MeetingSession.starts_at, MeetingSession.id, AgendaItem.position, AgendaItem.id)
)


def list_owed(actor: Actor, meeting: Meeting) -> list[Owed]:
    """For organizers: the state of each thing asked for; its title only where they may read the thing itself."""
    require(actor, "meeting.agenda", meeting)
    rows = db.session.execute(_ASKED, {"meeting": meeting.id}).all()
    refs = {row[0]: Ref(row[6].kind, row[6].thing_id) for row in rows if row[6] is not None}
    found = describe_many(actor, refs.values())
    return [
        Owed(item, title, member, name, asks, STATES.get(status or "", "owed"), found.get(refs.get(item, Ref("", ""))))
        for item, title, asks, member, name, status, _made in rows
    ]
