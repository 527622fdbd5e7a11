"""*Visible* as a SQL clause: the same meeting of tokens, asked of the database."""

from sqlalchemy import ColumnElement, exists, false
from sqlalchemy.orm import InstrumentedAttribute

from portal.access.actor import Actor


def holds_token(
    actor: Actor, token: InstrumentedAttribute[str], *correlate: ColumnElement[bool]
) -> ColumnElement[bool]:
    """True for rows that have a token row matching `correlate` whose token this actor holds."""
    if not actor.tokens:
        return false()
    return exists().where(token.in_(sorted(actor.tokens)), *correlate)
