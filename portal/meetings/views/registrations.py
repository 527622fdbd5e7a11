"""Pages of registration for organizers: the desk, who registered, checking in, badges, letters, results."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.audience import OPEN_MARKS
from portal.access.policy import require
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.paging import page_number
from portal.foundation.web.forms import changed_rows
from portal.foundation.web.guard import permission
from portal.meetings import queries as meetings
from portal.meetings.registration import evaluation, letters, messages, queries, rules, service
from portal.meetings.registration.content import Desk
from portal.meetings.registration.forms import DeskForm, LetterForm
from portal.meetings.views.blueprint import blueprint
from portal.members.queries import emails_of, ids_of_addresses


@blueprint.route("/meetings/<reference>/registration", methods=["GET", "POST"])
@permission("registration.organize")
def desk(reference: str) -> ResponseReturnValue:
    """How the meeting registers."""
    meeting = meetings.find_meeting(g.actor, reference)
    require(g.actor, "registration.organize", meeting)
    held = queries.find_desk(meeting.id)
    form = _filled(held.content if held else Desk(), held.revision if held else 0)
    status = 200
    if request.method == "POST":
        form = DeskForm()
        if not changed_rows(form, request.form):
            status = _save(reference, form)
            if status == 302:
                flash(_("Saved."), "success")
                return redirect(url_for("meetings.registrations", reference=reference))
    page = render_template("meetings/registration/desk.html", meeting=meeting, form=form, held=held)
    return page, status


def _filled(content: Desk, revision: int) -> DeskForm:
    return DeskForm.of(content, revision, emails_of(set(content.invited)))


def _save(reference: str, form: DeskForm) -> int:
    """302 when it is saved, otherwise how the page answers."""
    try:
        invited = ids_of_addresses((form.invited.data or "").split(), ("invited",))
        service.save_desk(g.actor, reference, form.revision_number, form.record(invited))
    except Invalid as invalid:
        form.bind(invalid.problems)
        return 422
    except Conflict:
        form.form_errors = [_("Somebody else saved this meanwhile. Please open the page again.")]
        return 409
    return 302


@blueprint.get("/meetings/<reference>/registrations")
@permission("registration.organize")
def registrations(reference: str) -> str:
    state, words = request.args.get("state", ""), _words()
    page = queries.read_overview(g.actor, reference, state, words, page_number(request.args.get("page")))
    return render_template("meetings/registration/registrations.html", page=page, state=state, q=words)


def _words() -> str:
    return request.args.get("q", "").replace("\x00", " ")[:200]


@blueprint.post("/meetings/registrations/<registration_id>/decide")
@permission("registration.organize")
def decide(registration_id: str) -> ResponseReturnValue:
    """Back to the page it was done on, at the search it was done in."""
    act = request.form.get("act", "")
    row = service.decide(g.actor, registration_id, act)
    flash(_("%(name)s: saved.", name=row.name), "success")
    place = "meetings.check_in" if act in ("attend", "undo") else "meetings.registrations"
    q, state = (request.form.get(name, "")[:200] or None for name in ("q", "state"))
    return redirect(url_for(place, reference=row.meeting_id, q=q, state=state))


@blueprint.get("/meetings/<reference>/check-in")
@permission("registration.organize")
def check_in(reference: str) -> str:
    """One large button a name, for a phone at the door."""
    words = _words()
    page = queries.read_overview(g.actor, reference, "placed", words, page_number(request.args.get("page")))
    return render_template("meetings/registration/check_in.html", page=page, q=words)


@blueprint.get("/meetings/<reference>/badges")
@permission("registration.organize")
def badges(reference: str) -> str:
    meeting, rows = queries.list_for_badges(g.actor, reference)
    return render_template("meetings/registration/badges.html", meeting=meeting, rows=rows)


@blueprint.route("/meetings/<reference>/cancel", methods=["GET", "POST"])
@permission("registration.organize")
def cancel(reference: str) -> ResponseReturnValue:
    """Asked once more on a page of its own: mail that went out cannot be called back."""
    meeting = meetings.find_meeting(g.actor, reference)
    require(g.actor, "registration.organize", meeting)
    if request.method == "GET":
        return render_template("meetings/registration/cancel.html", meeting=meeting)
    service.cancel_meeting(g.actor, reference)
    flash(_("The meeting is cancelled. Everybody registered is told."), "success")
    return redirect(url_for("meetings.show", reference=reference))


@blueprint.post("/meetings/<reference>/restore")
@permission("registration.organize")
def restore(reference: str) -> ResponseReturnValue:
    service.restore_meeting(g.actor, reference)
    flash(_("The meeting is no longer cancelled. Everybody registered is told."), "success")
    return redirect(url_for("meetings.show", reference=reference))


@blueprint.route("/meetings/<reference>/letters", methods=["GET", "POST"])
@permission("registration.organize")
def write_letter(reference: str) -> ResponseReturnValue:
    """First the preview, then, with `send`, the mail."""
    meeting, sent = letters.list_letters(g.actor, reference)
    form, preview, status = LetterForm(), None, 200
    if request.method == "POST":
        try:
            if "send" in request.form:
                letter = letters.send_letter(g.actor, reference, form.record())
                flash(_("On its way to %(n)s people.", n=letter.recipients), "success")
                return redirect(url_for("meetings.write_letter", reference=reference))
            preview = _preview(letters.prepare(g.actor, reference, form.record()))
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
    page = render_template(
        "meetings/registration/write_letter.html", meeting=meeting, sent=sent, form=form, preview=preview
    )
    return page, status


def _preview(ready: letters.Prepared) -> dict[str, object]:
    """As the first recipient gets it."""
    first = ready.recipients[0]
    link = url_for("meetings.show", reference=ready.meeting.reference, _external=True)
    values = letters.placeholder_values(first, ready.meeting, link)
    return {
        "name": first.name,
        "count": len(ready.recipients),
        "subject": rules.fill_placeholders(ready.given.subject, values),
        "text": rules.fill_placeholders(ready.given.text, values),
        "by_mail": messages.mark_of(ready.meeting) in OPEN_MARKS,
    }


@blueprint.get("/meetings/<reference>/evaluation/results")
@permission("registration.organize")
def results(reference: str) -> str:
    meeting, count, found = evaluation.read_results(g.actor, reference)
    shown_from = evaluation.SHOWN_FROM
    return render_template(
        "meetings/registration/results.html", meeting=meeting, count=count, found=found, shown_from=shown_from
    )
