"""Who reads which practice: object, database and engines agree, and no page, count or answer tells of another."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.access.actor import VISITOR, Actor, Role
from portal.access.policy import may
from portal.access.publication import Status
from portal.foundation.database import db, transaction
from portal.foundation.ids import new_id
from portal.foundation.refs import Ref, describe
from portal.practices import cards, confirming, queries, service
from portal.practices.content import PracticeContent
from portal.practices.document import to_document
from portal.practices.models import Practice, PracticeEditor
from portal.regions.queries import regions_of
from search.engine import Engine, open_engine
from search.query import Query
from tests.access.answers import addresses, body, state, whole
from tests.access.planted import NONSENSE, word
from tests.access.scripts import CORPUS, MARKER, running
from tests.support.cast import Cast, Person
from tests.support.portal import Portal
from tests.support.practices import draft, published, submitted

MARKS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
REGIONS = ("sahel", "western-balkans", "north-africa")
COUNTRIES = ("NE", "ML", "RS", "DZ", "FR")
PEOPLE = ("author", "colleague", "neighbour", "outsider", "coordinator", "editor", "administrator")
READERS = ("visitor", "outsider", "neighbour", "colleague", "coordinator", "administrator")

_regions = st.lists(st.sampled_from(REGIONS), unique=True, max_size=2)
_people = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=2)
_countries = st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=2)
_practices = st.fixed_dictionaries(
    {
        "status": st.sampled_from([*Status, Status.PUBLISHED, Status.PUBLISHED, Status.SUBMITTED]),
        "owner": st.sampled_from(PEOPLE),
        "editors": _people,
        "mark": st.sampled_from([*MARKS, None]),
        "regions": _regions,
        "audience": st.fixed_dictionaries({"regions": _regions, "countries": _countries, "members": _people}),
    }
)
_actors = st.fixed_dictionaries(
    {
        "who": st.sampled_from([*PEOPLE, "stranger"]),
        "role": st.sampled_from(list(Role)),
        "country": st.sampled_from(COUNTRIES),
        "authority": st.sampled_from([*PEOPLE, "none"]),
        "coordinates": _regions,
    }
)


def reads(actor: Actor, practice: Practice) -> bool:
    """From the domain's own words: what a mark names, writers always, reviewers of its regions while it waits."""
    if actor.id and (actor.id == practice.owner_id or actor.id in {row.member_id for row in practice.editors}):
        return True
    if practice.status == "submitted":
        return bool(set(actor.coordinates) & set(practice.content.regions))
    mark, named = practice.content.mark, practice.content.audience
    if practice.status != "published" or mark is None:
        return False
    if mark == "CLEAR" or not actor.id:
        return bool(mark == "CLEAR")
    return {
        "GREEN": True,
        "AMBER": actor.country in named.countries or bool(set(actor.regions) & set(named.regions)),
        "AMBER+STRICT": actor.authority == practice.authority_id,
        "RED": actor.id in named.members,
    }[str(mark)]


def _practice(cast: Cast, plan: dict[str, Any]) -> Practice:
    owner = getattr(cast, plan["owner"]).actor
    audience = plan["audience"] | {"members": [getattr(cast, name).id for name in plan["audience"]["members"]]}
    row = Practice(id=new_id(), owner_id=owner.id, authority_id=owner.authority, country=owner.country)
    row.content = PracticeContent.model_validate(
        {
            "texts": [{"language": "en", "title": word(row.id), "steps": [word(f"{row.id} step")]}],
            "mark": plan["mark"],
            "regions": plan["regions"],
            "audience": audience,
        }
    )
    row.status = plan["status"]
    row.editors = [PracticeEditor(member_id=getattr(cast, name).id) for name in plan["editors"]]
    db.session.add(row)
    service.open_to_readers(row)
    db.session.flush()
    return row


def _actor(cast: Cast, plan: dict[str, Any]) -> Actor:
    known = {name: getattr(cast, name).actor for name in PEOPLE}
    coordinates = frozenset(plan["coordinates"] if plan["role"] is Role.COORDINATOR else ())
    regions = regions_of(plan["country"]) | coordinates
    own = known[plan["who"]].id if plan["who"] in known else new_id()
    authority = known[plan["authority"]].authority if plan["authority"] in known else new_id()
    return Actor(own, plan["role"], plan["country"], authority, regions, coordinates)


def _compare(actor: Actor, rows: list[Practice], engines: list[Engine]) -> None:
    visible = set(db.session.scalars(db.select(Practice.id).where(queries.visible(actor))))
    carded = set(cards.get_many(actor, [row.id for row in rows]))
    for row in rows:
        knows = reads(actor, row)
        assert may(actor, "practice.read", row) is knows
        assert (row.id in visible) is knows is (row.id in carded)
        assert (describe(actor, Ref("practice", row.id)) is not None) is knows
        for engine in engines:
            for seed in (row.id, f"{row.id} step"):
                page = engine.find(Query(actor.tokens, word(seed), passages=0))
                assert ([hit.key for hit in page.hits] == [row.id]) is knows, engine.name
                assert page.total == len(page.hits) == int(knows)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_practices, min_size=1, max_size=5), st.lists(_actors, min_size=1, max_size=4))
def test_object_database_and_engines_answer_alike_and_as_the_domain_says(
    cast: Cast, planned: list[dict[str, Any]], people: list[dict[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engines = [open_engine("memory:"), open_engine(f"embedded:{folder}")]
        try:
            rows = [_practice(cast, plan) for plan in planned]
            for engine in engines:
                engine.put([to_document(row) for row in rows])
            actors = [_actor(cast, plan) for plan in people] + [person.actor for person in cast.active] + [VISITOR]
            for actor in actors:
                _compare(actor, rows, engines)
        finally:
            db.session.rollback()
            for engine in engines:
                engine.close()


FIELDS = ("title", "problem", "action", "preconditions", "result", "failed", "step", "source", "context", "remarks")


def _plant(cast: Cast, name: str, mark: str, status: str = "published") -> str:
    """A practice of the author every field of which holds a word that stands nowhere else."""
    say = {field: f"Told: {word(f'{name} {field}')}." for field in FIELDS}
    text = {field: say[field] for field in FIELDS[:6]} | {"steps": [say["step"]]}
    audience = {"regions": ["sahel"], "members": [cast.neighbour.id]}
    changes = {**text, "sources": [say["source"]], "mark": mark, "audience": audience}
    author, coordinator = cast.author.actor, cast.coordinator.actor
    if status == "draft":
        return draft(author, **changes).id
    row = submitted(author, **changes)
    if status in ("published", "withdrawn"):
        with transaction():
            row = service.publish_practice(coordinator, row.id, row.revision)
        if reads(cast.neighbour.actor, row):
            with transaction():
                confirming.confirm_practice(cast.neighbour.actor, row.id, "worked", say["context"])
        row = db.session.get_one(Practice, row.id)
    with transaction():
        if status == "withdrawn":
            service.withdraw_practice(author, row.id, row.revision, say["remarks"])
        elif status == "returned":
            service.return_practice(coordinator, row.id, row.revision, say["remarks"])
    return row.id


@pytest.fixture
def planted(cast: Cast, portal: Portal, engine: Engine) -> dict[str, str]:
    """Name → id: one of each mark, and one of each other status."""
    found = {mark: _plant(cast, mark, mark) for mark in MARKS}
    found |= {status: _plant(cast, status, "GREEN", status) for status in Status if status != Status.PUBLISHED}
    portal.work()
    assert engine.stats().documents == len(found)
    return found


def _hidden(planted: dict[str, str], person: Person) -> list[str]:
    rows = {name: db.session.get_one(Practice, key) for name, key in planted.items()}
    names = [name for name, row in rows.items() if not reads(person.actor, row)]
    return [word(f"{name} {field}") for name in names for field in FIELDS]


def _pages(planted: dict[str, str]) -> Iterator[str]:
    yield from ("/", "/practices", "/practices?list=own", "/review", "/practices/collections", "/search?q=told")
    yield from ("/search?kind=practice", "/search/suggest?q=told", "/practices/compare")
    for key in planted.values():
        number = db.session.get_one(Practice, key).reference
        yield f"/practices/compare?a={number}&b={number}"
        for reference in {key, number}:
            for page in ("", "/versions", "/versions/1", "/edit/texts", "/submit", "/review", "/withdraw"):
                yield f"/practices/{reference}{page}"


@pytest.mark.parametrize("engine", ["embedded"], indirect=True)
@pytest.mark.parametrize("reader", READERS)
def test_no_page_shows_a_word_of_a_hidden_practice(
    portal: Portal, cast: Cast, planted: dict[str, str], reader: str
) -> None:
    person: Person = getattr(cast, reader)
    browser, words = portal.browser(person), _hidden(planted, person)
    assert words
    for path in list(_pages(planted)):
        answer = browser.get(path)
        told = answer.text.lower() + str(answer.headers).lower()
        assert not [each for each in words if each in told], path


@pytest.mark.parametrize("reader", READERS[1:])
def test_a_hidden_word_answers_as_one_that_stands_nowhere(
    portal: Portal, cast: Cast, planted: dict[str, str], reader: str
) -> None:
    person = getattr(cast, reader)
    browser, bearer = portal.browser(person), portal.bearer(person)
    for path, options in (("/api/v1/search?q={}", {"headers": bearer}), ("/search/suggest?q={}", {})):
        expected = whole(browser.get(path.format(NONSENSE), **options), NONSENSE)
        for each in _hidden(planted, person):
            assert whole(browser.get(path.format(each), **options), each) == expected


@pytest.mark.parametrize("reader", READERS[1:])
def test_totals_and_facets_are_what_a_reader_counts_by_hand(
    portal: Portal, cast: Cast, planted: dict[str, str], reader: str
) -> None:
    person = getattr(cast, reader)
    rows = [db.session.get_one(Practice, key) for key in planted.values()]
    known = [row for row in rows if reads(person.actor, row)]
    browser, bearer = portal.browser(), portal.bearer(person)
    answer = browser.get("/api/v1/search?kind=practice&per_page=100", headers=bearer).get_json()
    assert answer["total"] == len(known) and {hit["key"] for hit in answer["hits"]} == {row.id for row in known}
    assert {hit["kind"] for hit in answer["hits"]} <= {"practice"}
    shown = {name: {each["value"]: each["count"] for each in counts} for name, counts in answer["facets"].items()}
    assert shown["grade"] == Counter(row.grade for row in known)
    assert shown["mark"] == Counter(str(row.content.mark) for row in known)
    assert shown["country"] == ({"NE": len(known)} if known else {})


def test_a_hidden_practice_answers_as_an_unused_reference_on_every_route(
    app: Flask, portal: Portal, cast: Cast
) -> None:
    hidden = published(cast.author.actor, cast.coordinator.actor, mark="RED")
    names = {hidden.id: new_id(), str(hidden.number): "P-NER-1999-999"}
    before = state()
    for person in (cast.outsider, cast.visitor, cast.coordinator, cast.administrator):
        browser = portal.browser(person)
        browser.get("/search")
        before = state()
        for real, unused in names.items():
            for method in ("GET", "POST"):
                for path in _routes(app, method, real):
                    ask = browser.get if method == "GET" else browser.post
                    told, silent = ask(path), ask(path.replace(real, unused))
                    assert told.status_code == silent.status_code, (person.name, path)
                    assert body(told, real, unused) == body(silent, real, unused), (person.name, path)
        assert state() == before


def _routes(app: Flask, method: str, reference: str) -> list[str]:
    values = {"reference": reference, "practices.edit:section": "texts", "number": "1"}
    filled = dict.fromkeys(("cases.edit:section", "about.show:section", "file_id", "row_id", "handle"), "x")
    filled |= dict.fromkeys(("member_id", "code", "probe", "key", "form"), "x")
    found = addresses(app, method, filled | values)
    return [path for path, endpoint in found.items() if endpoint.startswith("practices.") and reference in path]


def test_the_id_of_anothers_draft_makes_no_practice_and_changes_none(portal: Portal, cast: Cast) -> None:
    row = draft(cast.author.actor)
    browser = portal.browser(cast.colleague)
    browser.get("/practices/new")
    before = state()
    sent = {"form_id": row.id, "texts-0-language": "en", "texts-0-title": "Taken over"}
    assert browser.post("/practices/new", sent).status_code == 404
    assert state() == before


def test_a_coordinator_of_another_region_or_a_writer_does_not_judge(portal: Portal, cast: Cast) -> None:
    other = submitted(cast.author.actor, regions=["south-america"]).id
    own = submitted(cast.coordinator.actor)
    own_id, revision = own.id, own.revision
    browser = portal.browser(cast.coordinator)
    browser.get("/review")
    assert browser.get(f"/practices/{other}/review").status_code == 404
    assert browser.post(f"/practices/{own_id}/review", {"decision": "publish", "revision": revision}).status_code == 403


def test_widening_what_others_read_is_the_owners_and_confirmed(portal: Portal, cast: Cast) -> None:
    row = published(cast.author.actor, cast.coordinator.actor, mark="AMBER", audience={"regions": ["sahel"]})
    with transaction():
        row = service.set_editors(cast.author.actor, row.id, row.revision, {cast.colleague.id})
    row_id = row.id
    place, sent = f"/practices/{row_id}/edit/audience", {"revision": str(row.revision), "mark": "CLEAR"}
    editor, author = portal.browser(cast.colleague), portal.browser(cast.author)
    editor.get("/practices")
    assert editor.post(place, sent).status_code == 403
    moved = {"revision": sent["revision"], "regions": ["south-america"]}
    assert editor.post(f"/practices/{row_id}/edit/evidence", moved).status_code == 403
    author.get(place)
    sent["editors"] = cast.colleague.email
    assert author.post(place, sent).status_code == 422
    assert author.post(place, {**sent, "confirm_widening": "y"}).status_code == 302
    assert portal.browser().get(f"/practices/{row_id}").status_code == 200


def test_nothing_a_member_writes_into_a_practice_runs(portal: Portal, cast: Cast) -> None:
    attack = "\n\n".join(each for each in CORPUS if "\x00" not in each)[:19_000]
    line = CORPUS[0]
    text = dict.fromkeys(("problem", "action", "preconditions", "result", "failed"), attack)
    row = published(cast.author.actor, cast.coordinator.actor, title=line, steps=[attack], sources=[line], **text)
    number = row.number
    with transaction():
        confirming.confirm_practice(cast.neighbour.actor, row.id, "worked", attack)
    portal.work()
    author, reader = portal.browser(cast.author), portal.browser(cast.outsider)
    for page in ("", "/edit/texts", "/edit/evidence", "/submit", "/versions/1", "/withdraw"):
        answer = author.get(f"/practices/{number}{page}")
        assert MARKER in answer.text and not running(answer.text), page
    compared = f"/practices/compare?a={number}&b={number}"
    for path in (f"/practices/{number}", "/practices", compared, f"/search?q={MARKER}"):
        answer = reader.get(path)
        assert MARKER in answer.text and not running(answer.text), path
