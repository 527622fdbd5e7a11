"""Naming somebody tells him, and offers, tells and betrays nobody who may not read the thread."""

import pytest
from sqlalchemy import select

from portal.across.alerts.models import Notice
from portal.conversation import service
from portal.conversation.mentions import find_mentioned
from portal.conversation.queries import get_thread
from portal.foundation.database import db, transaction
from portal.members.models import Member
from tests.benchmarks.statements import counted
from tests.conversation.test_threads import begun, said, shared
from tests.support.cast import Cast, Person
from tests.support.portal import Portal


def named(person: Person, thread_id: str, text: str) -> set[str]:
    thread = get_thread(person.actor, thread_id).thread
    return {member.name for member in find_mentioned(text, thread.ref, thread.token, thread.owner_id)}


def told(portal: Portal, person: Person) -> list[str]:
    portal.work()
    return list(db.session.scalars(select(Notice.act).where(Notice.member_id == person.id).order_by(Notice.id)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask @Focal Point, please.", {"Focal Point"}),
        ("@focal point", {"Focal Point"}),
        ("(@Neighbour) and @Outsider!", {"Neighbour", "Outsider"}),
        ("write to author@portal.example", set()),
        ("his handle is @gunshop99", set()),
        ("@Suspended", set()),
        ("@@Neighbour", set()),
        ("@ Neighbour @", set()),
        ("@" * 500 + "Neighbour", set()),
        ("@Neigh bour", set()),
        ("ask @Živana Đurić, please", {"Živana Đurić"}),
        ("@Živana Đurić", {"Živana Đurić"}),
        ("@Живана Ђурић!", {"Živana Đurić"}),
    ],
)
def test_the_longest_name_after_the_sign_is_found(cast: Cast, text: str, found: set[str]) -> None:
    with transaction():
        member = db.session.get_one(Member, cast.editor.id)
        member.name, member.native_name = "Živana Đurić", "Живана Ђурић"
    thread = begun(cast.author, shared(cast))
    assert named(cast.author, thread, text) == found


def test_a_text_full_of_names_costs_no_more_than_fifty(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.author, shared(cast))
    flood = " ".join(f"@name{number} of somebody" for number in range(900))[:19_000]
    with counted(db.engine) as sent:
        said(cast.author, thread, f"@Neighbour {flood}")
    assert len(sent) < 20
    assert told(portal, cast.neighbour) == ["comment.mentioned"]


def test_who_is_named_is_told_once_and_nearest(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.author, shared(cast))
    said(cast.outsider, thread, "@Neighbour do you know this seller? @Outsider myself")
    assert told(portal, cast.neighbour) == ["comment.mentioned"]
    assert "comment.mentioned" not in told(portal, cast.outsider)


def test_who_may_not_read_is_nobody_and_the_writer_does_not_learn_it(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.author, shared(cast, "RED"))
    said(cast.author, thread, "@Outsider must not hear of it")
    assert told(portal, cast.outsider) == []
    browser = portal.browser(cast.author)
    hidden = browser.get(f"/threads/names?thread={thread}&q=Outs")
    nobody = browser.get(f"/threads/names?thread={thread}&q=Nobo")
    assert hidden.json == nobody.json == []


def test_a_narrowed_thread_offers_its_own_readers_alone(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.author, shared(cast), narrowed="authority")
    browser = portal.browser(cast.author)
    assert browser.get(f"/threads/names?thread={thread}&q=colle").json == ["Colleague"]
    assert browser.get(f"/threads/names?thread={thread}&q=neigh").json == []
    said(cast.author, thread, "@Neighbour")
    assert told(portal, cast.neighbour) == []


def test_names_are_offered_to_readers_of_the_thing_alone(portal: Portal, cast: Cast) -> None:
    ref = shared(cast, "RED")
    assert portal.browser(cast.outsider).get(f"/threads/names?about={ref}&q=auth").status_code == 404
    assert portal.browser(cast.author).get(f"/threads/names?about={ref}&q=coll").json == []


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "x" * 500, "\x07"])
def test_signs_of_the_database_offer_nobody(portal: Portal, cast: Cast, typed: str) -> None:
    answer = portal.browser(cast.author).get("/threads/names", query_string={"about": str(shared(cast)), "q": typed})
    assert answer.status_code == 200 and answer.json == []


def test_a_change_tells_those_named_anew_and_not_those_named_before(portal: Portal, cast: Cast) -> None:
    thread = begun(cast.author, shared(cast))
    key = said(cast.author, thread, "@Neighbour look")
    with transaction():
        service.edit_comment(cast.author.actor, key, 0, "@Neighbour and @Focal Point look")
    assert told(portal, cast.neighbour).count("comment.mentioned") == 1
    assert told(portal, cast.focal_point) == ["comment.mentioned"]


def test_two_of_one_name_are_both_told(portal: Portal, cast: Cast) -> None:
    with transaction():
        db.session.get_one(Member, cast.focal_point.id).name = "Neighbour"
    thread = begun(cast.author, shared(cast))
    said(cast.author, thread, "@Neighbour")
    assert told(portal, cast.focal_point) == told(portal, cast.neighbour) == ["comment.mentioned"]
