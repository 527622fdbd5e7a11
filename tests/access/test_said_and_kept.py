"""What members say, keep, propose and ask is found by nobody else who knows every address of it."""

from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from portal.across.bookmarks.service import keep
from portal.across.searches import feeds, service
from portal.across.searches.calling import add_webhook
from portal.cases.asking import ask_owner
from portal.cases.correcting import propose_correction
from portal.conversation.models import CommentReport
from portal.conversation.moderation import report_comment
from portal.conversation.service import add_comment, start_thread
from portal.foundation.database import db, transaction
from portal.foundation.ids import new_id
from portal.foundation.refs import Ref
from portal.members.models import Member
from tests.access.answers import addresses, state
from tests.access.planted import NONSENSE
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.portal import Portal

CANARY = NONSENSE
ORIGIN = "https://hooks.example"


def _fill(cast: Cast) -> dict[str, str]:
    """The colleague and the neighbour say, keep, propose and ask, each time with the word; place → id."""
    case = published(cast.author.actor, cast.coordinator.actor)
    key, ref = case.id, Ref("case", case.id)
    better = {"language": "en", "field": "summary", "passage": "Twelve", "words": CANARY, "reason": CANARY}
    with transaction():
        begun = {"title": CANARY, "text": CANARY, "narrowed": "authority", "kind": "question"}
        thread = start_thread(cast.colleague.actor, ref, begun).id
        comment = new_id()
    with transaction():
        add_comment(cast.colleague.actor, thread, {"key": comment, "text": CANARY})
        report_comment(cast.author.actor, comment, CANARY)
        proposed = propose_correction(cast.neighbour.actor, key, better).id
        keep(cast.colleague.actor, ref, {"note": CANARY}, "2026-01-01")
        search = service.save_search(cast.colleague.actor, f"q={CANARY}", CANARY).id
        hook = add_webhook(cast.colleague.actor, search, f"{ORIGIN}/{CANARY}", {ORIGIN}).id
        feeds.make_link(cast.colleague.actor, search)
        asked = ask_owner(cast.neighbour.actor, key, {"reason": CANARY}).id
        report = db.session.scalars(select(CommentReport.id)).one()
    ids = {"search_id": search, "comment_id": comment, "thread_id": thread, "report_id": report}
    return ids | {"correction_id": proposed, "request_id": asked, "webhook": hook, "reference": key}


def _values(ids: Mapping[str, str], cast: Cast) -> dict[str, str]:
    fixed = {"cases.edit:section": "texts", "practices.edit:section": "texts", "about.show:section": "marks"}
    fixed |= {"number": "1", "row_id": "1", "handle": "0" * 32, "code": "NE", "probe": "live", "key": "homicide"}
    return fixed | {"form": "csv", "member_id": cast.author.id} | dict(ids)


@pytest.mark.parametrize("reader", ["outsider", "administrator", "coordinator", "focal_point", "editor"])
def test_no_page_shows_anothers_words_and_no_post_changes_them(
    app: Flask, portal: Portal, cast: Cast, reader: str
) -> None:
    ids = _fill(cast)
    portal.work()
    browser, values = portal.browser(getattr(cast, reader)), _values(ids, cast)
    given = {f"about={kind}:{ids[place]}" for kind, place in (("thread", "thread_id"), ("search", "search_id"))}
    paths = [*addresses(app, "GET", values)]
    paths += [f"{path}?{more}" for path in ("/threads", "/threads/new", "/bookmarks/edit") for more in given]
    paths += [f"/threads/names?thread={ids['thread_id']}&q=a", f"/threads/names?about=thread:{ids['thread_id']}&q=a"]
    for path in paths:
        assert CANARY not in browser.get(path).text, path
    before = state()
    named = {"webhook": ids["webhook"], "link": "0" * 32, "target": f"thread:{ids['thread_id']}", "notice": "0" * 32}
    for path, endpoint in addresses(app, "POST", values).items():
        own = [place for place in ids if place.endswith("_id") and ids[place] in path]
        if own or endpoint == "alerts.change":
            for do in ("", "hide", "accept", "grant", "end", "delete", "open", "remove", "restart", "make", "revoke"):
                sent = named | {"do": do, "remark": "x", "answer": "x", "layer": "summary", "days": "9", "reason": "x"}
                assert browser.post(path, sent).status_code == 404, (path, do)
    assert state() == before


def test_once_suspended_nobody_reads_even_his_own_words_nor_do_his_feeds(
    app: Flask, portal: Portal, cast: Cast
) -> None:
    ids = _fill(cast)
    with transaction():
        token = feeds.make_link(cast.colleague.actor, ids["search_id"])
    browser = portal.browser(cast.colleague)
    assert CANARY in browser.get(f"/threads/{ids['thread_id']}").text
    with transaction():
        db.session.get_one(Member, cast.colleague.id).state = "suspended"
    for path in addresses(app, "GET", _values(ids, cast)):
        answer = browser.get(path)
        assert CANARY not in answer.text, path
    for form in ("atom", "ics"):
        assert browser.get(f"/feeds/{token}.{form}").status_code == 404
    before = state()
    for path in addresses(app, "POST", _values(ids, cast)):
        if not path.startswith(("/unsubscribe/", "/sign-in", "/preferences")):
            assert browser.post(path, {"do": "end", "text": "x"}).status_code in (400, 401), path
    assert state() == before


def test_searching_finds_no_word_of_what_is_said_or_kept(portal: Portal, cast: Cast) -> None:
    """It is not indexed at all: not even for whom may read it."""
    _fill(cast)
    portal.work()
    for person in (cast.outsider, cast.colleague, cast.author):
        browser = portal.browser(person)
        assert "Nothing found" in browser.get(f"/search?q={CANARY}").text
        assert browser.get(f"/search/suggest?q={CANARY}").json == []
