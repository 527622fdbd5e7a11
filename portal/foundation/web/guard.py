"""Shut by default: a view without a declared permission cannot be reached."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.foundation.web.held import resend_page, sent_from_elsewhere

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "portal_permissions"
_FROM_ANYWHERE = "portal_from_anywhere"
ALL = "*"


def permission(action: str, **by_method: str) -> Callable[[View], View]:
    """Declares what a view asks: `action` for every method, or another for the methods named (`POST="case.edit"`)."""

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, {ALL: action, **by_method})
        return view

    return declare


def from_anywhere(view: View) -> View:
    """Declares that other sites may post here: the address alone is the right, and no cookie adds to it."""
    setattr(view, _FROM_ANYWHERE, True)
    return view


def is_from_anywhere(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, _FROM_ANYWHERE, False))


def permission_of(view: Callable[..., Any], method: str) -> str | None:
    """HEAD and OPTIONS ask what GET asks."""
    declared: Mapping[str, str] = getattr(view, _ATTRIBUTE, {})
    asked = "GET" if method in ("HEAD", "OPTIONS") else method
    return declared.get(asked, declared.get(ALL))


def census(app: Flask) -> Iterator[tuple[str, str, str, str | None]]:
    """(path, method, endpoint, permission) of every route."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.rule, method, rule.endpoint, permission_of(app.view_functions[rule.endpoint], method)


def guard() -> Response | tuple[str, int] | None:
    """Runs before every view. Strangers are asked to sign in; what they typed is kept for them."""
    view = current_app.view_functions[request.endpoint] if request.endpoint else None
    if request.method == "POST" and sent_from_elsewhere() and not (view and is_from_anywhere(view)):
        abort(400)
    if view is None:
        return None
    action = permission_of(view, request.method)
    if action is None:
        abort(404)
    may_enter: Callable[[Any, str], bool] = current_app.extensions["portal_may"]
    if may_enter(g.actor, action):
        return None
    if g.actor.is_member:
        abort(404)
    if request.path.startswith("/api/"):
        abort(401)
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("members.sign_in", next=request.full_path.rstrip("?")))
    return resend_page(401)
