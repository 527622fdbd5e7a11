"""Decisions: writing them down, and closing them."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.foundation.errors import Invalid, NotFound
from portal.foundation.i18n import gettext as _
from portal.foundation.web.guard import permission
from portal.meetings import decisions as use
from portal.meetings import queries
from portal.meetings.forms import DecisionForm
from portal.meetings.models import Decision
from portal.meetings.views.blueprint import blueprint
from portal.members.queries import emails_of


@blueprint.route("/meetings/<reference>/decisions/new", methods=["GET", "POST"])
@blueprint.route("/meetings/<reference>/decisions/<decision_id>", methods=["GET", "POST"])
@permission("meeting.decide")
def decision(reference: str, decision_id: str = "") -> ResponseReturnValue:
    meeting = queries.find_meeting(g.actor, reference)
    require(g.actor, "meeting.decide", meeting)
    row = _row(decision_id, meeting.id) if decision_id else None
    if request.method == "GET":
        form = _filled(row) if row else DecisionForm()
        return render_template("meetings/decision.html", meeting=meeting, form=form, decision=row)
    form = DecisionForm()
    given = {name: form[name].data or "" for name in ("text", "assignee", "due")}
    try:
        saved = use.save_decision(g.actor, row.id, given) if row else use.add_decision(g.actor, reference, given)
    except Invalid as invalid:
        form.bind(invalid.problems)
        return render_template("meetings/decision.html", meeting=meeting, form=form, decision=row), 422
    flash(_("Saved."), "success")
    return redirect(url_for("meetings.show", reference=reference, _anchor=f"decision-{saved.id}"))


def _row(decision_id: str, meeting_id: str) -> Decision:
    row, meeting = use.find_decision(g.actor, decision_id)
    if meeting.id != meeting_id:
        raise NotFound
    return row


def _filled(row: Decision) -> DecisionForm:
    emails = emails_of({row.assignee_id}) if row.assignee_id else []
    return DecisionForm(data={"text": row.text, "due": row.due, "assignee": emails[0] if emails else ""})


@blueprint.post("/meetings/<reference>/decisions/<decision_id>/close")
@permission("decision.close")
def close(reference: str, decision_id: str) -> ResponseReturnValue:
    """By an organizer or by whose task it is; back to the page it was done on."""
    use.close_decision(g.actor, decision_id, request.form.get("state", ""))
    flash(_("Saved."), "success")
    return redirect(url_for("meetings.show", reference=reference, _anchor="decisions"))
