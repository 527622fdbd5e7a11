"""The blueprint the pages of cases share."""

from flask import Blueprint, request

from portal.foundation.web.forms import whole_number

blueprint = Blueprint("cases", __name__)


def posted_revision() -> int:
    """The revision the page showed; -1, which no case has, for anything else."""
    return whole_number(request.form.get("revision"))
