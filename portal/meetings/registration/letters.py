"""Mail of organizers to groups of participants: written once, filled in for each when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.countries.content import CountryCode
from portal.foundation import audit
from portal.foundation.database import db
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.i18n import lazy
from portal.foundation.outbox.queue import enqueue
from portal.foundation.problems import read_record
from portal.foundation.refs import Ref
from portal.foundation.texts import Line, Prose
from portal.meetings import queries as meetings
from portal.meetings.models import Meeting
from portal.meetings.registration import queries, rules
from portal.meetings.registration.codes import GROUPS
from portal.meetings.registration.models import PLACED, ParticipantLetter, Registration


class LetterInput(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    group: str = "approved"
    country: CountryCode | None = None
    subject: Line = ""
    text: Prose = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter that may be sent, and whom it reaches: one mail for each contact, however many he registered."""

    meeting: Meeting
    given: LetterInput
    recipients: Sequence[Registration]


def prepare(actor: Actor, reference: str, data: Mapping[str, Any]) -> Prepared:
    """What would be sent; nothing is."""
    meeting, _ = queries.organized(actor, reference)
    given = read_record(LetterInput, data)
    if problems := _problems(given):
        raise Invalid(problems)
    rows = queries.group_of(meeting.id, given.group, given.country or "")
    recipients = list({row.contact_id: row for row in rows}.values())
    if not recipients:
        raise Invalid([Problem(("group",), lazy("There is nobody in this group."))])
    return Prepared(meeting, given, recipients)


def _problems(given: LetterInput) -> list[Problem]:
    problems = []
    if given.group not in GROUPS:
        problems.append(Problem(("group",), lazy("Please choose one of the values offered.")))
    if given.group == "country" and not given.country:
        problems.append(Problem(("country",), lazy("Please choose the country.")))
    for name in ("subject", "text"):
        text = getattr(given, name)
        if not text:
            problems.append(Problem((name,), lazy("This is needed. Please fill it in.")))
        for unknown in rules.unknown_placeholders(text):
            words = lazy(
                "“{%(given)s}” is no placeholder. There are {name}, {meeting}, {place}, {starts} and {link}.",
                given=unknown[:40],
            )
            problems.append(Problem((name,), words))
    return problems


def send_letter(actor: Actor, reference: str, data: Mapping[str, Any]) -> ParticipantLetter:
    """One row of the outbox a recipient. Rights are asked again when each is sent."""
    ready = prepare(actor, reference, data)
    letter = ParticipantLetter(
        meeting_id=ready.meeting.id,
        group=ready.given.group,
        country=ready.given.country or "",
        subject=ready.given.subject,
        text=ready.given.text,
        recipients=len(ready.recipients),
        sent_by=actor.id,
    )
    db.session.add(letter)
    db.session.flush()
    for row in ready.recipients:
        enqueue("mail", f"registration.letter.{letter.id}:{row.id}:{row.contact_id}")
    ref = Ref("meeting", ready.meeting.id)
    audit.record(actor.ref, "meeting.letter_sent", ref, group=letter.group, count=letter.recipients)
    return letter


def list_letters(actor: Actor, reference: str) -> tuple[Meeting, Sequence[ParticipantLetter]]:
    meeting, _ = queries.organized(actor, reference)
    sent = select(ParticipantLetter).where(ParticipantLetter.meeting_id == meeting.id)
    return meeting, db.session.scalars(sent.order_by(ParticipantLetter.sent_at.desc()).limit(50)).all()


def reached(letter: ParticipantLetter, row: Registration) -> bool:
    """Whether somebody is in the group the letter was written to."""
    placed = row.state in PLACED
    match letter.group:
        case "observers":
            return placed and row.role == "observer"
        case "delegations":
            return placed and bool(row.delegation)
        case "country":
            return placed and row.country == letter.country
        case "approved":
            return placed
        case _:
            return row.state == letter.group


def list_received(actor: Actor, reference: str) -> tuple[Meeting, Sequence[tuple[str, str, datetime]]]:
    """(subject, text, when) of letters to groups the actor is in: a mail of a narrow meeting tells only of them."""
    meeting = meetings.find_meeting(actor, reference)
    require(actor, "registration.read", meeting)
    own = queries.list_own(actor, meeting.id)
    if not own:
        raise NotFound
    asked = select(ParticipantLetter).where(ParticipantLetter.meeting_id == meeting.id)
    letters = db.session.scalars(asked.order_by(ParticipantLetter.sent_at.desc()).limit(50))
    found = []
    for letter in letters:
        row = next((each for each in own if reached(letter, each)), None)
        if row is not None:
            values = placeholder_values(row, meeting, f"/meetings/{meeting.reference}")
            texts = [rules.fill_placeholders(text, values) for text in (letter.subject, letter.text)]
            found.append((texts[0], texts[1], letter.sent_at))
    return meeting, found


def placeholder_values(row: Registration, meeting: Meeting, link: str) -> dict[str, str]:
    content = meeting.content
    held = {"meeting": content.title, "place": content.place, "starts": content.starts}
    return {"name": row.name, **held, "link": link}
