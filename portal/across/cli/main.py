"""The `portal` command: one group, each part beside the others in this folder."""

import os
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup
from pydantic import ValidationError

from portal.across.cli import data, index, mail, members, packet, running, vocabulary
from portal.across.working import create_app


def _app_with_migrations() -> Flask:
    """Naming the migrations makes them, and with them the command `db`."""
    app = create_app()
    getattr(app.extensions["migrate"], "migrate")  # noqa: B009 - it is the look-up that counts
    return app


@click.group(cls=FlaskGroup, create_app=_app_with_migrations, add_default_commands=False, add_version_option=False)
def portal() -> None:
    """The Practitioners' Network portal."""


for command in (
    running.serve,
    running.worker,
    running.routes,
    running.verify,
    index.index,
    members.members,
    members.tokens,
    data.demo,
    data.import_,
    vocabulary.vocabulary,
    packet.packet,
    mail.mail,
):
    portal.add_command(command)


def main() -> None:
    """Unsafe settings end in one plain line for each, not in a traceback."""
    os.environ.setdefault("FLASK_SKIP_DOTENV", "1")
    try:
        portal()
    except ValidationError as error:
        for each in error.errors():
            name = "_".join(str(step) for step in each["loc"]).upper()
            click.echo(f"portal: {'PORTAL_' + name + ': ' if name else ''}{each['msg']}", err=True)
        sys.exit(2)
