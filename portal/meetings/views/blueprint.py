"""The blueprint the pages of meetings share, and what all of them ask of a request."""

from flask import Blueprint, g, request

from portal.foundation.errors import Invalid, Problem
from portal.foundation.i18n import lazy
from portal.foundation.web.forms import whole_number
from portal.members.queries import ids_by_email

blueprint = Blueprint("meetings", __name__)


def posted_revision() -> int:
    """The revision the page showed; -1, which no meeting has, for anything else."""
    return whole_number(request.form.get("revision"))


def reader_zone() -> str:
    """The reader's own time zone; empty for a visitor, whose clock nobody knows."""
    return str(g.me.time_zone) if g.me else ""


def member_ids(emails: list[str], path: tuple[str, ...]) -> list[str]:
    """Member ids of addresses; the first unknown one is named."""
    known = ids_by_email(set(emails))
    for email in emails:
        if email.strip().lower() not in known:
            words = lazy("There is no active member with the address %(address)s.", address=email[:100])
            raise Invalid([Problem(path, words)])
    return [known[email.strip().lower()] for email in emails]
