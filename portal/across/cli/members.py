"""`portal members` and `portal tokens`."""

import sys

import click
from flask.cli import with_appcontext

from portal.access.actor import Role
from portal.foundation.database import transaction
from portal.foundation.errors import Invalid
from portal.members.queries import find_by_email
from portal.members.service import NewMember, create_member, create_token
from portal.regions.queries import find_region


@click.group()
def members() -> None:
    """Members of the network."""


@members.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--country", required=True, help="ISO 3166 code, such as NE or NER.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--region", "regions", multiple=True, help="May be given several times.")
@click.option("--authority", default="", help="Court, office or agency.")
@click.option("--password-stdin", is_flag=True, required=True, help="Reads the password from standard input.")
@with_appcontext
def create(
    *, email: str, name: str, country: str, role: str, regions: tuple[str, ...], authority: str, password_stdin: bool
) -> None:
    """Creates an active member."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    found = tuple(find_region(region) or region for region in regions)
    new = NewMember(email, name, country, Role(role), password=password, authority=authority, regions=found)
    try:
        with transaction():
            member = create_member(new)
            line = f"created {member.email} {member.id}"
    except Invalid as invalid:
        lines = [f"--{problem.field}: {problem.message}" for problem in invalid.problems]
        raise click.ClickException("\n".join(lines)) from None
    click.echo(line)


@click.group()
def tokens() -> None:
    """Tokens for programs."""


@tokens.command("create")
@click.argument("email")
@click.option("--name", required=True, help="What it is for.")
@with_appcontext
def create_(email: str, name: str) -> None:
    """Prints a new token of the member as the last word; it is not shown again."""
    with transaction():
        member = find_by_email(email)
        if member is None or not member.is_active:
            raise click.ClickException(f"there is no active member with the address {email}")
        token = create_token(member, name)
    click.echo(f"token {name} of {email}: {token}")
