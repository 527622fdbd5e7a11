"""Mail about practices tells that something waits and where, never what; and only while it is right to."""

import pytest

from portal.foundation.database import db, transaction
from portal.foundation.events import TOPIC, read_event
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.refs import Ref, concerns
from portal.practices import confirming, messages, service
from tests.support.cast import Cast
from tests.support.practices import published, submitted


def _keys(topic: str) -> list[str]:
    rows = db.session.query(OutboxRow.key).filter(OutboxRow.topic == topic).order_by(OutboxRow.id)
    return [key for (key,) in rows]


@pytest.mark.parametrize("mark", ["GREEN", "RED"])
def test_a_coordinator_hears_of_a_submission_without_a_word_of_it(cast: Cast, mark: str) -> None:
    practice = submitted(cast.author.actor, mark=mark)
    key = f"practice.submitted:{practice.id}:{cast.coordinator.id}"
    assert _keys("mail") == [key]
    letter = messages.build(key, "https://portal.example", 1)
    assert letter and letter.subject.startswith(f"[TLP:{mark}] ") and str(practice.number) in letter.text
    assert "Photograph" not in letter.subject + letter.text and "marking" not in letter.text


def test_nothing_is_sent_once_it_no_longer_waits_or_may_no_longer_be_read(cast: Cast) -> None:
    practice = submitted(cast.author.actor)
    key = f"practice.submitted:{practice.id}:{cast.coordinator.id}"
    assert messages.build(f"practice.submitted:{practice.id}:{cast.outsider.id}", "", 1) is None
    with transaction():
        service.withdraw_practice(cast.author.actor, practice.id, practice.revision)
    assert messages.build(key, "", 1) is None


def test_what_happens_to_a_practice_is_announced_to_its_writers(cast: Cast) -> None:
    practice = published(cast.author.actor, cast.coordinator.actor)
    with transaction():
        confirming.confirm_practice(cast.outsider.actor, practice.id, "worked", "Here too.")
    rows = db.session.query(OutboxRow).filter(OutboxRow.topic == TOPIC).order_by(OutboxRow.id).all()
    told = [read_event(row.key, row.payload) for row in rows]
    assert [event.act for event in told] == ["practice.published", "practice.confirmed"]
    assert all(event.to == (cast.author.id,) for event in told)
    assert told[1].thing == Ref("practice", practice.id) and told[1].actor == cast.outsider.actor.ref


def test_a_practice_concerns_its_countries_regions_themes_and_owner(cast: Cast) -> None:
    practice = published(cast.author.actor, cast.coordinator.actor, themes=["tracing"], repeated=["RS"])
    found = concerns(Ref("practice", practice.id))
    assert found and found.mark == "GREEN" and found.owner == cast.author.id and "all" in found.audience
    wanted = {"country:NE", "country:RS", "region:sahel", "region:western-balkans", "theme:tracing"}
    assert wanted | {f"member:{cast.author.id}"} <= found.topics
    assert not [topic for topic in found.topics if topic.startswith("language:")]
