"""Every fault has one page in words, and gives back what was typed."""

from typing import Any

import structlog
from flask import Flask, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from portal.foundation.audit import request_id
from portal.foundation.database import db, reading
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from portal.foundation.web.held import error_page, resend_page

log = structlog.get_logger()
RETRY_SECONDS = "5"


def install_errors(app: Flask) -> None:
    app.register_error_handler(NotFound, lambda _: answer(404))
    app.register_error_handler(Refused, lambda fault: answer(403, str(fault.reason)))
    app.register_error_handler(Conflict, lambda _: answer(409))
    app.register_error_handler(StaleDataError, lambda _: answer(409))
    app.register_error_handler(Invalid, lambda fault: answer(422, _words(fault)))
    for fault in (Unavailable, OperationalError, PoolTimeout, OSError):
        app.register_error_handler(fault, _busy)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _words(fault: Invalid) -> str:
    return " ".join(str(problem.message) for problem in fault.problems)


def _http(fault: HTTPException) -> ResponseReturnValue:
    if fault.code is not None and fault.code < 400:
        return fault
    return answer(fault.code or 500)


def _busy(fault: Exception) -> ResponseReturnValue:
    log.warning("request.unavailable", path=request.path, fault=repr(fault)[:300])
    body, status = answer(503)
    return body, status, {"Retry-After": RETRY_SECONDS}


def _unexpected(fault: Exception) -> ResponseReturnValue:
    log.error("request.failed", path=request.path, request_id=request_id.get(), exc_info=fault)
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise fault
    return answer(500)


def answer(status: int, reason: str = "") -> tuple[Any, int]:
    """The page for people, RFC 9457 problem details for programs."""
    db.session.rollback()
    with reading():
        try:
            return _answer(status, reason)
        except SQLAlchemyError:  # the database is gone: the page is then the one a stranger gets
            g.me, g.actor = None, current_app.extensions["portal_visitor"]
            return _answer(status, reason)


def _answer(status: int, reason: str) -> tuple[Any, int]:
    if request.path.startswith("/api/"):
        return _problem(status, reason), status
    if request.method == "POST":
        return resend_page(status, reason)
    return error_page(status, reason, MultiDict()), status


def _problem(status: int, reason: str) -> Response:
    body = {"type": "about:blank", "title": HTTP_STATUS_CODES.get(status, "Error"), "status": status}
    response = jsonify(body | ({"detail": reason} if reason else {}))
    response.content_type = "application/problem+json"
    return response
