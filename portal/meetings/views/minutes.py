"""Minutes: reading them, writing them together, and what changed."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.foundation.differences import Difference, compared
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.web.forms import whole_number
from portal.foundation.web.guard import permission
from portal.meetings import minutes as use
from portal.meetings import queries
from portal.meetings.forms import MinutesForm
from portal.meetings.models import Meeting
from portal.meetings.views.blueprint import blueprint
from portal.members.queries import names_of


@blueprint.get("/meetings/<reference>/minutes")
@permission("minutes.read")
def minutes(reference: str) -> str:
    meeting = use.find_for_minutes(g.actor, reference)
    revisions = use.list_revisions(g.actor, meeting)
    names = names_of({row.saved_by for row in revisions})
    editing = use.others_editing(g.actor, meeting)
    return render_template("meetings/minutes.html", meeting=meeting, revisions=revisions, names=names, editing=editing)


@blueprint.get("/meetings/<reference>/minutes/<int:number>")
@permission("minutes.read")
def revision(reference: str, number: int) -> str:
    """One revision beside the one before it."""
    meeting = use.find_for_minutes(g.actor, reference)
    kept = {row.number: row for row in use.list_revisions(g.actor, meeting)}
    if number not in kept:
        abort(404)
    before = kept[number - 1].text if number - 1 in kept else ""
    rows = _compared(before, kept[number].text)
    return render_template("meetings/revision.html", meeting=meeting, revision=kept[number], rows=rows, last=len(kept))


@blueprint.post("/meetings/<reference>/minutes/begin")
@permission("meeting.minutes")
def begin(reference: str) -> ResponseReturnValue:
    """A sign of life of a writer: by the button that opens the page, and by its script meanwhile."""
    use.begin_editing(g.actor, reference)
    return redirect(url_for("meetings.write", reference=reference))


@blueprint.route("/meetings/<reference>/minutes/write", methods=["GET", "POST"])
@permission("meeting.minutes")
def write(reference: str) -> ResponseReturnValue:
    meeting = queries.find_meeting(g.actor, reference)
    require(g.actor, "meeting.minutes", meeting)
    held = use.newest(meeting)
    if request.method == "GET":
        form = MinutesForm(data={"text": held.text if held else "", "number": held.number if held else 0})
        return _page(meeting, form)
    form = MinutesForm()
    try:
        use.save_minutes(g.actor, reference, whole_number(form.number.data), form.text.data or "")
    except Invalid as invalid:
        form.bind(invalid.problems)
        return _page(meeting, form), 422
    except Conflict:
        return _conflict(meeting, form), 409
    use.end_editing(g.actor, meeting)
    flash(_("Saved."), "success")
    return redirect(url_for("meetings.minutes", reference=reference))


def _compared(before: str, after: str) -> list[Difference]:
    return compared({_("Minutes"): before}, {_("Minutes"): after})


def _conflict(meeting: Meeting, form: MinutesForm) -> str:
    """Both texts: what is kept now beside what was typed. Saving again, knowingly, replaces it."""
    held = use.newest(meeting)
    kept = held.text if held else ""
    form.number.data = held.number if held else 0
    return _page(meeting, form, _compared(kept, form.text.data or ""))


def _page(meeting: Meeting, form: MinutesForm, rows: list[Difference] | None = None) -> str:
    editing = use.others_editing(g.actor, meeting)
    return render_template("meetings/write.html", meeting=meeting, form=form, rows=rows, editing=editing)
