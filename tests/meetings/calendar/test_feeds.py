"""Feeds: the token is the right, what it opens is asked anew each time, and calendars are told of every change."""

from typing import Any

import pytest
import vobject
from sqlalchemy import select

from portal.access.actor import Actor
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.errors import NotFound, Refused
from portal.meetings import queries as meetings
from portal.meetings import service as meeting_service
from portal.meetings.calendar import queries, service
from portal.meetings.calendar.models import CalendarLink, MeetingSequence
from portal.meetings.calendar.rules import uid_of, write_calendar
from portal.meetings.models import Meeting
from portal.meetings.registration import service as registration
from portal.members.models import Member
from portal.members.secrets import digest
from tests.support.cast import Cast
from tests.support.meetings import announced, item, moved, session
from tests.support.portal import Portal
from tests.support.registration import desk, opened, registered


def _link(actor: Actor, kind: str, subject: str = "") -> str:
    with transaction():
        return service.make_link(actor, kind, subject)


def _events(token: str) -> list[Any]:
    entries = queries.entries_of_feed(queries.find_feed(token), "https://portal.example")
    return list(vobject.readOne(write_calendar("x", entries).decode()).contents.get("vevent", []))


def _sequence(meeting: Meeting) -> int:
    return db.session.scalar(select(MeetingSequence.sequence).where(MeetingSequence.meeting_id == meeting.id)) or 0


def test_a_feed_needs_no_cookie_and_holds_what_its_owner_may_read(portal: Portal, cast: Cast) -> None:
    organizer = cast.coordinator.actor
    announced(organizer, title="For all")
    narrow = announced(organizer, title="For the region", mark="AMBER", audience={"regions": ["sahel"]})
    inside, outside = _link(cast.author.actor, "region", "sahel"), _link(cast.outsider.actor, "region", "sahel")
    answer = portal.browser().get(f"/calendar/{inside}.ics")
    assert answer.mimetype == "text/calendar" and answer.headers["Cache-Control"].startswith("private")
    assert "For the region" in answer.text and "For all" in answer.text
    assert [event.summary.value for event in _events(outside)] == ["[TLP:GREEN] For all"]
    with transaction():
        meeting_service.save_meeting(organizer, narrow.id, narrow.revision, {"mark": "AMBER+STRICT"}, True)
    assert [event.summary.value for event in _events(inside)] == ["[TLP:GREEN] For all"], "asked at that moment"


def test_wrong_revoked_and_suspended_answer_alike(portal: Portal, cast: Cast) -> None:
    tokens = [_link(cast.author.actor, "member"), _link(cast.colleague.actor, "member"), "x" * 43, "é", "%00"]
    handle = db.session.scalars(select(CalendarLink.handle).where(CalendarLink.id == digest(tokens[0]))).one()
    with transaction():
        service.revoke_link(cast.author.actor, handle)
        db.session.get_one(Member, cast.colleague.id).state = "suspended"
    browser = portal.browser()
    answers = {browser.get(f"/calendar/{token}.ics").status_code for token in tokens}
    assert answers == {404}


def test_only_a_digest_is_kept_and_nobody_ends_anothers_link(cast: Cast) -> None:
    token = _link(cast.author.actor, "member")
    link = db.session.scalars(select(CalendarLink)).one()
    assert token not in (link.id, link.handle) and link.id == digest(token)
    for use in (service.revoke_link, service.renew_link):
        with pytest.raises(NotFound), transaction():
            use(cast.colleague.actor, link.handle)
    with transaction():
        renewed = service.renew_link(cast.author.actor, link.handle)
    with pytest.raises(NotFound):
        queries.find_feed(token)
    assert queries.find_feed(renewed).actor.id == cast.author.id
    acts = list(db.session.scalars(select(AuditRow.act).where(AuditRow.act.startswith("calendar."))))
    assert sorted(acts) == ["calendar.link_made", "calendar.link_made", "calendar.link_revoked"]


@pytest.mark.parametrize(
    ("kind", "subject"), [("region", "atlantis"), ("meeting", "M-1999-001"), ("all", ""), ("", "")]
)
def test_no_link_is_made_to_what_is_not_there(cast: Cast, kind: str, subject: str) -> None:
    with pytest.raises(NotFound):
        _link(cast.author.actor, kind, subject)


def test_no_link_is_made_to_a_meeting_one_may_not_read_and_links_have_an_end(cast: Cast) -> None:
    hidden = announced(cast.coordinator.actor, mark="AMBER", audience={"regions": ["sahel"]})
    with pytest.raises(NotFound):
        _link(cast.outsider.actor, "meeting", hidden.id)
    with pytest.raises(Refused):
        for _again in range(service.LINKS_MAX + 1):
            _link(cast.author.actor, "member")
    with pytest.raises(Refused):
        _link(cast.visitor.actor, "member")


def test_ones_own_feed_holds_what_one_takes_part_in_or_organizes(cast: Cast) -> None:
    organizer = cast.coordinator.actor
    taking = opened(organizer, {"title": "Taking part"})
    announced(organizer, title="Only read")
    registered(cast.author.actor, taking)
    assert [event.summary.value for event in _events(_link(cast.author.actor, "member"))] == ["[TLP:GREEN] Taking part"]
    assert len(_events(_link(organizer, "member"))) == 2
    assert not _events(_link(cast.outsider.actor, "member"))


def test_the_video_link_is_for_who_takes_part(cast: Cast) -> None:
    meeting = opened(cast.coordinator.actor, approval=True, video_link="https://video.example/room")
    row = registered(cast.author.actor, meeting)
    tokens = {person: _link(getattr(cast, person).actor, "meeting", meeting.id) for person in ("author", "colleague")}

    def has_it(person: str) -> bool:
        return "video.example" in str(_events(tokens[person])[0].contents)

    assert not has_it("author"), "not yet approved"
    with transaction():
        registration.decide(cast.coordinator.actor, row.id, "approve")
    assert has_it("author") and not has_it("colleague")
    with transaction():
        registration.withdraw(cast.author.actor, row.id)
    assert not has_it("author")


def test_the_sequence_grows_with_time_place_and_state_and_the_uid_stays(cast: Cast) -> None:
    organizer = cast.coordinator.actor
    meeting = announced(organizer)
    token = _link(cast.author.actor, "meeting", meeting.id)
    uid = _events(token)[0].uid.value
    seen = [_sequence(meeting)]

    def grew() -> bool:
        seen.append(_sequence(meeting))
        return seen[-1] > seen[-2]

    def save(**changes: Any) -> None:
        held = meetings.find_meeting(organizer, meeting.id)
        with transaction():
            meeting_service.save_meeting(organizer, held.id, held.revision, changes)

    save(place="Saly")
    assert grew()
    save(ends="2031-03-06")
    assert grew()
    save(purpose="Other words.")
    assert not grew()
    within = session(organizer, meeting)
    assert grew()
    item(organizer, meeting, within)
    assert not grew()
    moved(organizer, meetings.find_meeting(organizer, meeting.id), "registration")
    assert grew()
    desk(organizer, meeting, video_link="https://video.example/room")
    assert grew()
    with transaction():
        registration.cancel_meeting(organizer, meeting.id)
    assert grew()
    event = _events(token)[0]
    assert (event.status.value, event.uid.value) == ("CANCELLED", uid) and uid == uid_of(meeting.id)
    assert int(event.sequence.value) == seen[-1]


def test_a_draft_and_a_meeting_without_a_day_stand_in_no_calendar(cast: Cast) -> None:
    organizer = cast.coordinator.actor
    announced(organizer, starts="2031-03", ends="")
    back = announced(organizer)
    moved(organizer, back, "draft")
    assert not _events(_link(organizer, "member"))


def test_one_meeting_is_fetched_as_a_file_and_links_are_made_on_a_page(portal: Portal, cast: Cast) -> None:
    announced(cast.coordinator.actor, mark="CLEAR")
    answer = portal.browser().get("/meetings/M-2031-001/calendar.ics")
    assert vobject.readOne(answer.text).vevent.location.value == "Dakar"
    browser = portal.browser(cast.author)
    assert "You have no address yet" in browser.get("/account/calendar").text
    for kind, subject in (("member", ""), ("region", "sahel"), ("meeting", "M-2031-001")):
        page = browser.post("/account/calendar", {"kind": kind, "subject": subject})
        assert page.status_code == 200 and "shown only once" in page.text
    token = page.text.partition("/calendar/")[2].partition(".ics")[0]
    assert "Prosecutors of the Sahel" in portal.browser().get(f"/calendar/{token}.ics").text
    page = browser.get("/account/calendar")
    assert token not in page.text and "Prosecutors of the Sahel in Dakar" in page.text
    handle = page.text.partition('name="renew" value="')[2][:32]
    assert browser.post("/account/calendar", {"renew": handle}).status_code == 200
    assert portal.browser().get(f"/calendar/{token}.ics").status_code == 404
    handle = browser.get("/account/calendar").text.partition('name="renew" value="')[2][:32]
    assert browser.post(f"/account/calendar/{handle}/revoke").status_code == 302
    assert browser.post("/account/calendar", {"kind": "meeting", "subject": "M-1999-009"}).status_code == 404
