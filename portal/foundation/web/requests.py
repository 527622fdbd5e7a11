"""What happens before every view: the body is read, the request gets an id, the reader a language and a name."""

from flask import Flask, abort, g, request, session
from flask_login import current_user

from portal.foundation.audit import request_id
from portal.foundation.i18n import choose_language
from portal.foundation.i18n.locales import set_language
from portal.foundation.ids import new_id

LANGUAGE_COOKIE, THEME_COOKIE, SHORTCUTS_COOKIE = "language", "theme", "shortcuts"


def install_requests(app: Flask) -> None:
    app.before_request(_begin)
    app.before_request(_identify)
    app.before_request(_refuse_nul)


def _begin() -> None:
    """The body comes in before the first statement: a slow sender must not hold the database's write lock."""
    request_id.set(new_id())
    set_language(choose_language(request.cookies.get(LANGUAGE_COOKIE), None, request.accept_languages.values()))
    if request.method == "POST":
        request.files  # noqa: B018 - reading it parses the form


def _refuse_nul() -> None:
    """No address of ours holds NUL, and PostgreSQL refuses it in a question."""
    if "\x00" in request.path:
        abort(404)


def _identify() -> None:
    """`g.actor` for the rules, `g.me` for the page. The API knows tokens only."""
    from flask import current_app

    session.permanent = True
    visitor = current_app.extensions["portal_visitor"]
    g.me, g.actor = None, visitor
    if request.path.startswith("/api/"):
        g.actor = current_app.extensions["portal_bearer"](request.headers.get("Authorization", "")) or visitor
    elif current_user.is_authenticated:
        g.me = current_user.member
        g.actor = g.me.as_actor()
        if LANGUAGE_COOKIE not in request.cookies and g.me.interface_language:
            set_language(g.me.interface_language)
