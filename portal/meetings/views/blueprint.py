"""The blueprint the pages of meetings share."""

from flask import Blueprint, g

blueprint = Blueprint("meetings", __name__)


def reader_zone() -> str:
    """The reader's own time zone; empty for a visitor, whose clock nobody knows."""
    return str(g.me.time_zone) if g.me else ""
