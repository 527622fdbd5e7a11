"""Pages of registration for those who take part."""

from pathlib import Path

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from portal.access.policy import require
from portal.foundation.database import db
from portal.foundation.errors import Invalid, NotFound
from portal.foundation.i18n import gettext as _
from portal.foundation.paging import page_number
from portal.foundation.web.guard import permission
from portal.meetings import queries as meetings
from portal.meetings.registration import evaluation, letters, queries, service, visa
from portal.meetings.registration.forms import PersonForm, person_form, sheet_form
from portal.meetings.registration.models import State
from portal.meetings.registration.service import Wanted
from portal.meetings.views.blueprint import blueprint


@blueprint.route("/meetings/<reference>/register", methods=["GET", "POST"])
@permission("registration.apply")
def register(reference: str) -> ResponseReturnValue:
    """Oneself, or with `delegate` a colleague of one's own authority."""
    meeting = meetings.find_meeting(g.actor, reference)
    require(g.actor, "registration.apply", meeting)
    panel = queries.read_panel(g.actor, meeting)
    if panel is None:
        raise NotFound
    delegate = "delegate" in request.args
    form = person_form(panel.desk, _kept(panel, delegate) if request.method == "GET" else None)
    status = 200
    if request.method == "POST":
        try:
            return _registered(reference, _save(reference, form, delegate))
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
    page = render_template(
        "meetings/registration/register.html", meeting=meeting, panel=panel, form=form, delegate=delegate
    )
    return page, status


def _kept(panel: queries.Panel, delegate: bool) -> dict[str, object]:
    own = next((row for row in panel.own if row.member_id == g.actor.id), None)
    if delegate or own is None:
        return {}
    answers = {name: texts[0] for name, texts in own.answers.items() if texts}
    return {"role": own.role, "language": own.language, "consent": own.consent, **answers}


def _save(reference: str, form: PersonForm, delegate: bool) -> str:
    wanted = Wanted(form.person(delegate), form.answers())
    if delegate:
        return service.register_delegate(g.actor, reference, wanted).state
    try:
        return service.register(g.actor, reference, wanted).state
    except IntegrityError:  # the same form sent twice at once: the other one is there
        db.session.rollback()
        return service.register(g.actor, reference, wanted).state


def _registered(reference: str, state: str) -> ResponseReturnValue:
    words = {
        State.APPROVED: _("You have a place."),
        State.WAITING: _("All places are taken. This registration is on the waiting list."),
    }
    flash(words.get(State(state), _("The registration has arrived. The organizers will decide on it.")), "success")
    return redirect(url_for("meetings.show", reference=reference, _anchor="registration"))


@blueprint.post("/meetings/registrations/<registration_id>/withdraw")
@permission("registration.withdraw")
def withdraw(registration_id: str) -> ResponseReturnValue:
    row = service.withdraw(g.actor, registration_id)
    flash(_("The registration is withdrawn."), "success")
    return redirect(url_for("meetings.show", reference=row.meeting_id, _anchor="registration"))


@blueprint.get("/meetings/<reference>/participants")
@permission("participants.read")
def participants(reference: str) -> str:
    meeting, found = queries.list_participants(g.actor, reference, page_number(request.args.get("page")))
    return render_template("meetings/registration/participants.html", meeting=meeting, found=found)


@blueprint.get("/meetings/<reference>/messages")
@permission("registration.read")
def messages(reference: str) -> str:
    meeting, received = letters.list_received(g.actor, reference)
    return render_template("meetings/registration/messages.html", meeting=meeting, received=received)


@blueprint.get("/meetings/registrations/<registration_id>/visa")
@permission("registration.read")
def visa_letter(registration_id: str) -> ResponseReturnValue:
    """The page to print; as PDF with `pdf` where that can be made here."""
    row, meeting = visa.open_letter(g.actor, registration_id)
    can_print = visa.can_print()
    as_file = "pdf" in request.args and can_print
    page = render_template(
        "meetings/registration/visa_letter.html", meeting=meeting, row=row, can_print=can_print, as_file=as_file
    )
    if not as_file:
        return page
    style = Path(current_app.root_path) / "static" / "css" / "letter.css"
    answer = current_app.response_class(visa.write_pdf(page, style), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename="visa-letter.pdf")
    return answer


@blueprint.route("/meetings/<reference>/evaluation", methods=["GET", "POST"])
@permission("evaluation.answer")
def evaluate(reference: str) -> ResponseReturnValue:
    meeting, questions = evaluation.open_sheet(g.actor, reference)
    form = sheet_form(tuple(questions))
    status = 200
    if request.method == "POST":
        given = {f"q{at}": str(form[f"q{at}"].data or "").strip() for at in range(len(questions))}
        try:
            evaluation.answer(g.actor, reference, given)
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
        else:
            flash(_("Thank you. Nobody can see that this answer is yours."), "success")
            return redirect(url_for("meetings.show", reference=reference))
    return render_template("meetings/registration/evaluate.html", meeting=meeting, form=form), status
