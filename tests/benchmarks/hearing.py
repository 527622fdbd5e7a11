"""How long the worker takes to tell members: saved searches over new cases, then news by mail to a real SMTP server."""

import time
from datetime import timedelta
from itertools import cycle, islice
from urllib.parse import urlencode

from sqlalchemy import delete, func, select

from portal.access.publication import Status
from portal.across.alerts.models import Notice
from portal.across.searches.matching import ask_saved_searches
from portal.across.searches.models import ChangedThing, SavedMatch, SavedSearch
from portal.across.working import make_worker
from portal.cases.models import Case
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.outbox.models import OutboxRow
from portal.members.models import Authority, Member
from tests.benchmarks.corpus import questions
from tests.benchmarks.report import Report
from tests.benchmarks.stand import Stand
from tests.support.cast import cheap_hash
from tests.support.sink import sink_of

MEMBERS, SEARCHES, NEW_CASES, NOTICES = 5_000, 5_000, 200, 5
_COUNTRIES = ("NE", "RS", "MA", "GT", "BR", "JO", "UA", "PH")


def run(stand: Stand, report: Report) -> None:
    report.section(f"(h) hearing: {SEARCHES:,} saved searches over {NEW_CASES} new cases, news to {MEMBERS:,} members")
    with stand.app.app_context():
        people = _members()
        _settle(people)
        seconds, processor = _timed(ask_saved_searches)
        found = db.session.scalar(select(func.count()).select_from(SavedMatch)) or 0
        report.at_most(f"{SEARCHES:,} saved searches asked, {found:,} finds", seconds, "s", 60)
        report.say("  of it processor time", processor, "s")
        _owe(people)
        with sink_of(stand.app) as sink:
            seconds, processor = _timed(lambda: make_worker(stand.app).drain(10 * MEMBERS))
        report.at_most(f"news mailed to {len(sink.kept):,} members, {NOTICES} lines each", seconds, "s", 300)
        report.say("  of it processor time, the receiving server's too", processor, "s")


def _timed(act: object) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    act()  # type: ignore[operator]
    return time.perf_counter() - wall, time.process_time() - processor


def _members() -> list[str]:
    with transaction():
        office = db.session.scalars(select(Authority)).first()
        assert office is not None
        held = list(db.session.scalars(select(Member.id).where(Member.email.startswith("hearing-"))))
        for number in range(len(held), MEMBERS):
            country = _COUNTRIES[number % len(_COUNTRIES)]
            name, email = f"Hearing {number}", f"hearing-{number}@bench.example"
            member = Member(email=email, name=name, country=country, authority_id=office.id, role="member")
            member.password_hash = cheap_hash()
            db.session.add(member)
            db.session.flush()
            held.append(member.id)
    return held


def _settle(people: list[str]) -> None:
    """Half of the searches ask for words, half for words within a country."""
    with transaction():
        for table in (SavedSearch, ChangedThing, Notice, OutboxRow):
            execute_bulk(delete(table))
        for number, text in enumerate(islice(cycle(questions(500)), SEARCHES)):
            more = {"country": _COUNTRIES[number % len(_COUNTRIES)]} if number % 2 else {}
            asked = urlencode({"q": text, **more})
            db.session.add(SavedSearch(member_id=people[number % len(people)], name=text, question=asked))
        for key in _published():
            db.session.add(ChangedThing(thing=f"case:{key}"))


def _published() -> list[str]:
    return list(db.session.scalars(select(Case.id).where(Case.status == Status.PUBLISHED).limit(NEW_CASES)))


def _owe(people: list[str]) -> None:
    due = clock.now() - timedelta(minutes=1)
    cases = _published()
    with transaction():
        execute_bulk(delete(Notice))
        for at, member_id in enumerate(people):
            for number in range(NOTICES):
                thing = f"case:{cases[(at + number) % len(cases)]}"
                named = {"event": f"{at}-{number}", "act": "case.published", "thing": thing, "rank": 3}
                db.session.add(Notice(member_id=member_id, mail_due_at=due, **named))
