"""The inbox, and what a member follows."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.across.alerts import following, notices
from portal.across.alerts.choices import STOPS, choice_of, set_follow_cadence
from portal.foundation.i18n import gettext as _
from portal.foundation.web.guard import permission

blueprint = Blueprint("alerts", __name__)


@blueprint.get("/inbox")
@permission("inbox.read")
def inbox() -> str:
    unread = request.args.get("unread") == "1"
    found = notices.read_inbox(g.actor, g.me.time_zone, unread, request.args.get("before", ""))
    stopped = STOPS.get(choice_of(g.actor.id).stopped, "")
    return render_template("alerts/inbox.html", inbox=found, unread=unread, stopped=stopped)


@blueprint.post("/inbox/read")
@permission("inbox.mark")
def mark() -> ResponseReturnValue:
    """The button of one notice names it; the button for all says so. Anything else marks nothing."""
    asked = request.form.get("notice", "")
    if asked:
        notices.mark_read(g.actor, "" if asked == "all" else asked)
    return redirect(url_for("alerts.inbox"))


@blueprint.get("/following")
@permission("following.read")
def followed() -> str:
    return render_template("alerts/followed.html", followed=following.list_followed(g.actor))


@blueprint.post("/following")
@permission("following.edit")
def change() -> ResponseReturnValue:
    target = request.form.get("target", "")
    match request.form.get("do", ""):
        case "stop":
            following.unfollow(g.actor, target)
            flash(_("You no longer follow this."), "success")
        case "cadence":
            set_follow_cadence(g.actor, target, request.form.get("cadence", ""))
            flash(_("Saved."), "success")
        case _:
            following.follow(g.actor, target)
            flash(_("You follow this now. News of it comes to your inbox."), "success")
    return redirect(url_for("alerts.followed"))
