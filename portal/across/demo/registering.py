"""Registration at the exercise that lies ahead: a desk with questions of its own, people with places and in line."""

from datetime import timedelta

from sqlalchemy import select

from portal.foundation import clock
from portal.foundation.database import db
from portal.meetings.models import Meeting, Status
from portal.meetings.registration import service
from portal.meetings.registration.service import Wanted
from portal.members.models import Member

PLACES, PEOPLE = 8, 11
NAMES = ("Exercise Delegate One", "Exercise Delegate Two")


def load_registrations() -> int:
    """Through the services, by members who may read the meeting; how many."""
    opened = select(Meeting).where(Meeting.exercise, Meeting.status == Status.REGISTRATION)
    return sum(_load(meeting) for meeting in db.session.scalars(opened.order_by(Meeting.number)))


def _load(meeting: Meeting) -> int:
    until = (clock.now().date() + timedelta(days=180)).isoformat()
    keeper = db.session.get_one(Member, meeting.owner_id).as_actor()
    desk = {
        "approval": False,
        "places": PLACES,
        "observers": True,
        "languages": ["en", "fr", "ar"],
        "listed": "participants",
        "questions": [{"kind": "yes-no", "label": "Exercise: have you presented a case before?"}],
        "retain_until": until,
        "visa_letters": True,
        "video_link": "https://meeting.example/exercise",
        "remind_before": 3,
        "remind_after": True,
        "evaluation": [
            {"kind": "rating", "label": "The meeting as a whole"},
            {"kind": "text", "label": "What was missing"},
        ],
    }
    service.save_desk(keeper, meeting.id, 0, desk)
    registered = 0
    members = db.session.scalars(select(Member).where(Member.state == "active").order_by(Member.name)).unique()
    for member in members:
        actor = member.as_actor()
        if registered == PEOPLE or actor.tokens.isdisjoint(meeting.audience("abstract")):
            continue
        person = {"language": ("", "fr", "ar")[registered % 3], "consent": registered % 4 != 3}
        if not registered:
            for number, name in enumerate(NAMES):
                service.register_delegate(actor, meeting.id, Wanted({"name": name, "head": number == 0}))
        service.register(actor, meeting.id, Wanted(person, {"q0": ("yes", "no")[registered % 2]}))
        registered += 1
    return registered
