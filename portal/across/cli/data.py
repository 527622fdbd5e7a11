"""`portal demo` and `portal import`."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from portal.access.actor import Actor, Role
from portal.across.demo.load import load_demo
from portal.across.exchange.importing import Report, import_cases, import_practices
from portal.foundation.database import db
from portal.members.models import Member
from portal.members.queries import find_by_email

PROBLEMS_SHOWN = 200


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


@click.group()
def demo() -> None:
    """The demonstration network."""


@demo.command()
@with_appcontext
def load() -> None:
    """Loads the fictional cast, the exercise cases and practices, once."""
    if not load_with_progress():
        click.echo("there are members already")


def load_with_progress() -> bool:
    """False when there are members already."""
    with _progress() as progress:
        task = progress.add_task("loading", total=None)
        members, cases = load_demo(lambda what, done: progress.update(task, description=what, completed=done))
    if members:
        click.echo(f"loaded {members} members and {cases} exercise cases")
    return bool(members)


@click.group("import")
def import_() -> None:
    """Records from files."""


def _importing(name: str, importer: Callable[..., Report], what: str) -> None:
    """One command for each kind that comes from files."""

    @import_.command(name, help=what)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--as", "email", default="", help="The member who will own them; else the first administrator.")
    @click.option("--dry-run", is_flag=True, help="Lists every problem and changes nothing.")
    @with_appcontext
    def command(file: Path, email: str, dry_run: bool) -> None:
        actor = _owner(email)
        with _progress() as progress:
            task = progress.add_task("lines", total=None)
            report = importer(actor, file, dry_run, lambda done: progress.update(task, completed=done))
        _tell(report, dry_run)
        raise SystemExit(1 if report.problems else 0)


_importing("cases", import_cases, "Cases from JSON Lines: all of them, or none when there is a problem.")
_importing("practices", import_practices, "Practices from JSON Lines: all of them, or none when there is a problem.")


def _tell(report: Report, dry_run: bool) -> None:
    for problem in report.problems[:PROBLEMS_SHOWN]:
        click.echo(f"line {problem.line}: {problem.field or 'the line'}: {problem.message}", err=True)
    if len(report.problems) > PROBLEMS_SHOWN:
        click.echo(f"… and {len(report.problems) - PROBLEMS_SHOWN} more", err=True)
    verb = "would create" if dry_run else "created"
    click.echo(f"{verb} {report.created}, updated {report.updated}, problems {len(report.problems)}")


def _owner(email: str) -> Actor:
    first = select(Member).where(Member.role == Role.ADMINISTRATOR, Member.state == "active").order_by(Member.id)
    member = find_by_email(email) if email else db.session.scalars(first).first()
    if member is None or not member.is_active:
        raise click.ClickException(f"there is no active member {email}" if email else "say who owns them: --as EMAIL")
    return member.as_actor()
