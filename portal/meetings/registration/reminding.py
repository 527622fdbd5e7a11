"""What time brings about: reminders before and after a meeting, and the end of the answers people gave."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal.foundation import audit, clock
from portal.foundation.database import db, transaction
from portal.foundation.outbox.queue import enqueue
from portal.foundation.refs import SYSTEM, Ref
from portal.meetings import times
from portal.meetings.models import Meeting, Status
from portal.meetings.registration.models import PLACED, MeetingNotice, Registration, RegistrationDesk

AFTER = timedelta(days=1)
AFTER_UNTIL = timedelta(days=15)
"""Later than this nobody is asked any more: a clock that jumped, or a worker that slept, must not wake the dead."""
REACH = timedelta(days=100)


def remind_participants() -> int:
    """Each reminder of a meeting once for each day it is on; how many were sent. A step of the worker."""
    now = clock.now()
    first, last = (now - REACH).date().isoformat(), (now + REACH).date().isoformat()
    with transaction():
        rows = db.session.execute(
            select(Meeting, RegistrationDesk)
            .join(RegistrationDesk, RegistrationDesk.meeting_id == Meeting.id)
            .where(Meeting.status != Status.DRAFT, Meeting.sort_date >= first, Meeting.sort_date <= last)
            .where(RegistrationDesk.cancelled_at.is_(None))
            .with_for_update(of=RegistrationDesk, skip_locked=True)
        ).all()
        return sum(_remind(meeting, what) for meeting, desk in rows for what in _due(meeting, desk, now))


def _due(meeting: Meeting, desk: RegistrationDesk, now: datetime) -> list[str]:
    """Days of the place begin at its own midnight."""
    content = meeting.content
    if len(content.starts) != 10:
        return []
    starts = _midnight(content.starts, content.time_zone)
    last = content.ends if len(content.ends) == 10 else content.starts
    ends = _midnight(last, content.time_zone) + AFTER
    found = []
    if desk.content.remind_before and starts - timedelta(days=desk.content.remind_before) <= now < starts:
        found.append("before")
    if desk.content.remind_after and ends <= now < ends + AFTER_UNTIL:
        found.append("after")
    return found


def _midnight(day: str, zone: str) -> datetime:
    return times.instant(datetime.fromisoformat(day), zone).astimezone(UTC)


def _remind(meeting: Meeting, what: str) -> int:
    day = meeting.content.starts
    if db.session.get(MeetingNotice, (meeting.id, what, day)) is not None:
        return 0
    db.session.add(MeetingNotice(meeting_id=meeting.id, what=what, day=day))
    placed = select(Registration).where(Registration.meeting_id == meeting.id, Registration.state.in_(PLACED))
    rows = {row.contact_id: row for row in db.session.scalars(placed)}
    for row in rows.values():
        enqueue("mail", f"registration.{what}:{row.id}:{row.contact_id}")
    audit.record(SYSTEM, "meeting.reminded", Ref("meeting", meeting.id), what=what, day=day)
    return 1


def purge_answers() -> int:
    """Forgets the answers of meetings whose retention date has passed; of how many meetings. A step of the worker."""
    today = clock.now().date().isoformat()
    with transaction():
        desks = db.session.scalars(
            select(RegistrationDesk)
            .where(RegistrationDesk.retain_until != "", RegistrationDesk.retain_until < today)
            .where(RegistrationDesk.purged_at.is_(None))
            .limit(50)
            .with_for_update(skip_locked=True)
        ).all()
        for desk in desks:
            desk.purged_at = clock.now()
            held = db.session.scalars(select(Registration).where(Registration.meeting_id == desk.meeting_id)).all()
            purged = [row for row in held if row.answers]
            for row in purged:
                row.answers = {}
            audit.record(SYSTEM, "registration.answers_purged", Ref("meeting", desk.meeting_id), count=len(purged))
        return len(desks)
