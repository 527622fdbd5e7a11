"""Asking an owner for more of a case, and what owners and askers see of it."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.cases import asking, queries
from portal.cases.forms import AskForm
from portal.cases.previews import LAYER_NAMES
from portal.cases.views.blueprint import blueprint
from portal.foundation.database.once import once
from portal.foundation.errors import Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.web.forms import whole_number
from portal.foundation.web.guard import permission


@blueprint.route("/cases/<reference>/ask", methods=["GET", "POST"])
@permission("case.ask")
def ask(reference: str) -> ResponseReturnValue:
    row = queries.find_case(g.actor, reference)
    require(g.actor, "case.ask", row)
    form, status = AskForm(), 200
    if request.method == "POST":
        try:
            once(lambda: asking.ask_owner(g.actor, reference, form.record()))
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
        else:
            flash(_("The owner is told. The answer comes to your inbox."), "success")
            return redirect(url_for("cases.requests"))
    return render_template("cases/ask.html", case=queries.read_as(g.actor, row), form=form), status


@blueprint.get("/requests")
@permission("case.requests")
def requests() -> str:
    of_mine, mine = asking.list_requests(g.actor)
    names = {"layer_names": LAYER_NAMES, "states": asking.STATES}
    return render_template("cases/requests.html", of_mine=of_mine, mine=mine, **names)


@blueprint.post("/requests/<request_id>")
@permission("case.requests")
def answer(request_id: str) -> ResponseReturnValue:
    """Raises Invalid, which the error page words, with what was typed."""
    words = request.form.get("answer", "")
    match request.form.get("do", ""):
        case "grant":
            days = whole_number(request.form.get("days"))
            asking.grant_access(g.actor, request_id, request.form.get("layer", ""), days, words)
            flash(_("Your colleague can read it now. It ends by itself."), "success")
        case "end":
            asking.end_access(g.actor, request_id)
            flash(_("It has ended."), "success")
        case _:
            asking.decline_access(g.actor, request_id, words)
            flash(_("Declined. Your colleague is told why."), "success")
    return redirect(url_for("cases.requests"))
