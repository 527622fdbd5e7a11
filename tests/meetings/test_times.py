"""Clock times of a place: over changes of the clocks, over the date line, and beside the reader's own."""

from datetime import UTC, datetime

import pytest

from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid
from portal.meetings import service, times
from portal.meetings.models import MeetingSession
from portal.meetings.showing import read_page
from portal.members.models import Member
from tests.support.cast import Cast
from tests.support.meetings import announced, draft, item, session
from tests.support.portal import Portal


def test_a_time_the_clocks_skip_is_refused_with_the_reason(cast: Cast) -> None:
    meeting = draft(cast.coordinator.actor, time_zone="Europe/Belgrade", starts="2031-03-30", ends="")
    with pytest.raises(Invalid) as wrong:
        session(cast.coordinator.actor, meeting, day="2031-03-30", begins="02:30", ends="04:00")
    assert wrong.value.problems[0].path == ("begins",)
    assert "clocks go forward" in str(wrong.value.problems[0].message)


def test_a_time_the_clocks_show_twice_is_the_first_of_the_two() -> None:
    shown = datetime(2031, 10, 26, 2, 30)  # noqa: DTZ001 - what a clock shows has no zone
    assert times.instant(shown, "Europe/Belgrade") == datetime(2031, 10, 26, 0, 30, tzinfo=UTC)


def test_items_after_a_change_of_the_clocks_begin_when_the_clocks_say(cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = draft(actor, time_zone="Europe/Belgrade", starts="2031-03-30", ends="")
    within = session(actor, meeting, day="2031-03-30", begins="01:00", ends="05:00")
    for title in ("One", "Two", "Three"):
        item(actor, meeting, within, title=title, minutes="60")
    page = read_page(actor, meeting, "Europe/Belgrade")
    assert [row.begins for row in page.sessions[0].items] == ["01:00", "03:00", "04:00"]
    assert any("clocks change" in warning for warning in page.warnings)


def test_a_reader_beyond_the_date_line_is_warned_of_the_other_day(portal: Portal, cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor, time_zone="Pacific/Kiritimati", starts="2031-03-04", ends="", form="online")
    within = session(actor, meeting, begins="09:00", ends="12:00")
    item(actor, meeting, within)
    with transaction():
        db.session.get_one(Member, cast.outsider.id).time_zone = "Pacific/Honolulu"
        db.session.get_one(Member, cast.neighbour.id).time_zone = "Pacific/Kiritimati"
    page = portal.browser(cast.outsider).get("/meetings/M-2031-001").text
    assert "09:00" in page and "another day where you are" in page
    assert "another day" not in portal.browser(cast.neighbour).get("/meetings/M-2031-001").text.replace(
        "it is another day", ""
    )


def test_a_session_past_midnight_ends_on_the_next_day(cast: Cast) -> None:
    meeting = draft(cast.coordinator.actor, time_zone="Africa/Dakar")
    row = session(cast.coordinator.actor, meeting, begins="22:00", ends="01:00")
    assert (row.ends_at - row.starts_at).total_seconds() == 3 * 3600


def test_the_clocks_of_the_sessions_stay_when_the_meeting_moves_to_another_zone(cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = draft(actor, time_zone="Africa/Dakar")
    key = session(actor, meeting, begins="09:00", ends="10:00").id
    with transaction():
        service.save_meeting(actor, meeting.id, meeting.revision, {"time_zone": "Asia/Bangkok"})
    row = db.session.get_one(MeetingSession, key)
    assert f"{times.wall(row.starts_at, 'Asia/Bangkok'):%H:%M}" == "09:00"
    assert row.starts_at == datetime(2031, 3, 4, 2, 0, tzinfo=UTC)


def test_a_copied_agenda_moves_to_the_day_of_the_new_meeting(cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = announced(actor, time_zone="Europe/Belgrade")
    within = session(actor, meeting, begins="09:00", ends="10:00")
    item(actor, meeting, within, speaker=cast.author.email)
    with transaction():
        copy = service.copy_meeting(actor, meeting.id)
    assert copy.content.earlier == meeting.number and not copy.content.starts
    with transaction():
        service.save_meeting(actor, copy.id, copy.revision, {"starts": "2031-07-01", "ends": "2031-07-02"})
    page = read_page(actor, copy, "Europe/Belgrade")
    assert [(row.date, row.begins) for row in page.sessions] == [("2031-07-01", "09:00")]
    assert page.sessions[0].items[0].speaker == ""


@pytest.mark.parametrize("typed", ["9:30", "09.30", "9h30"])
def test_hours_are_read_as_people_write_them(typed: str) -> None:
    found = times.read_clock(typed)
    assert found is not None and f"{found:%H:%M}" == "09:30"
