"""Nothing typed is lost: an error page after a POST carries the form again, ready to be sent once more."""

from flask import current_app, render_template, request
from werkzeug.datastructures import MultiDict

_NEVER_KEPT = ("csrf_token", "password")


def held_values() -> MultiDict[str, str]:
    """What this request posted, when it came from a page of ours; nothing otherwise.

    A form sent from elsewhere is not offered again: one click would do what a forged request could not.
    """
    origin = request.headers.get("Origin", "")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    foreign = (origin and origin != request.host_url.rstrip("/")) or site not in ("same-origin", "none")
    if request.method != "POST" or foreign:
        return MultiDict()
    try:
        pairs = [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_KEPT]
    except Exception:
        current_app.logger.debug("the form of a failed request could not be read")
        return MultiDict()
    return MultiDict(pairs)


def resend_page(status: int, reason: str = "") -> tuple[str, int]:
    """The page that says what happened and offers to send the same form again."""
    page = render_template("errors/page.html", status=status, reason=reason, held=held_values(), path=request.path)
    return page, status
