"""The home page says where a member's regions have no case yet, as far as she may know."""

from portal.across.home.queries import home_of
from tests.support.cases import published, submitted
from tests.support.cast import Cast
from tests.support.portal import Portal


def test_a_country_is_covered_once_a_case_she_may_read_is_published_there(portal: Portal, cast: Cast) -> None:
    assert "NE" in home_of(cast.neighbour.actor).uncovered
    submitted(cast.author.actor)
    assert "NE" in home_of(cast.neighbour.actor).uncovered
    published(cast.author.actor, cast.coordinator.actor)
    assert "NE" not in home_of(cast.neighbour.actor).uncovered
    assert "Mali" in portal.browser(cast.neighbour).get("/").text


def test_a_case_she_may_not_read_covers_nothing(cast: Cast) -> None:
    marks = {"abstract": "RED", "summary": "RED", "annex": "RED"}
    published(cast.author.actor, cast.coordinator.actor, marks=marks, audience={"members": [cast.colleague.id]})
    assert "NE" in home_of(cast.neighbour.actor).uncovered
