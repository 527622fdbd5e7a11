"""Migrations: up, down and up again with rows in every table; nothing between old and new after a fault."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select

from portal.across.alerts.choices import set_choice
from portal.across.alerts.following import follow
from portal.across.alerts.models import Notice
from portal.across.bookmarks.service import keep
from portal.across.newsmail.models import NewsMail
from portal.across.newsmail.returns import note_return
from portal.across.searches.models import ChangedThing, SavedMatch, SearchLink, Webhook
from portal.across.searches.service import save_search
from portal.app import create_app
from portal.cases import service
from portal.cases.asking import ask_owner
from portal.cases.correcting import propose_correction
from portal.cases.files import attach_file
from portal.config import Settings
from portal.conversation.moderation import report_comment
from portal.conversation.service import edit_comment, start_thread
from portal.foundation.database import Base, db, transaction
from portal.foundation.refs import Ref
from portal.members.models import Member
from portal.members.service import create_token, sign_in
from portal.members.throttling import note_failure
from portal.vocabulary.service import add_concept
from tests.faults.server import Site, new_database, new_site, upgrade
from tests.support.cases import published
from tests.support.cast import PASSWORD, make_cast
from tests.support.meetings import everything
from tests.support.practices import with_everything
from tests.support.registration import everything_registered

MIGRATIONS = Path(__file__).parents[2] / "migrations"
ON_POSTGRESQL = bool(os.environ.get("PORTAL_TEST_DATABASE"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without tables."""
    settings = Settings(data_dir=tmp_path / "data", database_url=new_database(), search_url="memory:")
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _tables() -> set[str]:
    db.session.remove()
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def _downgrade(revision: str) -> None:
    flask_migrate.downgrade(revision=revision)


def _rows_everywhere(app: Flask) -> None:
    store = app.extensions["portal_files"]
    cast = make_cast()
    case = published(cast.author.actor, cast.coordinator.actor)
    case_id, revision = case.id, case.revision
    with transaction():
        service.set_editors(cast.author.actor, case_id, revision, {cast.colleague.id})
        attach_file(
            cast.author.actor, store, case_id, layer="annex", name="a.txt", stream=BytesIO(b"text"), max_bytes=100
        )
        create_token(db.session.get_one(Member, cast.author.id), "a program")
        labels = [{"language": "en", "text": "zumpra", "kind": "preferred"}]
        add_concept(cast.author.actor, "zumpra", {"labels": labels})
    everything_registered(cast, everything(app, cast))
    with_everything(cast)
    with transaction():
        follow(cast.outsider.actor, "country:NE")
        said = {"title": "Which post?", "text": "The first.", "key": "0" * 31 + "a"}
        search = save_search(cast.outsider.actor, "q=zumpra", "")
        db.session.add(SavedMatch(search_id=search.id, thing=f"case:{case_id}"))
        db.session.add(ChangedThing(thing=f"case:{case_id}"))
        db.session.add(SearchLink(id="0" * 64, search_id=search.id))
        db.session.add(Webhook(search_id=search.id, url="https://hooks.example/"))
        db.session.add(NewsMail(member_id=cast.outsider.id))
        set_choice(cast.outsider.actor, "daily", 6)
        note_return("1", cast.outsider.id)
        start_thread(cast.author.actor, Ref("case", case_id), said)
    with transaction():
        edit_comment(cast.author.actor, "0" * 31 + "a", 0, "The second.")
        db.session.add(
            Notice(event="1", member_id=cast.outsider.id, act="case.published", thing=f"case:{case_id}", rank=3)
        )
        propose_correction(
            cast.neighbour.actor,
            case_id,
            {"language": "en", "field": "title", "passage": "Pistols", "words": "Two pistols", "reason": "Counted."},
        )
        ask_owner(cast.outsider.actor, case_id, {"reason": "The same route."})
        report_comment(cast.neighbour.actor, "0" * 31 + "a", "Wrong.")
        keep(cast.neighbour.actor, Ref("case", case_id), {"note": "A note."}, "2026-01-01")
    sign_in(cast.author.email, PASSWORD, 1, "test")
    note_failure(["account:x"])
    db.session.commit()
    for table in Base.metadata.sorted_tables:
        assert db.session.execute(select(table).limit(1)).first() is not None, f"no row in {table.name}"


def _content() -> dict[str, list[Any]]:
    """Every row of every table; no transaction stays open that would hold up the next migration."""
    db.session.rollback()
    found = {table.name: sorted(map(str, db.session.execute(select(table)))) for table in Base.metadata.sorted_tables}
    db.session.remove()
    return found


def test_every_revision_goes_up_down_and_up_again_with_rows_in_every_table(empty: Flask) -> None:
    upgrade()
    _rows_everywhere(empty)
    script = ScriptDirectory(str(MIGRATIONS))
    for revision in [str(step.down_revision or "base") for step in script.walk_revisions()]:
        db.session.remove()
        _downgrade(revision)
        upgrade()
        assert _tables() == set(Base.metadata.tables)
    _rows_everywhere(empty)


def test_down_to_nothing_leaves_nothing(empty: Flask) -> None:
    upgrade()
    _downgrade("base")
    assert _tables() == set()


def test_models_and_migrations_say_the_same(empty: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert found == []


def test_one_head(empty: Flask) -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_versions_import_nothing_of_the_portal() -> None:
    for version in (MIGRATIONS / "versions").glob("*.py"):
        assert "portal" not in version.read_text(encoding="utf-8"), version.name


def test_the_database_command_finds_no_difference_and_an_upgrade_lasts(tmp_path: Path) -> None:
    """Down, up, and a command that fails right after: what the upgrade made is still there."""
    with new_site(tmp_path / "site") as site:
        assert site.command("db", "check").returncode == 0
        assert site.command("db", "downgrade", "base").returncode == 0
        assert site.command("db", "upgrade").returncode == 0
        assert site.command("import", "cases", str(MIGRATIONS / "env.py")).returncode == 1
        assert _tables() == set(Base.metadata.tables)


KILLED = """
import os, sys
import flask_migrate
from portal.app import create_app
with create_app().app_context():
    flask_migrate.upgrade(directory=sys.argv[1])
"""
LATER = """
import os
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{head}"
def upgrade():
    op.add_column("cases", sa.Column("half", sa.String(10)))
    op.create_table("other_half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE members SET name = 'half'")
    {fault}
def downgrade():
    pass
"""


def _upgraded_by_process(site: Site, folder: Path, fault: str) -> int:
    db.session.rollback()  # on PostgreSQL an open reader would keep the table from being altered
    versions = folder / "versions"
    if not folder.exists():
        shutil.copytree(MIGRATIONS, folder)
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (versions / "9999_later.py").write_text(LATER.format(head=head, fault=fault), encoding="utf-8")
    command = [sys.executable, "-B", "-c", KILLED, str(folder)]
    return subprocess.run(command, env=site.environment, check=False, capture_output=True).returncode


@pytest.mark.parametrize("fault", ["os.kill(os.getpid(), 9)", "raise RuntimeError"])
def test_an_upgrade_that_dies_half_way_leaves_the_old_schema_whole(tmp_path: Path, fault: str) -> None:
    with new_site(tmp_path / "site") as site:
        before = _content()
        assert _upgraded_by_process(site, tmp_path / "migrations", fault) != 0
        assert _tables() == set(Base.metadata.tables)
        assert "half" not in {column["name"] for column in inspect(db.engine).get_columns("cases")}
        assert _content() == before
        assert _upgraded_by_process(site, tmp_path / "migrations", "pass") == 0
        assert "other_half" in _tables()
