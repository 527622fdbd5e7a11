"""What administration shows."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from portal.access.actor import Actor
from portal.access.policy import require
from portal.foundation.audit import AuditRow
from portal.foundation.database import db
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.paging import Paged
from search.engine import Engine, SearchUnavailable
from search.results import Stats

PER_PAGE = 50


def index_state(engine: Engine) -> Stats | str:
    """Its figures, or why it does not answer."""
    try:
        return engine.stats()
    except SearchUnavailable as fault:
        return str(fault)


def list_parked(actor: Actor) -> Sequence[OutboxRow]:
    require(actor, "administration.read")
    parked = select(OutboxRow).where(OutboxRow.parked_reason.is_not(None)).order_by(OutboxRow.id).limit(200)
    return db.session.scalars(parked).all()


def list_acts(actor: Actor, words: str, page: int) -> Paged[AuditRow]:
    """Newest first. `words` are looked for in act, actor and object, literally."""
    require(actor, "administration.read")
    wanted = select(AuditRow)
    if words:
        columns = (AuditRow.act, AuditRow.actor, AuditRow.object)
        wanted = wanted.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = db.session.scalars(wanted.order_by(AuditRow.seq.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return Paged(rows, page, PER_PAGE, total)
