"""The coordinator's decision, and the moves of a case after submission."""

from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.cases import queries, service
from portal.cases.forms import ReviewForm
from portal.cases.models import Case
from portal.cases.views.blueprint import blueprint
from portal.foundation.errors import Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.web.forms import posted_revision
from portal.foundation.web.guard import permission


@blueprint.route("/cases/<reference>/review", methods=["GET", "POST"])
@permission("case.review")
def judge(reference: str) -> ResponseReturnValue:
    """Publish, or return with remarks."""
    row = queries.find_case(g.actor, reference)
    require(g.actor, "case.review", row)
    form = ReviewForm()
    if request.method == "POST":
        try:
            return _judged(row, form)
        except Invalid as invalid:
            form.bind(invalid.problems)
    page = render_template("cases/judge.html", case=queries.read_as(g.actor, row), form=form)
    return page, 422 if form.errors else 200


def _judged(row: Case, form: ReviewForm) -> ResponseReturnValue:
    if request.form.get("decision") == "publish":
        service.publish_case(g.actor, row.id, posted_revision())
        flash(_("Published. Its readers can find it now."), "success")
    else:
        service.return_case(g.actor, row.id, posted_revision(), form.remarks.data or "")
        flash(_("Returned to the author with your remarks."), "success")
    return redirect(url_for("reviewing.review"))


@blueprint.route("/cases/<reference>/withdraw", methods=["GET", "POST"])
@permission("case.withdraw")
def withdraw(reference: str) -> ResponseReturnValue:
    row = queries.find_case(g.actor, reference)
    require(g.actor, "case.withdraw", row)
    if request.method == "GET":
        return render_template("cases/withdraw.html", case=queries.read_as(g.actor, row))
    return _moved(
        lambda: service.withdraw_case(g.actor, row.id, posted_revision(), request.form.get("reason", "")),
        _("Withdrawn. Only its writers see it."),
    )


@blueprint.post("/cases/<reference>/reopen")
@permission("case.edit")
def reopen(reference: str) -> ResponseReturnValue:
    row = queries.find_case(g.actor, reference)
    return _moved(lambda: service.reopen_case(g.actor, row.id, posted_revision()), _("Open again as a draft."))


def _moved(move: Callable[[], Case], words: str) -> ResponseReturnValue:
    """To the case where it can still be read, else to the list."""
    case = move()
    flash(words, "success")
    if g.actor.tokens.isdisjoint(case.audience("abstract")):
        return redirect(url_for("cases.index"))
    return redirect(url_for("cases.show", reference=case.reference))
