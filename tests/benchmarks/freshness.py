"""From the commit of a change to its being found, or gone, in the answers of the portal."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from portal.access.publication import Status
from portal.cases import service
from portal.cases.content import CaseContent
from portal.cases.models import Case
from portal.cases.service import NewCase
from portal.foundation.database import db, transaction
from portal.members.queries import find_by_email
from portal.members.service import create_token
from tests.benchmarks.clients import Client
from tests.benchmarks.processes import outbox_worker, web
from tests.benchmarks.report import Report, percentile
from tests.benchmarks.stand import OWNER, READER, Stand
from tests.support.postgres import free_port

CHANGES = 30
LIMIT = 20.0


def run(stand: Stand, report: Report) -> None:
    report.section(f"(e) From commit to searchable, worker and web running, {CHANGES} changes, at {stand.size:,} cases")
    given = stand.environment()
    with stand.app.app_context(), web(free_port(), given, workers=1) as server, outbox_worker(given):
        client = Client(server.port, Authorization=f"Bearer {_token()}")
        times = [_one(stand, client, f"freshword{number}{time.time_ns()}") for number in range(CHANGES + 1)][1:]
    for place, name in enumerate(("published", "narrowed to RED", "withdrawn")):
        values = [each[place] for each in times]
        report.say(f"{name}, p50", percentile(values, 50), "s")
        report.at_most(f"{name}, p95", percentile(values, 95), "s", 1.5)


def _token() -> str:
    with transaction():
        member = find_by_email(READER)
        assert member is not None
        return create_token(member, "bench")


def _one(stand: Stand, client: Client, word: str) -> tuple[float, float, float]:
    owner = stand.actor(OWNER)
    with transaction():
        case = service.import_new_case(owner, NewCase(_content(word), external_id=word), Status.PUBLISHED)
        key = case.id
    found = _until(client, word, 1)
    _change(key, lambda case: service.save_case(owner, key, case.revision, {"marks": _marks("RED")}))
    hidden = _until(client, word, 0)
    _change(key, lambda case: service.save_case(owner, key, case.revision, {"marks": _marks("GREEN")}, True))
    _until(client, word, 1)
    _change(key, lambda case: service.withdraw_case(owner, key, case.revision))
    return found, hidden, _until(client, word, 0)


def _marks(mark: str) -> dict[str, str]:
    return dict.fromkeys(("abstract", "summary", "annex"), mark)


def _content(word: str) -> CaseContent:
    text = {
        "language": "en",
        "title": f"A {word} pistol",
        "abstract": "Seen at a border.",
        "summary": "Twelve pistols.",
    }
    part = {"code": "NE", "part": "seizure"}
    given = {"texts": [text], "countries": [part], "regions": ["sahel"], "marks": _marks("GREEN")}
    return CaseContent.model_validate(given)


def _change(key: str, act: Callable[[Case], Case]) -> None:
    with transaction():
        act(db.session.get_one(Case, key))


def _until(client: Client, word: str, total: int) -> float:
    started = time.perf_counter()
    path = "/api/v1/search?" + urlencode({"q": word})
    while b'"total":%d' % total not in client.get(path).body.replace(b" ", b""):
        if time.perf_counter() - started > LIMIT:
            raise SystemExit(f"{word} was not seen {total} times within {LIMIT} s")
        time.sleep(0.01)
    return time.perf_counter() - started
