"""What a meeting asked of its speakers: the state for its organizers, the choice for a speaker."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from portal.across.presenting.service import find_own_item, list_owed, present_thing
from portal.foundation.errors import Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.i18n import lazy
from portal.foundation.web.forms import PortalForm
from portal.foundation.web.guard import permission
from portal.meetings import queries

blueprint = Blueprint("presenting", __name__)


class ChooseForm(PortalForm):
    number = StringField(lazy("Number"), description=lazy("Of something you write, for example SRB-2018-004."))


@blueprint.get("/meetings/<reference>/cases")
@permission("meeting.agenda")
def index(reference: str) -> str:
    meeting = queries.find_meeting(g.actor, reference)
    owed = list_owed(g.actor, meeting)
    return render_template("presenting/index.html", meeting=meeting, owed=owed)


@blueprint.route("/meetings/<reference>/items/<item_id>/case", methods=["GET", "POST"])
@permission("meeting.present")
def choose(reference: str, item_id: str) -> ResponseReturnValue:
    """What he wrote already, in place of the draft that waits for him."""
    meeting, item = find_own_item(g.actor, reference, item_id)
    form = ChooseForm()
    if request.method == "GET":
        return render_template("presenting/choose.html", meeting=meeting, item=item, form=form)
    try:
        present_thing(g.actor, reference, item_id, form.number.data or "")
    except Invalid as invalid:
        form.bind(invalid.problems)
        return render_template("presenting/choose.html", meeting=meeting, item=item, form=form), 422
    flash(_("It is named. Whoever may read it finds it on the page of the meeting."), "success")
    return redirect(url_for("meetings.show", reference=reference, _anchor="presented"))
