"""Who did what to what, written in the act's own transaction."""

from portal.foundation.audit.models import AuditRow
from portal.foundation.audit.record import record, request_id

__all__ = ["AuditRow", "record", "request_id"]
