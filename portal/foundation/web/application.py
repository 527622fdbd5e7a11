"""A Flask application that commits once, at the edge of a request."""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from portal.foundation.database import db, writing

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class PortalFlask(Flask):
    def full_dispatch_request(self) -> Response:
        """A request that may change something says so before its first statement (see `writing`)."""
        if request.method in SAFE_METHODS:
            return super().full_dispatch_request()
        with writing():
            return super().full_dispatch_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Commits when the answer is not an error; a failed commit is an error like any other."""
        response = self.make_response(super().dispatch_request())
        if request.method in SAFE_METHODS or response.status_code >= 400:
            db.session.rollback()
        else:
            db.session.commit()
        return response


class WholeBody:
    """Refuses a body cut off in flight.

    gunicorn says a body is terminated even when the client died half-way, and Werkzeug then takes the part for the
    whole. Without that word Werkzeug counts the bytes against Content-Length and answers 400.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH"):
            environ.pop("wsgi.input_terminated", None)
        answer: Iterable[bytes] = self.app(environ, start_response)
        return answer


class NamedHosts:
    """Answers only to the names members use, and to addresses of this machine (Host header attacks)."""

    def __init__(self, app: Any, hosts: Iterable[str]) -> None:
        self.app, self.hosts = app, frozenset(hosts)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        host = re.sub(r":\d*$", "", str(environ.get("HTTP_HOST", ""))).strip("[]").lower()
        if host not in self.hosts:
            start_response("400 Bad Request", [("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff")])
            return [b"Unknown host.\n"]
        answer: Iterable[bytes] = self.app(environ, start_response)
        return answer
