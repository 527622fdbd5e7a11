"""Logs for machines: one JSON object a line on standard error, with the request's id. Never the text of a case."""

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

from portal.foundation.audit import request_id


def _with_request(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    if request_id.get():
        event.setdefault("request_id", request_id.get())
    return event


def configure_logs() -> None:
    """Tracebacks carry lines of code, not the values of variables: those may be texts of cases."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_request,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
