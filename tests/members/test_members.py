"""Members: how they come to be, sign in, tell about themselves and are found."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.access.actor import Role
from portal.foundation import clock
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound
from portal.members import queries, service
from portal.members.models import ApiToken, Member, MemberSession
from portal.members.service import NewMember
from tests.support.cast import PASSWORD, Cast
from tests.support.portal import Portal


def _acts() -> list[str]:
    return list(db.session.scalars(select(AuditRow.act).order_by(AuditRow.seq)))


def test_a_wrong_password_an_unknown_and_a_suspended_member_get_the_same_answer(portal: Portal) -> None:
    answers = set()
    for email in (portal.cast.author.email, "nobody@portal.example", portal.cast.suspended.email):
        browser = portal.browser()
        browser.get("/sign-in")
        password = PASSWORD if email == portal.cast.suspended.email else "not the password"
        answer = browser.post("/sign-in", {"email": email, "password": password})
        text = answer.text.replace(email, "…").replace(browser.token, "…")
        answers.add((answer.status_code, text, "Set-Cookie" in answer.headers))
    assert len(answers) == 1 and answers.pop()[0] == 422
    assert _acts()[-3:] == ["session.refused"] * 3


def test_an_address_is_the_same_in_any_case_and_with_blanks_around(portal: Portal) -> None:
    browser = portal.browser()
    browser.get("/sign-in")
    values = {"email": f"  {portal.cast.author.email.upper()} ", "password": PASSWORD}
    assert browser.post("/sign-in", values).status_code == 302
    assert browser.get("/account").status_code == 200


def test_only_the_digest_of_a_session_and_of_a_token_is_kept(portal: Portal) -> None:
    session = service.sign_in(portal.cast.author.email, PASSWORD, 1, "test")
    assert session is not None
    db.session.commit()
    with transaction():
        token = service.create_token(db.session.get_one(Member, portal.cast.author.id), "a program")
    kept = {*db.session.scalars(select(MemberSession.id)), *db.session.scalars(select(ApiToken.id))}
    assert token not in kept and queries.find_token_owner(token) is not None
    assert queries.find_token_owner(token + "x") is None and queries.find_token_owner("") is None


def test_a_session_ends_with_its_hours(portal: Portal) -> None:
    browser = portal.browser(portal.cast.author)
    with time_machine.travel(clock.now() + timedelta(hours=13), tick=False):
        assert browser.get("/account").status_code == 302


def test_a_profile_changes_what_is_ones_own_and_nothing_else(portal: Portal) -> None:
    browser = portal.browser(portal.cast.author)
    values = {"name": "Another Name", "time_zone": "Africa/Niamey", "languages": "fr en", "expertise": "**Tracing**"}
    more = {
        "role": "administrator",
        "country": "FR",
        "email": "x@y.example",
        "state": "x",
        "region_codes": "sahel",
        "id": "1",
    }
    assert browser.post("/account", {**values, **more}).status_code == 302
    member = db.session.get_one(Member, portal.cast.author.id)
    assert {name: getattr(member, name) for name in values} == values
    assert (member.role, member.country, member.email) == ("member", "NE", portal.cast.author.email)
    assert (member.state, member.region_codes) == ("active", "")


def test_a_new_member_is_refused_with_every_wrong_field_named(cast: Cast) -> None:
    wrong = NewMember("no address", " ", "XX", Role.COORDINATOR, password="short", regions=("atlantis",))
    with pytest.raises(Invalid) as refused, transaction():
        service.create_member(wrong)
    assert {problem.field for problem in refused.value.problems} == {"email", "name", "country", "region", "password"}


def test_the_directory_finds_words_as_they_are_written(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Member, cast.author.id).expertise = "100% of 3_D prints"
    found = [
        [m.name for m in queries.list_members(cast.editor.actor, words).rows] for words in ("%", "3_D", "3xD", "\\")
    ]
    assert found == [["Author"], ["Author"], [], []]


def test_a_suspended_member_is_in_no_list_and_behind_no_address(cast: Cast) -> None:
    names = [member.name for member in queries.list_members(cast.editor.actor).rows]
    assert "Suspended" not in names and "Author" in names
    with pytest.raises(NotFound):
        queries.get_member(cast.editor.actor, cast.suspended.id)


def test_suspending_ends_sessions_and_tokens_at_once(portal: Portal) -> None:
    browser, headers = portal.browser(portal.cast.author), portal.bearer(portal.cast.author)
    assert browser.client.get("/api/v1/search", headers=headers).status_code == 200
    with transaction():
        service.suspend_member(portal.cast.administrator.actor, portal.cast.author.id)
    assert browser.get("/account").status_code == 302
    assert browser.client.get("/api/v1/search", headers=headers).status_code == 401
    assert _acts()[-1] == "member.suspended"


def test_a_member_ends_his_own_sessions_only(portal: Portal) -> None:
    own, other = portal.browser(portal.cast.author), portal.browser(portal.cast.neighbour)
    rows = {row.member_id: row.handle for row in db.session.scalars(select(MemberSession))}
    own.get("/account/sessions")
    assert own.post(f"/account/sessions/{rows[portal.cast.neighbour.id]}/end").status_code == 404
    assert other.get("/account").status_code == 200
    assert own.post(f"/account/sessions/{rows[portal.cast.author.id]}/end").status_code == 302
    assert own.get("/account").status_code == 302
