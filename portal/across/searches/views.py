"""A member's saved searches."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.across.searches import service
from portal.foundation.i18n import gettext as _
from portal.foundation.web.guard import permission

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
        case wanted:
            service.set_alerts(g.actor, search_id, wanted == "on")
    return redirect(url_for("searches.index"))
