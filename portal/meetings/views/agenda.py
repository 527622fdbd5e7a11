"""Working on the agenda: sessions, items, their order."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.foundation.i18n import gettext as _
from portal.foundation.web.forms import offered, posted_revision, whole_number
from portal.foundation.web.guard import permission
from portal.meetings import agenda as use
from portal.meetings import queries
from portal.meetings.forms import ItemForm, SessionForm
from portal.meetings.models import Meeting
from portal.meetings.showing import SessionRow, read_agenda, warnings_of
from portal.meetings.views.blueprint import blueprint, reader_zone
from portal.members.queries import emails_of


@blueprint.get("/meetings/<reference>/agenda")
@permission("meeting.agenda")
def agenda(reference: str) -> str:
    meeting, sessions = _opened(reference)
    warnings = warnings_of(meeting, sessions)
    return render_template("meetings/agenda.html", meeting=meeting, sessions=sessions, warnings=warnings)


def _opened(reference: str) -> tuple[Meeting, list[SessionRow]]:
    meeting = queries.find_meeting(g.actor, reference)
    require(g.actor, "meeting.agenda", meeting)
    return meeting, read_agenda(g.actor, meeting, reader_zone())


@blueprint.post("/meetings/<reference>/agenda/arrange")
@permission("meeting.agenda")
def arrange(reference: str) -> ResponseReturnValue:
    """One item up or down by its button, or all by their numbers."""
    for name, step in (("up", -1), ("down", 1)):
        if name in request.form:
            item_id = request.form[name]
            use.shift_item(g.actor, reference, item_id, step)
            return redirect(url_for("meetings.agenda", reference=reference, _anchor=f"item-{item_id}"))
    try:
        use.arrange_items(g.actor, reference, posted_revision(), _places())
    except Conflict:
        flash(_("Somebody else changed the agenda meanwhile. Here it is as it stands now."), "warning")
    except Invalid as invalid:
        flash(str(invalid.problems[0].message), "error")
    else:
        flash(_("The order is saved."), "success")
    return redirect(url_for("meetings.agenda", reference=reference))


def _places() -> dict[str, tuple[str, int]]:
    """What the fields `number-<item>` and `within-<item>` say; an item without a whole number stays where it is."""
    found = {}
    for name, value in request.form.items():
        item_id = name.removeprefix("number-")
        if item_id != name and whole_number(value) >= 0 and request.form.get(f"within-{item_id}"):
            found[item_id] = (request.form[f"within-{item_id}"], whole_number(value))
    return found


@blueprint.route("/meetings/<reference>/agenda/sessions/new", methods=["GET", "POST"])
@blueprint.route("/meetings/<reference>/agenda/sessions/<session_id>", methods=["GET", "POST"])
@permission("meeting.agenda")
def session(reference: str, session_id: str = "") -> ResponseReturnValue:
    meeting, sessions = _opened(reference)
    row = next((each for each in sessions if each.id == session_id), None)
    if session_id and row is None:
        raise NotFound
    if request.method == "GET":
        form = SessionForm(data=_session_data(row, meeting, sessions))
        return render_template("meetings/session.html", meeting=meeting, form=form, session=row)
    form = SessionForm()
    given = {name: form[name].data for name in ("title", "day", "begins", "ends", "room")}
    try:
        use.save_session(g.actor, reference, given, session_id)
    except Invalid as invalid:
        form.bind(invalid.problems)
        return render_template("meetings/session.html", meeting=meeting, form=form, session=row), 422
    flash(_("Saved."), "success")
    return redirect(url_for("meetings.agenda", reference=reference))


def _session_data(row: SessionRow | None, meeting: Meeting, sessions: list[SessionRow]) -> dict[str, str]:
    """As it stands; a new session begins where the last one ends."""
    if row is not None:
        return {"title": row.title, "room": row.room, "day": row.date, "begins": row.begins, "ends": row.ends}
    if sessions:
        return {"day": sessions[-1].date, "begins": sessions[-1].ends, "room": sessions[-1].room}
    return {"day": meeting.content.starts if len(meeting.content.starts) == 10 else ""}


@blueprint.post("/meetings/<reference>/agenda/sessions/<session_id>/remove")
@permission("meeting.agenda")
def remove_session(reference: str, session_id: str) -> ResponseReturnValue:
    use.remove_session(g.actor, reference, session_id)
    flash(_("The session is removed with its items. Papers stay with the meeting."), "success")
    return redirect(url_for("meetings.agenda", reference=reference))


@blueprint.route("/meetings/<reference>/agenda/items/new", methods=["GET", "POST"])
@blueprint.route("/meetings/<reference>/agenda/items/<item_id>", methods=["GET", "POST"])
@permission("meeting.agenda")
def item(reference: str, item_id: str = "") -> ResponseReturnValue:
    meeting, sessions = _opened(reference)
    form = ItemForm() if request.method == "POST" else ItemForm(data=_item_data(sessions, item_id))
    form.session_id.choices = offered((each.id, each.name) for each in sessions)
    shown: dict[str, Any] = {"meeting": meeting, "form": form, "item_id": item_id}
    if request.method == "GET":
        return render_template("meetings/item.html", **shown)
    names = ("session_id", "kind", "title", "speaker", "minutes", "language", "note", "asks")
    try:
        saved = use.save_item(g.actor, reference, {name: form[name].data or "" for name in names}, item_id)
    except Invalid as invalid:
        form.bind(invalid.problems)
        return render_template("meetings/item.html", **shown), 422
    flash(_("Saved."), "success")
    return redirect(url_for("meetings.agenda", reference=reference, _anchor=f"item-{saved.id}"))


def _item_data(sessions: list[SessionRow], item_id: str) -> dict[str, Any]:
    if not item_id:
        return {"session_id": request.args.get("session", ""), "kind": "item", "minutes": "15"}
    found = [(each, row) for each in sessions for row in each.items if row.id == item_id]
    if not found:
        raise NotFound
    within, row = found[0]
    data = {name: getattr(row, name) for name in ("kind", "title", "minutes", "language", "note", "asks")}
    speaker = emails_of({row.speaker_id})[0] if row.speaker_id else row.speaker
    return {**data, "session_id": within.id, "speaker": speaker}


@blueprint.post("/meetings/<reference>/agenda/items/<item_id>/remove")
@permission("meeting.agenda")
def remove_item(reference: str, item_id: str) -> ResponseReturnValue:
    use.remove_item(g.actor, reference, item_id)
    flash(_("The item is removed. What followed begins earlier."), "success")
    return redirect(url_for("meetings.agenda", reference=reference))
