"""Language and colours of this browser, chosen by anybody; and where a page may send a reader on to."""

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal.foundation.i18n import INTERFACE_LANGUAGES
from portal.foundation.web.guard import permission
from portal.foundation.web.requests import LANGUAGE_COOKIE, SHORTCUTS_COOKIE, THEME_COOKIE

blueprint = Blueprint("preferences", __name__)
YEAR = 365 * 24 * 3600


CHOICES: dict[str, tuple[str, Collection[str]]] = {
    "language": (LANGUAGE_COOKIE, INTERFACE_LANGUAGES),
    "theme": (THEME_COOKIE, ("light", "dark")),
    "shortcuts": (SHORTCUTS_COOKIE, ("off",)),
}
"""Field → its cookie and the values kept; any other value means what the browser or system does by itself."""


@blueprint.post("/preferences")
@permission("preferences.set")
def save() -> Response:
    response = redirect(safe_next(request.form.get("next", "")))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    for field, (cookie, values) in CHOICES.items():
        chosen = request.form.get(field)
        if chosen and chosen in values:
            response.set_cookie(cookie, chosen, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
        elif chosen is not None:
            response.delete_cookie(cookie)
    return response


def safe_next(address: str) -> str:
    """The address when it is a page of ours, else the home page.

    Parsed and matched against the routes: what merely begins with a slash may still leave the host (`/<TAB>/host`).
    """
    plain = address.isprintable() and "\\" not in address and not address.startswith("//")
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    if not plain or parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return "/"
    try:
        current_app.url_map.bind("").match(parts.path, method="GET")
    except HTTPException:
        return "/"
    return address
