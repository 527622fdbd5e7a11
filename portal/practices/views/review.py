"""The coordinator's decision, and the moves of a practice after submission."""

from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.foundation.errors import Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.web.forms import posted_revision
from portal.foundation.web.guard import permission
from portal.practices import queries, service
from portal.practices.forms import ReviewForm
from portal.practices.models import Practice
from portal.practices.views.blueprint import blueprint


@blueprint.route("/practices/<reference>/review", methods=["GET", "POST"])
@permission("practice.review")
def judge(reference: str) -> ResponseReturnValue:
    """Publish, or return with remarks."""
    row = queries.find_practice(g.actor, reference)
    require(g.actor, "practice.review", row)
    form = ReviewForm()
    if request.method == "POST":
        try:
            return _judged(row, form)
        except Invalid as invalid:
            form.bind(invalid.problems)
    page = render_template("practices/judge.html", practice=queries.read_as(g.actor, row), form=form)
    return page, 422 if form.errors else 200


def _judged(row: Practice, form: ReviewForm) -> ResponseReturnValue:
    if request.form.get("decision") == "publish":
        service.publish_practice(g.actor, row.id, posted_revision())
        flash(_("Published. Its readers can find it now."), "success")
    else:
        service.return_practice(g.actor, row.id, posted_revision(), form.remarks.data or "")
        flash(_("Returned to the author with your remarks."), "success")
    return redirect(url_for("reviewing.review"))


@blueprint.route("/practices/<reference>/withdraw", methods=["GET", "POST"])
@permission("practice.withdraw")
def withdraw(reference: str) -> ResponseReturnValue:
    row = queries.find_practice(g.actor, reference)
    require(g.actor, "practice.withdraw", row)
    if request.method == "GET":
        return render_template("practices/withdraw.html", practice=queries.read_as(g.actor, row))
    reason = request.form.get("reason", "")
    words = _("Withdrawn. Only its writers see it.")
    return _moved(lambda: service.withdraw_practice(g.actor, row.id, posted_revision(), reason), words)


@blueprint.post("/practices/<reference>/reopen")
@permission("practice.edit")
def reopen(reference: str) -> ResponseReturnValue:
    row = queries.find_practice(g.actor, reference)
    return _moved(lambda: service.reopen_practice(g.actor, row.id, posted_revision()), _("Open again as a draft."))


def _moved(move: Callable[[], Practice], words: str) -> ResponseReturnValue:
    """To the practice where it can still be read, else to the list."""
    practice = move()
    flash(words, "success")
    if g.actor.tokens.isdisjoint(practice.audience()):
        return redirect(url_for("practices.index"))
    return redirect(url_for("practices.show", reference=practice.reference))
