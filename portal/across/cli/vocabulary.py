"""`portal vocabulary`: taking concepts in from a file and out into one."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.access.actor import SystemActor
from portal.foundation.database import transaction
from portal.foundation.errors import Invalid
from portal.vocabulary import service
from portal.vocabulary.content import ConceptContent
from portal.vocabulary.exchange import read_csv, write_csv
from portal.vocabulary.queries import approved
from portal.vocabulary.skos import FORMATS, read_skos, write_skos

PROBLEMS_SHOWN = 200
BYTES_MAX = 60_000_000


@click.group()
def vocabulary() -> None:
    """The concepts by which a question finds texts in other languages."""


@vocabulary.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Lists every problem and changes nothing.")
@with_appcontext
def import_(file: Path, dry_run: bool) -> None:
    """Concepts from CSV, Turtle (.ttl) or JSON-LD (.jsonld): all of them, or none when there is a problem."""
    try:
        with transaction():
            added, changed = service.import_concepts(SystemActor(), _read(file), dry_run)
    except Invalid as invalid:
        for problem in invalid.problems[:PROBLEMS_SHOWN]:
            click.echo(f"{problem.field or 'the file'}: {problem.message}", err=True)
        if len(invalid.problems) > PROBLEMS_SHOWN:
            click.echo(f"… and {len(invalid.problems) - PROBLEMS_SHOWN} more", err=True)
        raise SystemExit(1) from None
    click.echo(f"{'would add' if dry_run else 'added'} {added}, changed {changed}")


def _read(file: Path) -> dict[str, ConceptContent]:
    if file.stat().st_size > BYTES_MAX:
        raise click.ClickException(f"the file is larger than {BYTES_MAX // 1_000_000} MB")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"the file is not UTF-8: byte {fault.start}. Save it as UTF-8.") from None
    form = file.suffix.lower().lstrip(".")
    return read_skos(text, form) if form in FORMATS else read_csv(text)


@vocabulary.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export(file: Path) -> None:
    """The approved concepts, in the form the file's ending names: csv, ttl or jsonld."""
    form = file.suffix.lower().lstrip(".")
    base = current_app.extensions["portal_settings"].base_url + "/vocabulary"
    concepts = approved()
    file.write_text(write_skos(concepts, base, form) if form in FORMATS else write_csv(concepts), encoding="utf-8")
    click.echo(f"{len(concepts)} concepts")
