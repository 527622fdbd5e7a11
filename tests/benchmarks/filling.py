"""How fast cases come in, and how fast the index is made of them."""

import time

from portal.across.exchange.importing import import_cases
from portal.across.indexing.service import rebuild_index
from portal.foundation.database import db
from portal.foundation.outbox.models import OutboxRow
from tests.benchmarks import corpus
from tests.benchmarks.report import Report
from tests.benchmarks.stand import OWNER, Stand


def run(stand: Stand, report: Report) -> None:
    report.section(f"(a) Import of {stand.size:,} cases into SQLite without an index, (b) rebuild of the index")
    if not stand.corpus.exists():
        took = corpus.write(stand.corpus, stand.size)
        report.say("cases written by the generator", stand.size / took, "cases/s")
    report.say("one case in the import format", stand.corpus.stat().st_size / stand.size / 1000, "KB")
    stand.settle()
    with stand.app.app_context():
        _import(stand, report)
        _rebuild(stand, report)
    stand.remember()


def _import(stand: Stand, report: Report) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    done = import_cases(stand.actor(OWNER), stand.corpus)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if done.problems or done.created != stand.size:
        raise SystemExit(f"the corpus was not taken whole: {done.created} created, {done.problems[:3]}")
    report.at_least("import", stand.size / wall, "cases/s", 300)
    report.say("  processor time", cpu / stand.size * 1000, "ms a case")
    db.session.execute(OutboxRow.__table__.delete())  # type: ignore[attr-defined]
    db.session.commit()


def _rebuild(stand: Stand, report: Report) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    held = rebuild_index(stand.engine)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    report.at_least("index rebuild", held / wall, "cases/s", 1500)
    report.say("  processor time, all threads", cpu / held * 1000, "ms a case")
    report.say("  size of the index", stand.engine.stats().size_bytes / 1e6, "MB")
