"""Whether the process lives and whether it can serve. No detail for strangers."""

from collections.abc import Callable

from flask import Blueprint, abort, current_app, jsonify
from flask.typing import ResponseReturnValue

from portal.foundation.web.guard import permission

blueprint = Blueprint("health", __name__)
Check = Callable[[], tuple[bool, str | float]]


@blueprint.get("/health/<probe>")
@permission("health.read")
def show(probe: str) -> ResponseReturnValue:
    """`live`: the process answers. `ready`: each part is asked; 503 when one is not right."""
    if probe == "live":
        return jsonify(status="ok")
    if probe != "ready":
        abort(404)
    checks: dict[str, Check] = current_app.extensions["portal_checks"]
    found = {name: _ask(check) for name, check in checks.items()}
    ready = all(ok for ok, _ in found.values())
    body = {name: {"ok": ok, "value": value} for name, (ok, value) in found.items()}
    return jsonify(status="ok" if ready else "not ready", checks=body), 200 if ready else 503


def _ask(check: Check) -> tuple[bool, str | float]:
    try:
        return check()
    except Exception as fault:
        return False, type(fault).__name__
