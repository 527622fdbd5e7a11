"""How a member gets her news by mail, and the way out of it without signing in."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.across.alerts.choices import STOPS, UNSUBSCRIBED, choice_of, resume_mail, set_choice, stop_mail
from portal.across.newsmail.forms import MailForm
from portal.across.newsmail.unsubscribing import find_member, unsubscribe
from portal.foundation.errors import Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.web.forms import whole_number
from portal.foundation.web.guard import from_anywhere, permission

blueprint = Blueprint("newsmail", __name__)


@blueprint.route("/account/mail", methods=["GET", "POST"])
@permission("mail.choose")
def edit() -> ResponseReturnValue:
    choice = choice_of(g.actor.id)
    form = MailForm(own=choice.own, hour=str(choice.hour))
    if request.method == "POST":
        match request.form.get("do", ""):
            case "stop":
                stop_mail(g.actor.id, UNSUBSCRIBED, g.actor.ref)
            case "resume":
                resume_mail(g.actor)
            case _:
                try:
                    set_choice(g.actor, form.own.data or "", whole_number(form.hour.data))
                except Invalid as invalid:
                    form.bind(invalid.problems)
                    return _page(form, choice.stopped), 422
        flash(_("Saved."), "success")
        return redirect(url_for("newsmail.edit"))
    return _page(form, choice.stopped)


def _page(form: MailForm, stopped: str) -> str:
    return render_template("newsmail/edit.html", form=form, stopped=STOPS.get(stopped, ""))


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
@from_anywhere
@permission("mail.stop")
def show(token: str) -> str:
    """Opening it shows a button only: programs that open every link of a letter must not stop anybody's mail.

    The reader's mail program posts to it, from elsewhere and without a cookie (RFC 8058 §3.2).
    """
    if request.method == "POST":
        unsubscribe(g.actor, token)
    else:
        find_member(token)
    return render_template("newsmail/show.html", done=request.method == "POST")
