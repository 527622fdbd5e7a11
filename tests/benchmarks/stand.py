"""A portal filled with the corpus, and the people who ask it."""

from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from portal.access.actor import Actor, Role
from portal.access.publication import Status
from portal.app import create_app
from portal.cases.models import Case, CaseAudience
from portal.config import Settings
from portal.foundation.database import db, transaction
from portal.members.models import Member
from portal.members.queries import find_by_email
from portal.members.service import NewMember, create_member
from search.engine import Engine
from tests.benchmarks import corpus
from tests.benchmarks.processes import environment
from tests.support.cast import PASSWORD, cheap_hash
from tests.support.portal import Browser

OWNER = "owner@bench.example"
READER = corpus.NAMED[0]
_COUNTRIES = ("NE", "RS", "MA", "GT", "BR", "JO", "UA", "PH")


@dataclass
class Stand:
    """`folder` holds corpus, database, files and index; nothing else of the machine is touched."""

    folder: Path
    size: int
    app: Flask = field(init=False)
    cookie: str = ""
    """The reader's, as his browser sends it."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.app = create_app(Settings(data_dir=self.folder / "data"))

    @property
    def corpus(self) -> Path:
        return self.folder / f"corpus-{self.size}.jsonl"

    @property
    def engine(self) -> Engine:
        opened: Engine = self.app.extensions["portal_search"]
        return opened

    @property
    def is_filled(self) -> bool:
        return (self.folder / "filled").exists()

    def environment(self, **more: str) -> dict[str, str]:
        return environment(PORTAL_DATA_DIR=str(self.folder / "data"), **more)

    def settle(self) -> None:
        """Tables and members, without a case."""
        with self.app.app_context():
            upgrade()
            with transaction():
                if find_by_email(OWNER) is None:
                    self._make(OWNER, "AT", Role.ADMINISTRATOR)
                    for number, email in enumerate(corpus.NAMED):
                        self._make(email, _COUNTRIES[number % len(_COUNTRIES)], Role.MEMBER)

    def _make(self, email: str, country: str, role: Role) -> None:
        create_member(NewMember(email, f"Bench {email}", country, role, password_hash=cheap_hash()))

    def actor(self, email: str) -> Actor:
        return db.session.scalars(select(Member).where(Member.email == email)).one().as_actor()

    def sign_in(self) -> None:
        with self.app.app_context():
            browser = Browser(self.app)
            browser.get("/sign-in")
            browser.post("/sign-in", {"email": READER, "password": PASSWORD})
            held = browser.client.get_cookie("session")
        if held is None:
            raise SystemExit("the reader could not sign in")
        self.cookie = f"session={held.value}"

    def case_paths(self, count: int) -> list[str]:
        """Addresses of cases whose abstract every member reads."""
        readable = (
            select(Case.number)
            .join(CaseAudience, CaseAudience.case_id == Case.id)
            .where(Case.status == Status.PUBLISHED, CaseAudience.layer == "abstract", CaseAudience.token == "all")
        )
        with self.app.app_context():
            return [f"/cases/{number}" for number in db.session.scalars(readable.limit(count))]

    def remember(self) -> None:
        (self.folder / "filled").touch()
