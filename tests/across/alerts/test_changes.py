"""A change is told to those alone who may read what has changed."""

from typing import Any

from portal.across.alerts import following
from portal.across.alerts.models import Notice
from portal.cases import service
from portal.cases.queries import find_case
from portal.foundation.database import db, transaction
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.portal import Portal


def _told(portal: Portal, cast: Cast, changes: dict[str, Any]) -> list[str]:
    """The acts a reader of the abstract, who follows the case, hears of when its author saves these changes."""
    marks = {"abstract": "GREEN", "summary": "AMBER+STRICT", "annex": "AMBER+STRICT"}
    key = published(cast.author.actor, cast.coordinator.actor, marks=marks).id
    portal.work()
    with transaction():
        following.follow(cast.outsider.actor, f"case:{key}")
    case = find_case(cast.author.actor, key)
    text = case.content.original.model_dump() | changes
    with transaction():
        service.save_case(cast.author.actor, key, case.revision, {"texts": [text]})
    portal.work()
    wanted = Notice.member_id == cast.outsider.id, Notice.thing == f"case:{key}"
    return [row.act for row in db.session.query(Notice).where(*wanted)]


def test_a_change_of_a_closed_layer_is_told_to_nobody_who_reads_the_abstract_alone(portal: Portal, cast: Cast) -> None:
    assert _told(portal, cast, {"summary": "Another summary.", "annex": "A new annex."}) == []


def test_a_change_of_the_abstract_is_told(portal: Portal, cast: Cast) -> None:
    assert _told(portal, cast, {"title": "Another title"}) == ["case.changed"]
