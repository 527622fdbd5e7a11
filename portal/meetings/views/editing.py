"""Making a meeting, changing it, saying who reads it, and moving it on."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.foundation.database.once import once
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.ids import is_id, new_id
from portal.foundation.records import rebuilt
from portal.foundation.web.forms import changed_rows, posted_revision
from portal.foundation.web.guard import permission
from portal.meetings import queries, rules, service
from portal.meetings.content import MeetingContent
from portal.meetings.forms import MeetingAudienceForm, MeetingForm
from portal.meetings.models import Meeting
from portal.meetings.service import NewMeeting
from portal.meetings.views.blueprint import blueprint
from portal.members.queries import emails_of, ids_of_addresses


@blueprint.route("/meetings/new", methods=["GET", "POST"])
@permission("meeting.create")
def new() -> ResponseReturnValue:
    """`form_id` becomes the meeting's id, so a form sent twice makes one meeting."""
    form_id = request.form.get("form_id", "")
    form_id = form_id if is_id(form_id) else new_id()
    if request.method == "GET":
        form = MeetingForm.of(_beginning(), 0)
    else:
        form = MeetingForm()
        if not changed_rows(form, request.form):
            try:
                wanted = NewMeeting(rebuilt(MeetingContent(), form.record()), form_id)
                meeting = once(lambda: service.create_meeting(g.actor, wanted))
            except Invalid as invalid:
                form.bind(invalid.problems)
                return render_template("meetings/new.html", form=form, form_id=form_id), 422
            flash(_("The draft is saved. Only you can read it."), "success")
            return redirect(url_for("meetings.show", reference=meeting.reference))
    return render_template("meetings/new.html", form=form, form_id=form_id)


def _beginning() -> MeetingContent:
    """What a new meeting of this coordinator most likely is."""
    regions = sorted(g.actor.coordinates)[:1]
    fields = {"regions": regions, "country": g.actor.country, "time_zone": g.me.time_zone}
    try:
        return rebuilt(MeetingContent(), fields)
    except Invalid:
        return MeetingContent()


@blueprint.route("/meetings/<reference>/edit", methods=["GET", "POST"])
@permission("meeting.edit")
def edit(reference: str) -> ResponseReturnValue:
    meeting = queries.find_meeting(g.actor, reference)
    require(g.actor, "meeting.edit", meeting)
    if request.method == "GET":
        return _edit_page(meeting, MeetingForm.of(meeting.content, meeting.revision))
    form = MeetingForm()
    if changed_rows(form, request.form):
        return _edit_page(meeting, form)
    try:
        service.save_meeting(g.actor, reference, form.revision_number, form.record())
    except Invalid as invalid:
        form.bind(invalid.problems)
        return _edit_page(meeting, form), 422
    except Conflict:
        return _edit_page(meeting, form, conflict=True), 409
    flash(_("Saved."), "success")
    return redirect(url_for("meetings.show", reference=reference))


def _edit_page(meeting: Meeting, form: MeetingForm, conflict: bool = False) -> str:
    """On a conflict what is kept now stands beside what was typed; saving again, knowingly, replaces it."""
    held = MeetingForm.of(meeting.content, meeting.revision) if conflict else None
    if conflict:
        form.revision.data = meeting.revision
    return render_template("meetings/edit.html", meeting=meeting, form=form, held=held)


@blueprint.route("/meetings/<reference>/audience", methods=["GET", "POST"])
@permission("meeting.audience")
def audience(reference: str) -> ResponseReturnValue:
    """Marks, whom they name, and who organizes."""
    meeting = queries.find_meeting(g.actor, reference)
    require(g.actor, "meeting.audience", meeting)
    if request.method == "GET":
        return _audience_page(meeting, _filled(meeting))
    form = MeetingAudienceForm()
    if changed_rows(form, request.form):
        return _audience_page(meeting, form)
    try:
        _save_audience(form, reference)
    except Invalid as invalid:
        form.bind(invalid.problems)
        return _audience_page(meeting, form), 422
    except Conflict:
        form.revision.data = meeting.revision
        form.form_errors = [_("Somebody else saved this meeting meanwhile. Look at it, then save again.")]
        return _audience_page(meeting, form), 409
    flash(_("Saved."), "success")
    return redirect(url_for("meetings.show", reference=reference))


def _filled(meeting: Meeting) -> MeetingAudienceForm:
    form = MeetingAudienceForm.of(meeting.content, meeting.revision)
    form.audience.form.members.data = "\n".join(emails_of(set(meeting.content.audience.members)))
    form.organizers.data = "\n".join(emails_of(set(meeting.writer_ids - {meeting.owner_id})))
    return form


def _save_audience(form: MeetingAudienceForm, reference: str) -> None:
    changes: dict[str, Any] = form.record()
    changes["audience"]["members"] = ids_of_addresses(changes["audience"]["members"], ("audience", "members"))
    organizers = set(ids_of_addresses((form.organizers.data or "").split(), ("organizers",)))
    confirmed = bool(form.confirm_widening.data)
    saved = service.save_meeting(g.actor, reference, form.revision_number, changes, confirmed)
    service.set_organizers(g.actor, reference, saved.revision, organizers)


def _audience_page(meeting: Meeting, form: MeetingAudienceForm) -> str:
    return render_template("meetings/audience.html", meeting=meeting, form=form)


@blueprint.route("/meetings/<reference>/move", methods=["GET", "POST"])
@permission("meeting.announce")
def move(reference: str) -> ResponseReturnValue:
    """What the next step means and what is missing for it."""
    meeting = queries.find_meeting(g.actor, reference)
    require(g.actor, "meeting.announce", meeting)
    problems = rules.problems_before_announcement(meeting.content)
    if request.method == "POST":
        try:
            moved = service.move_meeting(g.actor, meeting.id, posted_revision(), request.form.get("status", ""))
        except Invalid as invalid:
            return render_template("meetings/move.html", meeting=meeting, problems=invalid.problems, moves=()), 422
        flash(_("The meeting is moved on."), "success")
        return redirect(url_for("meetings.show", reference=moved.reference))
    moves = rules.MOVES[meeting.status]
    return render_template("meetings/move.html", meeting=meeting, problems=problems, moves=moves)


@blueprint.post("/meetings/<reference>/copy")
@permission("meeting.create")
def copy(reference: str) -> ResponseReturnValue:
    form_id = request.form.get("form_id", "")
    meeting = service.copy_meeting(g.actor, reference, form_id)
    flash(_("A draft with the same agenda. Give it its day; speakers and papers are not copied."), "success")
    return redirect(url_for("meetings.edit", reference=meeting.reference))
