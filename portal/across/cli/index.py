"""`portal index`: status, rebuild, reconcile, clean."""

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from portal.across.indexing import service
from portal.foundation.outbox.queue import counts, oldest_age_seconds
from search.engine import Engine, SearchUnavailable
from search.rebuild import RebuildMismatch


@click.group()
def index() -> None:
    """The search index."""


def _engine() -> Engine:
    opened: Engine = current_app.extensions["portal_search"]
    return opened


@index.command()
@with_appcontext
def status() -> None:
    """Engine, generation, size, lag and differences from the database."""
    waiting, parked = counts().get("index", (0, 0))
    click.echo(f"waiting: {waiting}  parked: {parked}  oldest: {oldest_age_seconds():.1f} s")
    try:
        stats = _engine().stats()
        generations = _engine().generations()
        outdated, surplus = service.compare(_engine())
    except SearchUnavailable as fault:
        raise click.ClickException(f"search does not answer: {fault}. Try: portal index rebuild") from None
    click.echo(f"engine: {stats.engine}  generation: {stats.generation}")
    click.echo(f"documents: {stats.documents}  size: {stats.size_bytes / 1e6:.1f} MB")
    for each in generations:
        state = "answers" if each.answers else "kept"
        click.echo(f"  {each.name}: {state}, {each.documents} documents, {each.size_bytes / 1e6:.1f} MB")
    click.echo(f"differences: {sum(map(len, outdated.values()))} outdated, {sum(map(len, surplus.values()))} surplus")


@index.command()
@with_appcontext
def rebuild() -> None:
    """Fills a new generation from the database, compares it, swaps; searching goes on meanwhile."""
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed}"), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("documents", total=None)
        try:
            held = service.rebuild_index(_engine(), lambda done: progress.update(task, completed=done))
        except (SearchUnavailable, RebuildMismatch) as fault:
            raise click.ClickException(str(fault)) from None
    click.echo(f"rebuilt: {held} documents")


@index.command()
@with_appcontext
def clean() -> None:
    """Removes every generation but the one that answers: those kept after a rebuild, those left half filled."""
    try:
        gone = _engine().drop_generations()
    except SearchUnavailable as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"removed: {gone} generations")


@index.command()
@with_appcontext
def reconcile() -> None:
    """Compares every revision with the database and repairs what differs."""
    try:
        found = service.reconcile(_engine())
    except SearchUnavailable as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"repaired: {found.outdated} outdated, {found.surplus} surplus")
