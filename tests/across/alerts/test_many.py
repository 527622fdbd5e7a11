"""Pages of what one hears and keeps cost the same statements, however much of it there is."""

import pytest

from portal.across.alerts.models import Notice
from portal.across.bookmarks.models import Bookmark
from portal.across.searches.models import SavedMatch, SavedSearch
from portal.foundation.database import db, transaction
from tests.benchmarks.statements import LIMIT, counted
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.portal import Portal


def _fill(cast: Cast, case_id: str, number: int) -> None:
    """For the neighbour, so many of each, of one case."""
    member_id, thing = cast.neighbour.id, f"case:{case_id}"
    with transaction():
        for at in range(number):
            named = {"act": "case.published", "thing": thing, "rank": at % 4}
            db.session.add(Notice(event=f"{number}-{at}", member_id=member_id, **named))
        for at in range(number // 100):
            search = SavedSearch(member_id=member_id, name="x", question=f"q=word{number}x{at}")
            db.session.add(search)
            db.session.flush()
            db.session.add(SavedMatch(search_id=search.id, thing=thing))
            db.session.add(Bookmark(member_id=member_id, thing=f"case:{number:08}{at:024}"))


@pytest.mark.parametrize("path", ["/inbox", "/inbox?unread=1", "/", "/searches", "/bookmarks", "/following"])
def test_five_thousand_notices_take_as_many_statements_as_five_hundred(portal: Portal, cast: Cast, path: str) -> None:
    case_id = published(cast.author.actor, cast.coordinator.actor).id
    browser = portal.browser(cast.neighbour)
    taken = []
    for number in (500, 5_000):
        _fill(cast, case_id, number)
        browser.get(path)
        with counted(db.engine) as sent:
            assert browser.get(path).status_code == 200
        taken.append(len(sent))
    assert taken[0] == taken[1] <= LIMIT
