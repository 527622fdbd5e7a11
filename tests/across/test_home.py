"""The home page says what waits for a member, and where her regions have no case yet, as far as she may know."""

from portal.across.home.queries import home_of
from portal.cases.asking import ask_owner
from portal.cases.correcting import propose_correction
from portal.foundation.database import transaction
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


def test_what_colleagues_ask_and_propose_waits_for_the_author_and_for_nobody_else(portal: Portal, cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor)
    number, key = str(case.number), case.id
    better = {"language": "en", "field": "title", "passage": "Pistols", "words": "Two pistols", "reason": "Counted."}
    with transaction():
        ask_owner(cast.outsider.actor, key, {"reason": "The same seller."})
        propose_correction(cast.neighbour.actor, key, better)
    page = portal.browser(cast.author).get("/").text
    assert "1 colleague asks to read more of a case of yours" in page
    assert f"1 correction is proposed for {number}" in page and f"/cases/{number}/corrections" in page
    for person in (cast.outsider, cast.neighbour, cast.coordinator, cast.administrator, cast.colleague):
        home = home_of(person.actor)
        assert home.asked == 0 and not home.corrections
