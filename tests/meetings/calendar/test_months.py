"""The calendar's pages: a meeting stands on the reader's own days, and large ones cost no more statements."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from portal.foundation.database import db, transaction
from portal.foundation.ids import new_id
from portal.meetings.calendar import queries
from portal.meetings.content import MeetingContent
from portal.meetings.models import AgendaItem, Meeting, MeetingAudience, MeetingSession
from portal.meetings.registration.models import Registration
from portal.members.models import Member
from tests.benchmarks.statements import LIMIT, counted
from tests.support.cast import Cast
from tests.support.meetings import DEFAULTS, announced, session
from tests.support.portal import Portal
from tests.support.registration import opened


def _days(cast: Cast, zone: str, month: date = date(2031, 3, 1)) -> list[str]:
    shown = queries.read_month(cast.author.actor, month, zone, 0)
    return [
        f"{day.on:%m-%d}{each.begins and ' ' + each.begins}"
        for week in shown.weeks
        for day in week
        for each in day.shown
    ]


def test_a_meeting_stands_on_the_days_of_the_readers_clock(cast: Cast) -> None:
    about = {"time_zone": "Pacific/Kiritimati", "starts": "2031-03-04", "ends": ""}
    meeting = announced(cast.coordinator.actor, **about)
    assert _days(cast, "Pacific/Honolulu") == ["03-04"], "only the day is known: that of the place"
    session(cast.coordinator.actor, meeting, begins="09:00", ends="10:00")
    assert _days(cast, "Pacific/Kiritimati") == ["03-04 09:00"]
    assert _days(cast, "Pacific/Honolulu") == ["03-03 09:00"], "beyond the date line it is the day before"


def test_clock_times_are_right_on_both_sides_of_a_clock_change(cast: Cast) -> None:
    about = {"time_zone": "Africa/Dakar", "starts": "2031-03-29", "ends": "2031-03-31"}
    meeting = announced(cast.coordinator.actor, **about)
    session(cast.coordinator.actor, meeting, day="2031-03-31", begins="09:00", ends="12:00")
    assert _days(cast, "Europe/Vienna") == ["03-31 11:00"]
    session(cast.coordinator.actor, meeting, day="2031-03-29", begins="09:00", ends="12:00")
    assert _days(cast, "Europe/Vienna")[0] == "03-29 10:00"


def test_a_meeting_over_the_end_of_a_month_stands_in_both(cast: Cast) -> None:
    announced(cast.coordinator.actor, starts="2031-03-30", ends="2031-04-02")
    assert _days(cast, "UTC")[-4:] == ["03-30", "03-31", "04-01", "04-02"]
    assert [day for day in _days(cast, "UTC", date(2031, 4, 1)) if day.startswith("04")] == ["04-01", "04-02"]


def test_a_hidden_meeting_leaves_no_trace(portal: Portal, cast: Cast) -> None:
    announced(cast.coordinator.actor, mark="AMBER", audience={"regions": ["sahel"]})
    for view in ("", "&view=list"):
        page = portal.browser(cast.outsider).get(f"/meetings/calendar?month=2031-03{view}").text
        assert "Prosecutors" not in page
        assert "Prosecutors" in portal.browser(cast.neighbour).get(f"/meetings/calendar?month=2031-03{view}").text


@pytest.mark.parametrize("month", ["", "2031-13", "x", "0000-01", "9999-12", "%00", "2031-3", "-1"])
def test_a_month_that_is_none_is_this_one(portal: Portal, cast: Cast, month: str) -> None:
    with time_machine.travel(datetime(2031, 3, 10, tzinfo=UTC), tick=False):
        page = portal.browser(cast.author).get(f"/meetings/calendar?month={month}&region=x&page=x")
    assert page.status_code == 200 and "<h1>March 2031" in page.text


@pytest.mark.parametrize(("country", "language", "first"), [("NE", "fr", "lundi"), ("EG", "ar", "السبت")])
def test_the_week_begins_where_the_readers_country_begins_it(
    portal: Portal, cast: Cast, country: str, language: str, first: str
) -> None:
    with transaction():
        db.session.get_one(Member, cast.author.id).country = country
    page = portal.browser(cast.author).get("/meetings/calendar?month=2031-03", headers={"Accept-Language": language})
    assert page.text.partition('abbr="')[2].startswith(first)


def _fill(cast: Cast, meetings: int, month: str = "2031-03") -> None:
    """Rows as the services make them, put in many at once."""
    member = db.session.get_one(Member, cast.coordinator.id)
    with transaction():
        for at in range(meetings):
            day = f"{month}-{at % 28 + 1:02}"
            content = MeetingContent.model_validate({**DEFAULTS, "title": f"M {at}", "starts": day, "ends": day})
            meeting = Meeting(
                id=new_id(),
                owner_id=member.id,
                authority_id=member.authority_id,
                status="announced",
                content=content,
                sort_date=day,
                opened={"writers": [member.id], "abstract": ["all"], "minutes": ["all"]},
            )
            db.session.add(meeting)
            db.session.flush()
            db.session.add(MeetingAudience(meeting_id=meeting.id, layer="abstract", token="all"))


def _count(browser: Any, path: str) -> int:
    browser.get(path)
    with counted(db.engine) as sent:
        assert browser.get(path).status_code == 200, path
    return len(sent)


def test_the_calendar_of_a_thousand_meetings_takes_as_many_statements_as_of_a_hundred(
    portal: Portal, cast: Cast
) -> None:
    browser, found = portal.browser(cast.author), []
    paths = ("/meetings/calendar?month=2031-03", "/meetings/calendar?month=2031-03&view=list")
    for more in (100, 900):
        _fill(cast, more)
        found.append([_count(browser, path) for path in paths])
    assert found[0] == found[1] and max(found[0]) <= LIMIT, found


def test_a_meeting_of_three_hundred_participants_takes_as_many_statements_as_of_thirty(
    portal: Portal, cast: Cast
) -> None:
    meeting = opened(cast.coordinator.actor, listed="public")
    meeting_id, within = meeting.id, session(cast.coordinator.actor, meeting).id
    organizer, author = portal.browser(cast.coordinator), portal.browser(cast.author)
    here = f"/meetings/{meeting.number}"
    paths = [here, f"{here}/registrations", f"{here}/check-in", f"{here}/participants", f"{here}/badges"]
    found = []
    for participants, items in ((30, 10), (270, 90)):
        with transaction():
            for at in range(participants):
                row = Registration(meeting_id=meeting_id, registered_by=cast.author.id, name=f"P {at}", country="NE")
                row.state, row.consent, row.delegation = "approved", True, "d"
                db.session.add(row)
            for at in range(items):
                db.session.add(AgendaItem(meeting_id=meeting_id, session_id=within, title=f"T {at}", minutes=1))
        found.append([_count(organizer, path) for path in paths] + [_count(author, here)])
    assert found[0] == found[1] and max(found[0]) <= LIMIT, found
    assert db.session.get_one(MeetingSession, within)
