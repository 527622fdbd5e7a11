"""Use cases of a meeting itself. Each asks the policy first and writes its audit row; none commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.access.actor import Actor
from portal.access.audience import is_widened
from portal.access.policy import require
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from portal.foundation.events import announce
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.records import rebuilt
from portal.foundation.refs import Ref
from portal.meetings import agenda, documents, queries, rules
from portal.meetings.content import MeetingContent
from portal.meetings.models import LAYERS, WRITERS, Meeting, MeetingAudience, MeetingOrganizer, MeetingPlace, Status
from portal.meetings.numbers import next_number
from portal.members.queries import active_ids
from portal.vocabulary.queries import unknown_themes

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """`id` is made when the form is opened: the same form sent ten times makes one meeting."""

    content: MeetingContent
    id: str = ""
    exercise: bool = False


def create_meeting(actor: Actor, new: NewMeeting) -> Meeting:
    """A draft only its organizers read. With an id already used by this actor's own, that one."""
    require(actor, "meeting.create")
    if not new.content.title:
        raise Invalid([Problem(("title",), lazy("Give the meeting a title."))])
    known = db.session.get(Meeting, new.id) if is_id(new.id) else None
    if known is not None:
        if known.owner_id != actor.id:
            raise NotFound
        return known
    _check_names(actor, new.content, MeetingContent())
    meeting = Meeting(
        id=new.id if is_id(new.id) else new_id(),
        owner_id=actor.id,
        authority_id=actor.authority,
        status=Status.DRAFT,
        exercise=new.exercise,
        content=MeetingContent(),
        opened={},
    )
    _store(meeting, new.content, Status.DRAFT)
    audit.record(actor.ref, "meeting.created", Ref("meeting", meeting.id))
    return meeting


def save_meeting(actor: Actor, reference: str, revision: int, changes: Fields, confirmed: bool = False) -> Meeting:
    """Replaces some fields. Raises Conflict when somebody saved since `revision` was opened."""
    meeting = queries.find_meeting(actor, reference)
    require(actor, "meeting.edit", meeting)
    if meeting.revision != revision:
        raise Conflict
    before, content = meeting.content, rebuilt(meeting.content, changes)
    if content == before:
        return meeting
    _check_names(actor, content, before)
    _check_audience(actor, meeting, content, confirmed)
    if meeting.status != Status.DRAFT:
        _check_complete(content)
    if content.time_zone != before.time_zone:
        agenda.move_to_zone(meeting.id, before.time_zone, content.time_zone)
    if len(before.starts) < 10 <= len(content.starts):
        agenda.move_to_day(meeting.id, content.time_zone, content.starts)
    _store(meeting, content, meeting.status)
    ref = Ref("meeting", meeting.id)
    audit.record(actor.ref, "meeting.saved", ref, fields=" ".join(sorted(changes)))
    if meeting.status != Status.DRAFT:
        announce("meeting.changed", ref, actor.ref)
    return meeting


def _check_names(actor: Actor, content: MeetingContent, before: MeetingContent) -> None:
    """Named members must be active, themes known, the earlier meeting readable by who names it."""
    named = set(content.audience.members) - set(before.audience.members)
    if named - active_ids(named):
        raise Invalid([Problem(("audience", "members"), lazy("There is no active member with this address."))])
    unknown = unknown_themes(set(content.themes) - set(before.themes))
    if unknown:
        raise Invalid([Problem(("themes",), lazy("There is no concept “%(key)s”.", key=sorted(unknown)[0]))])
    if content.earlier and content.earlier != before.earlier:
        try:
            queries.find_meeting(actor, content.earlier)
        except NotFound:
            words = lazy("There is no meeting of this number that you may read.")
            raise Invalid([Problem(("earlier",), words)]) from None


def _check_audience(actor: Actor, meeting: Meeting, content: MeetingContent, confirmed: bool) -> None:
    """Marks and audience are the owner's; widening what others read is confirmed."""
    fields = ("mark", "minutes_mark", "audience")
    if all(getattr(content, name) == getattr(meeting.content, name) for name in fields):
        return
    require(actor, "meeting.audience", meeting)
    if meeting.status == Status.DRAFT or confirmed:
        return
    after = rules.audiences(meeting.status, content, meeting.owner_id, meeting.writer_ids, meeting.authority_id)
    if any(is_widened(meeting.audience(layer), after[layer]) for layer in LAYERS):
        words = lazy("More people than now will be able to read this. Tick the box to confirm, then save again.")
        raise Invalid([Problem(("confirm_widening",), words)])


def _check_complete(content: MeetingContent) -> None:
    if problems := rules.problems_before_announcement(content):
        raise Invalid(problems)


def set_organizers(actor: Actor, reference: str, revision: int, member_ids: set[str]) -> Meeting:
    """Whom the owner lets organize with him. They read everything of it, whatever its mark."""
    meeting = queries.find_meeting(actor, reference)
    require(actor, "meeting.audience", meeting)
    if meeting.revision != revision:
        raise Conflict
    wanted = member_ids - {meeting.owner_id}
    if wanted - active_ids(wanted):
        raise Invalid([Problem(("organizers",), lazy("There is no active member with this address."))])
    meeting.organizers = [MeetingOrganizer(member_id=member) for member in sorted(wanted)]
    _store(meeting, meeting.content, meeting.status)
    documents.reopen_documents(meeting)
    detail = " ".join(sorted(wanted))
    audit.record(actor.ref, "meeting.organizers_set", Ref("meeting", meeting.id), organizers=detail)
    return meeting


def move_meeting(actor: Actor, reference: str, revision: int, status: str) -> Meeting:
    """To the next step, or one back. The first announcement gives it its number."""
    meeting = queries.find_meeting(actor, reference)
    require(actor, "meeting.announce", meeting)
    if meeting.revision != revision:
        raise Conflict
    if status not in rules.MOVES[meeting.status]:
        raise Refused(lazy("The meeting is in another state by now. Please look at it again."))
    if status != Status.DRAFT:
        _check_complete(meeting.content)
        year = int(meeting.content.sort_date[:4])
        meeting.number = meeting.number or next_number(year)
    first = status == Status.ANNOUNCED and meeting.announced_at is None
    if first:
        meeting.announced_at = clock.now()
        agenda.ask_speakers(meeting.id)
    before = meeting.status
    _store(meeting, meeting.content, status)
    ref = Ref("meeting", meeting.id)
    audit.record(actor.ref, "meeting.moved", ref, number=meeting.number, before=before, after=status)
    if status != Status.DRAFT:
        announce("meeting.announced" if first else "meeting.changed", ref, actor.ref)
    return meeting


def copy_meeting(actor: Actor, reference: str, new_key: str = "") -> Meeting:
    """The next of its series as a draft: head and agenda, without dates, speakers, papers, minutes and decisions."""
    source = queries.find_meeting(actor, reference)
    require(actor, "meeting.edit", source)
    fresh = {"starts": "", "ends": "", "participants": None, "participants_note": "", "qualifier": "exactly"}
    content = source.content.model_copy(update={**fresh, "earlier": source.number or ""})
    meeting = create_meeting(actor, NewMeeting(content, new_key, source.exercise))
    agenda.copy_agenda(source, meeting)
    audit.record(actor.ref, "meeting.copied", Ref("meeting", meeting.id), source=source.id)
    return meeting


def _store(meeting: Meeting, content: MeetingContent, status: str) -> None:
    """Content, status and the audience that follows from them, together."""
    db.session.add(meeting)
    meeting.content, meeting.status = content, status
    meeting.sort_date, meeting.series = content.sort_date, content.series
    meeting.updated_at = clock.now()
    wanted = {f"country:{code}" for code in content.countries} | {f"region:{code}" for code in content.regions}
    if {row.place for row in meeting.places} != wanted:
        kept = [row for row in meeting.places if row.place in wanted]
        added = sorted(wanted - {row.place for row in kept})
        meeting.places = [*kept, *(MeetingPlace(place=place) for place in added)]
    before = meeting.audience("abstract")
    open_layers(meeting)
    meeting.narrowed = is_widened(meeting.audience("abstract"), before)
    documents.touch_documents(meeting)
    db.session.flush()


def open_layers(meeting: Meeting) -> None:
    """Writes the tokens that follow from status, marks and audience, touching only rows that change."""
    organizing = {meeting.owner_id, *(row.member_id for row in meeting.organizers)}
    wanted = rules.audiences(meeting.status, meeting.content, meeting.owner_id, organizing, meeting.authority_id)
    meeting.opened = {WRITERS: sorted(organizing), **{layer: sorted(wanted[layer]) for layer in LAYERS}}
    pairs = {(layer, token) for layer in LAYERS for token in wanted[layer]}
    for row in list(meeting.audiences):
        if (row.layer, row.token) in pairs:
            pairs.discard((row.layer, row.token))
        else:
            meeting.audiences.remove(row)
    meeting.audiences.extend(MeetingAudience(layer=layer, token=token) for layer, token in sorted(pairs))
