"""A meeting from its first draft to its close: who may make, read, change and move it."""

import pytest

from portal.access.actor import VISITOR
from portal.foundation.database import transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from portal.meetings import queries, service
from portal.meetings.content import MeetingContent
from portal.meetings.service import NewMeeting
from tests.support.cast import Cast
from tests.support.meetings import DEFAULTS, announced, draft, item, moved, session
from tests.support.portal import Portal


def test_only_a_coordinator_prepares_a_meeting(cast: Cast) -> None:
    for person in (cast.author, cast.focal_point, cast.editor, cast.administrator):
        with pytest.raises(Refused), transaction():
            service.create_meeting(person.actor, NewMeeting(MeetingContent.model_validate(DEFAULTS)))
    assert draft(cast.coordinator.actor).number is None


def test_a_draft_is_its_organizers_alone(cast: Cast) -> None:
    meeting = draft(cast.coordinator.actor)
    assert queries.get_meeting(cast.coordinator.actor, meeting.id).id == meeting.id
    for actor in (cast.author.actor, cast.administrator.actor, VISITOR):
        with pytest.raises(NotFound):
            queries.get_meeting(actor, meeting.id)


def test_an_announced_meeting_has_a_number_of_its_year_and_readers_of_its_mark(cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    assert meeting.number == "M-2031-001"
    assert queries.get_meeting(cast.outsider.actor, "M-2031-001").id == meeting.id
    with pytest.raises(NotFound):
        queries.get_meeting(VISITOR, meeting.id)
    assert announced(cast.coordinator.actor).number == "M-2031-002"


def test_a_clear_meeting_is_read_by_visitors_without_the_names_of_members(portal: Portal, cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor, mark="CLEAR")
    within = session(cast.coordinator.actor, meeting)
    item(cast.coordinator.actor, meeting, within, speaker=cast.author.email)
    page = portal.browser().get(f"/meetings/{meeting.number}")
    assert page.status_code == 200 and "Tracing a converted pistol" in page.text
    assert cast.author.name not in page.text and cast.coordinator.name not in page.text
    assert cast.author.name in portal.browser(cast.outsider).get(f"/meetings/{meeting.number}").text


def test_a_meeting_goes_its_way_step_by_step_and_skips_none(cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = draft(actor)
    with pytest.raises(Refused):
        moved(actor, meeting, "held")
    meeting = moved(actor, meeting, "announced", "registration", "held", "closed", "held")
    assert meeting.status == "held"


def test_what_is_missing_is_named_before_it_is_announced(cast: Cast) -> None:
    meeting = draft(cast.coordinator.actor, regions=[], starts="", mark=None, place="")
    with pytest.raises(Invalid) as wrong:
        moved(cast.coordinator.actor, meeting, "announced")
    assert {problem.path[0] for problem in wrong.value.problems} == {"regions", "starts", "mark", "place"}


def test_a_change_over_a_newer_one_is_noticed(cast: Cast) -> None:
    actor = cast.coordinator.actor
    meeting = draft(actor)
    opened = meeting.revision
    with transaction():
        service.save_meeting(actor, meeting.id, opened, {"place": "Thiès"})
    with pytest.raises(Conflict), transaction():
        service.save_meeting(actor, meeting.id, opened, {"place": "Saly"})


def test_a_coordinator_makes_announces_and_changes_a_meeting_on_its_pages(portal: Portal, cast: Cast) -> None:
    browser = portal.browser(cast.coordinator)
    browser.get("/meetings/new")
    form = {name: value for name, value in DEFAULTS.items() if isinstance(value, str) and name != "mark"}
    form |= {"regions": "sahel", "countries-0": "NE", "language": "en", "form": "regional"}
    made = browser.post("/meetings/new", form)
    assert made.status_code == 302, made.text
    here = made.location
    assert browser.get(f"{here}/audience").status_code == 200
    assert browser.post(f"{here}/audience", {"mark": "GREEN", "revision": "1"}).status_code == 302
    assert "Announced" in browser.get(f"{here}/move").text
    revision = queries.find_meeting(cast.coordinator.actor, here.rpartition("/")[2]).revision
    answer = browser.post(f"{here}/move", {"status": "announced", "revision": str(revision)})
    assert answer.location == "/meetings/M-2031-001"
    assert "Prosecutors of the Sahel in Dakar" in portal.browser(cast.author).get("/meetings").text
    assert browser.get("/meetings/M-2031-001/edit").status_code == 200
