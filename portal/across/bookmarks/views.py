"""A member's bookmarks."""

from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.across.bookmarks import service
from portal.across.bookmarks.forms import BookmarkForm
from portal.foundation import clock
from portal.foundation.database.once import once
from portal.foundation.errors import Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.paging import page_number
from portal.foundation.refs import Ref, describe
from portal.foundation.web.guard import permission

blueprint = Blueprint("bookmarks", __name__)


@blueprint.get("/bookmarks")
@permission("bookmark.read")
def index() -> str:
    page = page_number(request.args.get("page"))
    kept, more = service.list_kept(g.actor, page)
    return render_template("bookmarks/index.html", kept=kept, page=page, more=more)


@blueprint.route("/bookmarks/edit", methods=["GET", "POST"])
@permission("bookmark.edit")
def edit() -> ResponseReturnValue:
    """One's note about the thing that `about` names. What one keeps can be changed after its thing is closed."""
    asked = request.args.get("about", "")
    ref = Ref.parse(asked[:80] if asked.isprintable() else "")
    row, described = service.find_kept(g.actor, ref), describe(g.actor, ref)
    if row is None and described is None:
        abort(404)
    form, status = BookmarkForm(obj=row), 200
    if request.method == "POST":
        try:
            return _changed(ref, form)
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
    return render_template("bookmarks/edit.html", form=form, described=described, kept=row is not None), status


def _changed(ref: Ref, form: BookmarkForm) -> ResponseReturnValue:
    if request.form.get("do") == "remove":
        service.forget(g.actor, ref)
        flash(_("The bookmark is removed."), "success")
    else:
        today = clock.now().astimezone(ZoneInfo(g.me.time_zone)).date().isoformat()
        once(lambda: service.keep(g.actor, ref, form.record(), today))
        flash(_("Kept."), "success")
    return redirect(url_for("bookmarks.index"))
