"""`portal mail`: reports about mail, as the mail server hands them over."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.across.newsmail.returns import read_report
from portal.foundation.database import transaction


@click.group()
def mail() -> None:
    """Mail that came back."""


@mail.command()
@with_appcontext
def returned() -> None:
    """Reads one report from standard input: mail that came back (RFC 3464) or a complaint (RFC 5965).

    Meant for an alias of the mail server. Anything else is ignored: what cannot be read is no report.
    """
    secret = current_app.extensions["portal_settings"].secret_key.get_secret_value()
    with transaction():
        kind = read_report(sys.stdin.buffer.read(10_000_000), secret)
    click.echo(kind or "not a report about a message of this portal")
