"""Elasticsearch slow, hanging, gone, lying, full or wrong: pages go on, search says so, no write is lost."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.across.indexing.catalogue import CATALOGUE
from portal.across.working import make_worker
from portal.foundation.database import db, transaction
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.outbox.queue import MAX_ATTEMPTS
from search.document import Document
from search.engine import CursorExpired, DocumentRefused, Engine, SearchUnavailable
from search.engines.elastic import ElasticEngine
from search.engines.elastic.address import read_address
from search.engines.elastic.connection import FAILURES, TIMEOUT_SECONDS
from search.query import Query
from search.rebuild import rebuild
from tests.engines.conftest import elastic_url, forget
from tests.engines.made import case, find, keys, part
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.portal import Portal
from tests.support.sick import Proxy, proxy

SICK = ("slow", "hang", "refuse", "truncated", "garbage", "partial")


@pytest.fixture
def between() -> Iterator[Proxy]:
    with proxy(elastic_url()) as made:
        yield made


@pytest.fixture
def engine(between: Proxy) -> Iterator[ElasticEngine]:
    opened = ElasticEngine(f"{between.url}/?prefix=t-{uuid.uuid4().hex[:12]}")
    yield opened
    between.mode = ""
    forget(opened)


def well_again(engine: ElasticEngine, between: Proxy) -> None:
    """Cured, and the pause of the breaker over."""
    between.mode = ""
    engine._connection._breaker._until = 0.0


@pytest.fixture
def sick_portal(app: Flask, portal: Portal, engine: ElasticEngine) -> Portal:
    app.extensions["portal_search"] = engine
    return portal


@pytest.mark.parametrize("mode", SICK)
def test_a_reader_is_told_and_nothing_partial_is_shown(engine: ElasticEngine, between: Proxy, mode: str) -> None:
    engine.put([case("k", part("all", "pistol"))])
    between.mode = mode
    with pytest.raises(SearchUnavailable):
        find(engine, "pistol", facets=("country",))
    with pytest.raises(SearchUnavailable):
        engine.similar("case", "k", frozenset({"all"}))
    well_again(engine, between)
    assert keys(engine, "pistol") == ["k"]


def test_a_page_never_waits_longer_than_three_seconds_for_one_answer() -> None:
    assert TIMEOUT_SECONDS < 3


def test_a_sick_server_is_left_alone_until_the_pause_is_over(engine: ElasticEngine, between: Proxy) -> None:
    engine.put([case("k", part("all", "pistol"))])
    between.mode = "refuse"
    for _ in range(FAILURES):
        with pytest.raises(SearchUnavailable):
            find(engine, "pistol")
    before = between.seen
    for _ in range(20):
        with pytest.raises(SearchUnavailable):
            find(engine, "pistol")
    assert between.seen == before
    well_again(engine, between)
    assert keys(engine, "pistol") == ["k"]


@pytest.mark.parametrize("mode", ["refuse", "garbage", "partial"])
def test_every_page_but_search_works_and_search_says_so(
    sick_portal: Portal, cast: Cast, engine: ElasticEngine, between: Proxy, mode: str
) -> None:
    made = published(cast.author.actor, cast.coordinator.actor, title="Pistols in Agadez")
    reference = made.reference
    sick_portal.work()
    browser = sick_portal.browser(cast.colleague)
    assert "Pistols in Agadez" in browser.get("/search?q=pistols").text
    between.mode = mode
    found = browser.get("/search?q=pistols")
    assert found.status_code == 503 and 'value="pistols"' in found.text and "Agadez" not in found.text
    for path in ("/", "/cases", f"/cases/{reference}", "/members", "/countries", "/vocabulary"):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/search/suggest?q=pis").json == []
    assert browser.get("/health/ready").status_code == 503
    well_again(engine, between)
    assert "Pistols in Agadez" in browser.get("/search?q=pistols").text


def test_writes_queue_while_it_is_down_and_drain_afterwards(
    sick_portal: Portal, cast: Cast, engine: ElasticEngine, between: Proxy
) -> None:
    between.mode = "refuse"
    titles = [f"Pistols number {n}" for n in range(6)]
    for title in titles:
        published(cast.author.actor, cast.coordinator.actor, title=title)
    sick_portal.work()
    assert _waiting() > 0 and not _parked()
    well_again(engine, between)
    _make_due()
    sick_portal.work()
    assert _waiting() == 0
    assert find(engine, "pistols", f"member:{cast.author.id}").total == len(titles)


def _waiting() -> int:
    return db.session.query(OutboxRow).filter(OutboxRow.topic == "index").count()


def _parked() -> list[OutboxRow]:
    return db.session.query(OutboxRow).filter(OutboxRow.parked_reason.is_not(None)).all()


def _make_due() -> None:
    with transaction():
        for row in db.session.query(OutboxRow).all():
            row.available_at = row.created_at


def test_each_item_of_a_bulk_answer_is_read_and_giving_them_again_is_harmless(
    engine: ElasticEngine, between: Proxy
) -> None:
    made = [case(f"k{n}", part("all", "pistol")) for n in range(6)]
    for mode in ("bulk-some", "bulk-lost"):
        between.mode = mode
        with pytest.raises(SearchUnavailable):
            engine.put([case(d.key, *d.parts, revision=2) for d in made] if mode == "bulk-lost" else made)
        between.mode = ""
    engine.put([case(d.key, *d.parts, revision=2) for d in made])
    assert sorted(keys(engine, "pistol")) == [d.key for d in made]
    assert set(engine.revisions("case").values()) == {2}


def test_a_late_writer_loses_also_to_a_removal(engine: ElasticEngine) -> None:
    engine.put([case("k", part("all", "new"), revision=7)])
    engine.put([case("k", part("all", "old"), revision=3)])
    assert keys(engine, "new") == ["k"] and keys(engine, "old") == []
    engine.remove({("case", "k"): 9})
    engine.put([case("k", part("all", "old"), revision=8)])
    assert keys(engine) == [] and engine.revisions("case") == {}


def test_a_document_the_index_cannot_take_is_parked_with_its_reason_while_the_others_flow(
    sick_portal: Portal, app: Flask, cast: Cast, engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned = published(cast.author.actor, cast.coordinator.actor, title="Poison").id
    published(cast.author.actor, cast.coordinator.actor, title="Sound")
    made = _poison(poisoned)
    kind = CATALOGUE["case"]
    load = lambda ids: [made(document) for document in kind.load(ids)]  # noqa: E731 - as short as it is used
    monkeypatch.setitem(CATALOGUE, "case", replace(kind, load=load))  # type: ignore[arg-type]
    for _ in range(MAX_ATTEMPTS):
        _make_due()
        sick_portal.work()
    parked = _parked()
    assert parked and {row.key for row in parked} == {f"case:{poisoned}"}
    assert all("DocumentRefused" in str(row.parked_reason) for row in parked)
    assert find(engine, "sound", f"member:{cast.author.id}").total == 1
    assert make_worker(app).step() is False


def _poison(poisoned: str) -> Callable[[Document], Document]:
    def made(document: Document) -> Document:
        if document.key != poisoned:
            return document
        return case(poisoned, part("all", "x", identifiers=["y" * 40_000]), revision=document.revision)

    return made


def test_a_refused_document_is_named(engine: ElasticEngine) -> None:
    with pytest.raises(DocumentRefused, match="case k"):
        engine.put([case("k", part("all", "x", identifiers=["y" * 40_000])), case("l", part("all", "pistol"))])


@pytest.mark.parametrize(
    ("mode", "said"),
    [("denied", "password"), ("readonly", "read-only"), ("old", "version 8")],
)
def test_what_is_wrong_is_named_with_its_cure(between: Proxy, mode: str, said: str) -> None:
    opened = ElasticEngine(f"{between.url}/?prefix=t-{uuid.uuid4().hex[:12]}")
    opened._connection._checked = False
    between.mode = mode
    with pytest.raises(SearchUnavailable, match=said):
        opened.put([case("k", part("all", "pistol"))])
    between.mode = ""
    forget(opened)


def test_an_alias_that_is_an_index_and_an_index_of_another_mapping_are_refused(between: Proxy) -> None:
    prefix = f"t-{uuid.uuid4().hex[:12]}"
    opened = ElasticEngine(f"{between.url}/?prefix={prefix}")
    client = opened._connection._client
    name = opened._generations.current()
    client.indices.delete(index=name)
    client.indices.create(index=prefix)
    with pytest.raises(SearchUnavailable, match="alias is wanted"):
        opened._generations.current()
    client.indices.delete(index=prefix)
    client.indices.create(index=f"{prefix}-0000000000000000-1", aliases={prefix: {}})
    with pytest.raises(SearchUnavailable, match="rebuild"):
        opened.put([case("k", part("all", "pistol"))])
    assert not opened.health().ok
    forget(opened)


def test_an_index_lost_under_way_is_missed_at_once_and_one_rebuild_heals_it(engine: ElasticEngine) -> None:
    engine.put([case("k", part("all", "pistol"))])
    engine._connection._client.indices.delete(index=engine._generations.current())
    with pytest.raises(SearchUnavailable, match="rebuild"):
        find(engine, "pistol")
    assert _rebuilt(engine) == 1
    assert keys(engine, "pistol") == ["k"]


def _rebuilt(engine: Engine, fault: Exception | None = None) -> int:
    def documents() -> Iterator[object]:
        yield case("k", part("all", "pistol"))
        if fault:
            raise fault

    return rebuild(
        engine,
        ElasticEngine.__name__.lower() if fault else engine._generations.fingerprint,  # type: ignore[attr-defined]
        documents=documents,  # type: ignore[arg-type]
        catch_up=lambda target: None,
        expected_revisions=lambda: {"case": {"k": 1}},
    )


def test_a_rebuild_that_dies_leaves_the_old_index_answering_and_is_cleaned_up(engine: ElasticEngine) -> None:
    engine.put([case("k", part("all", "pistol"))])
    with pytest.raises(RuntimeError):
        _rebuilt(engine, RuntimeError("killed"))
    assert keys(engine, "pistol") == ["k"]
    assert [each.answers for each in engine.generations()] == [True, False]
    assert engine.drop_generations() == 1
    assert _rebuilt(engine) == 1
    assert len(engine.generations()) == 2, "the generation before is kept until told otherwise"
    assert keys(engine, "pistol") == ["k"]


def test_reading_on_sees_one_state_however_deep_and_never_with_other_rights(engine: ElasticEngine) -> None:
    engine.put([case(f"k{n:03}", part("all" if n % 2 else "r1", "pistol")) for n in range(60)])
    first = engine.find(Query(frozenset({"all"}), text="pistol", per_page=10, after=""))
    engine.put([case(f"new{n}", part("all", "pistol"), date="2030-01-01") for n in range(5)])
    seen, page = [hit.key for hit in first.hits], first
    while page.after:
        page = engine.find(Query(frozenset({"all"}), text="pistol", per_page=10, after=page.after))
        seen += [hit.key for hit in page.hits]
    assert sorted(seen) == [f"k{n:03}" for n in range(60) if n % 2]
    other = engine.find(Query(frozenset({"nothing"}), text="pistol", per_page=10, after=first.after))
    assert not other.hits
    for forged in ("nonsense", first.after[:-6] + "AAAAAA", first.after[:40]):
        with pytest.raises((CursorExpired, SearchUnavailable)):
            engine.find(Query(frozenset({"all"}), text="pistol", after=forged))


def test_secrets_of_the_address_are_never_printed() -> None:
    address = read_address("https://reader:s3cret@one:9200,two/?prefix=net&api_key=abc123")
    assert address.hosts == ("https://one:9200", "https://two:9200") and address.prefix == "net"
    assert "s3cret" not in repr(address) and "abc123" not in repr(address)


@pytest.mark.parametrize(
    "url", ["http:///", "http://h:x", "http://h/?prefix=Ä", "http://h/?unknown=1", "http://h/?ca=/nowhere.pem"]
)
def test_an_address_that_cannot_be_used_says_what_is_wrong(url: str) -> None:
    with pytest.raises(ValueError, match=r"host|port|prefix|unknown|file"):
        read_address(url)
