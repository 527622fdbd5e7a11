"""Proposing a correction to somebody else's case, and deciding on one."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.cases import correcting, queries
from portal.cases.forms import CorrectionForm
from portal.cases.views.blueprint import blueprint
from portal.foundation.database.once import once
from portal.foundation.errors import Invalid
from portal.foundation.i18n import current_language
from portal.foundation.i18n import gettext as _
from portal.foundation.ids import new_id
from portal.foundation.web.guard import permission


@blueprint.route("/cases/<reference>/correct", methods=["GET", "POST"])
@permission("case.correct")
def correct(reference: str) -> ResponseReturnValue:
    row = queries.find_case(g.actor, reference)
    require(g.actor, "case.correct", row)
    case = queries.read_as(g.actor, row)
    form, status = CorrectionForm(), 200
    form.offer([text.language for text in case.content.texts], case.layers)
    if request.method == "GET":
        form.key.data, form.language.data = new_id(), case.text_for(current_language()).language
    else:
        try:
            once(lambda: correcting.propose_correction(g.actor, reference, form.record()))
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
        else:
            flash(_("Thank you. The writers of the case are told."), "success")
            return redirect(url_for("cases.corrections", reference=case.reference))
    return render_template("cases/correct.html", case=case, form=form), status


@blueprint.get("/cases/<reference>/corrections")
@permission("case.correct")
def corrections(reference: str) -> str:
    case, proposed = correcting.list_corrections(g.actor, reference)
    labels = {"fields": correcting.FIELDS, "states": correcting.STATES}
    return render_template("cases/corrections.html", case=case, proposed=proposed, **labels)


@blueprint.post("/corrections/<correction_id>")
@permission("case.edit")
def decide(correction_id: str) -> ResponseReturnValue:
    """Raises Invalid, which the error page words, with what was typed."""
    accept = request.form.get("do") == "accept"
    case = correcting.decide_correction(g.actor, correction_id, accept, request.form.get("remark", ""))
    flash(_("The correction is in the case.") if accept else _("The correction is declined."), "success")
    return redirect(url_for("cases.corrections", reference=case.reference))
