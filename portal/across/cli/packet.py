"""`portal packet`: is this packet one of ours, and unchanged?"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.foundation import clock
from portal.meetings.packets import verify_packet


@click.group()
def packet() -> None:
    """Packets of meetings, as members take them along."""


@packet.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify(file: Path) -> None:
    """Checks signature, every file and the day it expires; exit 1 and a list when something is wrong."""
    found = verify_packet(file, current_app.config["SECRET_KEY"], clock.now().date().isoformat())
    for name in ("meeting", "title", "mark", "made_for", "made_at", "expires"):
        if name in found.manifest:
            click.echo(f"{name}: {click.unstyle(str(found.manifest[name]))}")
    for problem in found.problems:
        click.echo(f"wrong: {problem}", err=True)
    click.echo("this packet is unchanged" if not found.problems else f"{len(found.problems)} problems")
    raise SystemExit(1 if found.problems else 0)
