"""Who is told of what: everybody it concerns, once, under the rights of the moment."""

import re

import pytest
from sqlalchemy import event, select

from portal.across.alerts import following, notices
from portal.across.alerts.models import Notice
from portal.across.alerts.rules import Rank, rank_for
from portal.across.alerts.telling import tell
from portal.across.alerts.wording import SENTENCES, sentence
from portal.cases import service
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.errors import NotFound, Refused
from portal.foundation.events import Event, announce
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.refs import Concerns, Ref
from portal.members.models import Member
from portal.vocabulary.service import add_concept
from tests.architecture.sources import modules
from tests.support.cases import published, submitted
from tests.support.cast import Cast, Person
from tests.support.portal import Portal


def told(person: Person) -> list[str]:
    return list(db.session.scalars(select(Notice.act).where(Notice.member_id == person.id).order_by(Notice.id)))


def add_concepts(cast: Cast) -> None:
    """A theme and a narrower one, called as they are keyed."""
    with transaction():
        for key, broader in (("zumpra", []), ("zumpra-small", ["zumpra"])):
            labels = [{"language": "en", "text": key, "kind": "preferred"}]
            add_concept(cast.editor.actor, key, {"labels": labels, "broader": broader})


def follow(person: Person, target: str) -> None:
    with transaction():
        following.follow(person.actor, target)


def test_a_follower_of_the_country_is_told_of_a_case_she_may_read(portal: Portal, cast: Cast) -> None:
    follow(cast.neighbour, "country:NE")
    published(cast.author.actor, cast.coordinator.actor)
    portal.work()
    assert told(cast.neighbour) == ["case.published"]
    assert told(cast.author) == ["case.published"]


def test_the_coordinator_is_told_what_waits_and_never_of_what_he_did(portal: Portal, cast: Cast) -> None:
    follow(cast.coordinator, "country:NE")
    published(cast.author.actor, cast.coordinator.actor)
    portal.work()
    assert told(cast.coordinator) == ["case.submitted"]


def test_who_may_not_read_the_case_is_not_told(portal: Portal, cast: Cast) -> None:
    follow(cast.outsider, f"member:{cast.author.id}")
    marks = {"abstract": "RED", "summary": "RED", "annex": "RED"}
    published(cast.author.actor, cast.coordinator.actor, marks=marks, audience={"members": [cast.colleague.id]})
    portal.work()
    assert told(cast.outsider) == []


def test_who_is_suspended_meanwhile_is_not_told(portal: Portal, cast: Cast) -> None:
    follow(cast.neighbour, "country:NE")
    published(cast.author.actor, cast.coordinator.actor)
    with transaction():
        db.session.get_one(Member, cast.neighbour.id).state = "suspended"
    portal.work()
    assert told(cast.neighbour) == []


def test_withdrawn_before_telling_is_not_told_to_followers(portal: Portal, cast: Cast) -> None:
    follow(cast.neighbour, "country:NE")
    case = published(cast.author.actor, cast.coordinator.actor)
    with transaction():
        service.withdraw_case(cast.author.actor, case.id, case.revision)
    portal.work()
    assert told(cast.neighbour) == []


def test_an_event_handled_again_after_a_crash_adds_nothing(portal: Portal, cast: Cast) -> None:
    follow(cast.neighbour, "country:NE")
    key = published(cast.author.actor, cast.coordinator.actor).id
    portal.work()
    before = len(told(cast.neighbour))
    row = OutboxRow(id=7, topic="event", key=f"case.changed case:{key} member:{cast.author.id}", payload="")
    row.created_at = clock.now()
    tell([row])
    tell([row])
    assert len(told(cast.neighbour)) == before + 1


def test_a_notice_is_neither_shown_nor_counted_once_its_case_is_withdrawn(portal: Portal, cast: Cast) -> None:
    follow(cast.neighbour, "country:NE")
    case = published(cast.author.actor, cast.coordinator.actor)
    key, revision = case.id, case.revision
    portal.work()
    assert notices.count_unread(cast.neighbour.actor) == 1
    with transaction():
        service.withdraw_case(cast.author.actor, key, revision)
    assert notices.count_unread(cast.neighbour.actor) == 0
    assert not notices.read_inbox(cast.neighbour.actor, "UTC").days


def test_a_theme_tells_of_cases_whose_summary_she_reads_and_of_those_beneath_it(portal: Portal, cast: Cast) -> None:
    """The outsider reads the abstract alone: that the case has this theme stands in the summary."""
    add_concepts(cast)
    for person in (cast.neighbour, cast.outsider):
        follow(person, "theme:zumpra")
    published(cast.author.actor, cast.coordinator.actor, themes=["zumpra-small"])
    portal.work()
    assert told(cast.neighbour) == ["case.published"]
    assert told(cast.outsider) == []


def test_a_region_tells_of_what_plays_there(portal: Portal, cast: Cast) -> None:
    follow(cast.outsider, "region:sahel")
    published(cast.author.actor, cast.coordinator.actor)
    portal.work()
    assert told(cast.outsider) == ["case.published"]


@pytest.mark.parametrize(
    "target",
    [
        "",
        "country:XX",
        "theme:nothing-such",
        "case:" + "0" * 32,
        "region:atlantis",
        "nothing",
        "country:N\x00E",
        "x" * 500,
    ],
)
def test_what_does_not_exist_cannot_be_followed(cast: Cast, target: str) -> None:
    with pytest.raises(NotFound), transaction():
        following.follow(cast.author.actor, target)


def test_a_hidden_case_and_a_suspended_member_cannot_be_followed(cast: Cast) -> None:
    case = submitted(cast.author.actor)
    for target in (f"case:{case.id}", f"member:{cast.suspended.id}"):
        with pytest.raises(NotFound), transaction():
            following.follow(cast.outsider.actor, target)


def test_a_visitor_has_neither_inbox_nor_follows(cast: Cast) -> None:
    for act in (following.list_followed, notices.count_unread, notices.mark_read):
        with pytest.raises(Refused):
            act(cast.visitor.actor)


def test_nobody_marks_the_notice_of_another(portal: Portal, cast: Cast) -> None:
    published(cast.author.actor, cast.coordinator.actor)
    portal.work()
    mine = db.session.scalars(select(Notice.id).where(Notice.member_id == cast.author.id)).one()
    with transaction():
        notices.mark_read(cast.outsider.actor, mine)
        notices.mark_read(cast.author.actor, "nonsense")
    assert notices.count_unread(cast.author.actor) == 1
    with transaction():
        notices.mark_read(cast.author.actor, mine)
    assert notices.count_unread(cast.author.actor) == 0


def test_what_concerns_her_most_ranks_first() -> None:
    thing = Ref("case", "1")
    concerns = Concerns(frozenset({"all"}), "owner", topics=frozenset({"country:NE"}))
    said = Event("case.changed", thing, Ref("member", "x"), ("called",))
    ranks = [rank_for("called", said, concerns, {"case:1"}), rank_for("owner", said, concerns, {"case:1"})]
    ranks += [
        rank_for("she", said, concerns, {"case:1", "country:NE"}),
        rank_for("she", said, concerns, {"country:NE"}),
    ]
    assert ranks == [Rank.ADDRESSED, Rank.OWN, Rank.THING, Rank.TOPIC]
    assert rank_for("she", said, concerns, ()) is None


def test_an_act_without_words_is_told_in_general_ones(app: object) -> None:
    assert sentence("moon.landed")


def _statements(portal: Portal, cast: Cast) -> int:
    counted: list[str] = []

    def count(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    browser = portal.browser(cast.author)
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert browser.get("/inbox").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(counted)


def test_the_inbox_asks_as_much_of_the_database_over_hundreds_of_notices_as_over_ten(
    portal: Portal, cast: Cast
) -> None:
    key = published(cast.author.actor, cast.coordinator.actor).id

    def bring(count: int) -> None:
        with transaction():
            for _ in range(count):
                announce("case.changed", Ref("case", key), cast.colleague.actor.ref)
        portal.work()

    bring(10)
    few = _statements(portal, cast)
    bring(90)
    assert _statements(portal, cast) == few <= 12


def test_a_member_follows_reads_and_stops_in_her_browser(portal: Portal, cast: Cast) -> None:
    key = published(cast.author.actor, cast.coordinator.actor).id
    portal.work()
    browser = portal.browser(cast.author)
    assert browser.get(f"/cases/{key}").status_code == 200
    assert browser.get("/countries/NE").status_code == 200
    assert browser.post("/following", {"target": "country:NE"}).status_code == 302
    assert ">Niger<" in browser.get("/following").text
    assert "A case is published" in browser.get("/inbox").text
    assert browser.post("/inbox/read", {"notice": "all"}).status_code == 302
    browser.get("/inbox?unread=1&before=zzz")
    assert browser.post("/following", {"target": "country:NE", "do": "stop"}).status_code == 302
    assert "You follow nothing yet" in browser.get("/following").text


def test_ten_changes_that_nobody_has_looked_at_are_one_line(portal: Portal, cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor)
    key = case.id
    portal.work()
    follow(cast.neighbour, f"case:{key}")
    for number in range(3):
        with transaction():
            announce("case.changed", Ref("case", key), cast.author.actor.ref)
        portal.work()
        if number == 1:
            with transaction():
                notices.mark_read(cast.neighbour.actor)
    assert told(cast.neighbour) == ["case.changed", "case.changed"]


def test_every_act_that_is_announced_has_a_sentence_of_its_own() -> None:
    said = {act for module in modules("portal") for act in re.findall(r'announce\(\s*"([a-z_.]+)"', module.text)}
    assert len(said) > 15 and said <= set(SENTENCES)
