"""The blueprint the pages of cases share."""

from flask import Blueprint, request

blueprint = Blueprint("cases", __name__)


def posted_revision() -> int:
    """The revision the page showed; -1, which no case has, for anything else."""
    text = request.form.get("revision", "")
    return int(text) if text.isdigit() and len(text) < 12 else -1
