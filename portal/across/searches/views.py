"""A member's saved searches, what tells other programs of them, and the feeds themselves."""

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.across.searches import calling, feeds, service
from portal.foundation.database.once import once
from portal.foundation.i18n import gettext as _
from portal.foundation.web.guard import permission
from search.engine import SearchUnavailable

blueprint = Blueprint("searches", __name__)


@blueprint.get("/searches")
@permission("search.saved")
def index() -> str:
    return render_template("searches/index.html", saved=service.list_saved(g.actor))


@blueprint.post("/searches")
@permission("search.save")
def save() -> ResponseReturnValue:
    """Raises Invalid, which the error page words."""
    service.save_search(g.actor, request.form.get("question", ""), request.form.get("name", ""))
    flash(_("The search is saved. What it finds from now on comes to your inbox."), "success")
    return redirect(url_for("searches.index"))


@blueprint.post("/searches/<search_id>")
@permission("search.save")
def change(search_id: str) -> ResponseReturnValue:
    """Opening one is a button: what it has found is seen then."""
    match request.form.get("do", ""):
        case "open":
            return redirect(service.open_search(g.actor, search_id))
        case "delete":
            service.delete_search(g.actor, search_id)
            flash(_("The saved search is deleted."), "success")
        case _:
            service.set_cadence(g.actor, search_id, request.form.get("cadence", ""))
            flash(_("Saved."), "success")
    return redirect(url_for("searches.index"))


@blueprint.route("/searches/<search_id>/links", methods=["GET", "POST"])
@permission("search.link")
def links(search_id: str) -> ResponseReturnValue:
    """A new address is shown once, on the answer that made it."""
    made = ""
    match request.form.get("do", "") if request.method == "POST" else "show":
        case "revoke":
            feeds.revoke_link(g.actor, search_id, request.form.get("link", ""))
            flash(_("The address opens nothing any more."), "success")
            return redirect(url_for("searches.links", search_id=search_id))
        case "make":
            made = f"{_base_url()}/feeds/{feeds.make_link(g.actor, search_id)}"
    kept = service.get_own(g.actor, search_id)
    hooks = [(hook, calling.secret_of(hook.id, str(current_app.secret_key))) for hook in calling.list_webhooks(kept)]
    return render_template(
        "searches/links.html", search=kept, links=feeds.list_links(kept), made=made, hooks=hooks, allowed=_allowed()
    )


@blueprint.post("/searches/<search_id>/webhooks")
@permission("search.hook")
def hook(search_id: str) -> ResponseReturnValue:
    """Raises Invalid, which the error page words."""
    named = request.form.get("webhook", "")
    match request.form.get("do", ""):
        case "remove":
            calling.remove_webhook(g.actor, search_id, named)
            flash(_("It is called no more."), "success")
        case "restart":
            calling.restart_webhook(g.actor, search_id, named)
            flash(_("Saved."), "success")
        case _:
            once(lambda: calling.add_webhook(g.actor, search_id, request.form.get("url", ""), _allowed()))
            flash(_("It is called from now on."), "success")
    return redirect(url_for("searches.links", search_id=search_id))


@blueprint.get("/feeds/<token>.atom")
@permission("search.feed")
def atom(token: str) -> ResponseReturnValue:
    """The token is the right, and no cookie adds to it."""
    opened = feeds.open_feed(token)
    try:
        content = feeds.write_atom(opened, _base_url(), f"{_base_url()}{request.path}")
    except SearchUnavailable:
        return "", 503, {"Retry-After": "60"}
    return _answer(content, "application/atom+xml; charset=utf-8")


@blueprint.get("/feeds/<token>.ics")
@permission("search.feed")
def meetings(token: str) -> ResponseReturnValue:
    opened = feeds.open_feed(token)
    try:
        content = feeds.write_meetings(opened, _base_url())
    except SearchUnavailable:
        return "", 503, {"Retry-After": "60"}
    return _answer(content, "text/calendar; charset=utf-8")


def _answer(content: bytes, kind: str) -> Response:
    answer = current_app.response_class(content, content_type=kind)
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer


def _allowed() -> frozenset[str]:
    allowed: frozenset[str] = current_app.extensions["portal_settings"].webhook_allowed
    return allowed


def _base_url() -> str:
    return str(current_app.extensions["portal_settings"].base_url)
