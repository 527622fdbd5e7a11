"""`verify` finds what differs between a practice and what was derived from it."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from portal.across.verifying import find_differences
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.practices.models import Practice, PracticeAudience, PracticeVersion
from tests.support.cast import Cast
from tests.support.portal import Portal
from tests.support.practices import published

PLANTED: dict[str, tuple[Callable[[str], object], str]] = {
    "an audience row is lost": (
        lambda _: db.session.execute(delete(PracticeAudience).where(PracticeAudience.token == "all")),
        "practice {key}: its audience is not what its mark says",
    ),
    "an audience row is too many": (
        lambda key: db.session.add(PracticeAudience(practice_id=key, token="public")),
        "practice {key}: its audience is not what its mark says",
    ),
    "versions are lost": (
        lambda _: db.session.execute(delete(PracticeVersion)),
        "practice {key}: 0 versions kept, 1 expected",
    ),
    "the audit row is lost": (
        lambda _: db.session.execute(delete(AuditRow).where(AuditRow.act == "practice.created")),
        "practice {key}: no audit row of its creation",
    ),
    "the index is behind": (
        lambda _: db.session.execute(update(Practice).values(revision=Practice.revision + 1)),
        "index: practice {key} is not what the database says",
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_difference_is_found_and_named(portal: Portal, cast: Cast, what: str) -> None:
    key = published(cast.author.actor, cast.coordinator.actor).id
    store = portal.app.extensions["portal_files"]
    for name in list(store.names()):
        store.delete(name)
    portal.work()
    assert find_differences(portal.app) == []
    plant, words = PLANTED[what]
    with transaction():
        plant(key)
    db.session.expire_all()
    assert find_differences(portal.app) == [words.format(key=key)]
