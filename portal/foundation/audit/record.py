"""Writing an audit row."""

import json
from contextvars import ContextVar

from portal.foundation.audit.models import AuditRow
from portal.foundation.database import db
from portal.foundation.refs import Ref

request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(actor: Ref, act: str, thing: Ref, **detail: str | int | bool | None) -> None:
    """Adds the row to the running transaction: if it cannot be written, the act does not happen either.

    `detail` tells what changed by name and code, never the text of a case.
    """
    db.session.add(
        AuditRow(
            actor=str(actor),
            act=act,
            object=str(thing),
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
            request_id=request_id.get(),
        )
    )
