"""Nothing typed is lost: an error page after a POST carries the form again, ready to be sent once more."""

import re

from flask import current_app, render_template, request
from werkzeug.datastructures import MultiDict

from portal.foundation.audit import request_id

_NEVER_KEPT = ("csrf_token", "password")


def sent_from_elsewhere() -> bool:
    """By the browser's own word: the page it stood on is not ours. Scheme and port aside, which a proxy may change."""
    origin = re.sub(r":\d*$", "", request.headers.get("Origin", "").partition("://")[2])
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    named = "Origin" in request.headers and origin != re.sub(r":\d*$", "", request.host)
    return named or site not in ("same-origin", "none")


def held_values() -> MultiDict[str, str]:
    """What this request posted, when it came from a page of ours; nothing otherwise.

    A form sent from elsewhere is not offered again: one click would do what a forged request could not.
    """
    if request.method != "POST" or sent_from_elsewhere():
        return MultiDict()
    try:
        pairs = [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_KEPT]
    except Exception:
        current_app.logger.debug("the form of a failed request could not be read")
        return MultiDict()
    return MultiDict(pairs)


def resend_page(status: int, reason: str = "") -> tuple[str, int]:
    """The page that says what happened and offers to send the same form again."""
    return error_page(status, reason, held_values()), status


def error_page(status: int, reason: str, held: MultiDict[str, str]) -> str:
    return render_template(
        "errors/page.html", status=status, reason=reason, held=held, path=request.path, request_id=request_id.get()
    )
