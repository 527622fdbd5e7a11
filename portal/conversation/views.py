"""Pages of conversation: what is said about a thing, one thread, beginning one, changing one's own words."""

from typing import Any

from flask import Blueprint, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.conversation import mentions, moderation, queries, service
from portal.conversation.forms import CommentForm, ReportForm, ThreadForm
from portal.conversation.models import Thread
from portal.foundation.database.once import once
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.ids import new_id
from portal.foundation.paging import page_number
from portal.foundation.refs import Described, Ref, describe
from portal.foundation.web.forms import whole_number
from portal.foundation.web.guard import permission

blueprint = Blueprint("conversation", __name__)


@blueprint.app_context_processor
def _threads() -> dict[str, Any]:
    return {"threads_about": lambda kind, key: queries.list_threads(g.actor, Ref(kind, key))}


def _about() -> tuple[Ref, Described]:
    """The thing the address names, if it is open to the reader."""
    ref = Ref.parse(request.args.get("about", "")[:80])
    described = describe(g.actor, ref) if ref.kind != "thread" and ref.id.isprintable() else None
    if described is None:
        abort(404)
    return ref, described


@blueprint.get("/threads")
@permission("conversation.read")
def index() -> str:
    ref, about = _about()
    return render_template("conversation/index.html", about=about, ref=ref)


@blueprint.get("/threads/new")
@permission("conversation.write")
def new() -> str:
    ref, about = _about()
    return _new_page(ThreadForm(key=new_id()), ref, about)


def _new_page(form: ThreadForm, ref: Ref, about: Described) -> str:
    return render_template("conversation/new.html", form=form, about=about, ref=ref)


@blueprint.post("/threads/new")
@permission("conversation.write")
def start() -> ResponseReturnValue:
    ref, about = _about()
    form = ThreadForm()
    try:
        thread = once(lambda: service.start_thread(g.actor, ref, form.record()))
    except Invalid as invalid:
        form.bind(invalid.problems)
        return _new_page(form, ref, about), 422
    return redirect(url_for("conversation.show", thread_id=thread.id))


@blueprint.get("/threads/<thread_id>")
@permission("conversation.read")
def show(thread_id: str) -> str:
    return _page(thread_id, CommentForm(formdata=None, key=new_id()))


def _page(thread_id: str, form: CommentForm) -> str:
    reading = queries.get_thread(g.actor, thread_id)
    pages = -(-reading.thread.comments // queries.PER_PAGE)
    page = page_number(request.args.get("page") or str(max(pages, 1)), max(pages, 1))
    moderates = moderation.looks_after(g.actor, reading.thread)
    said = queries.list_comments(g.actor, reading.thread, page, moderates)
    return render_template(
        "conversation/show.html",
        thread=reading.thread,
        about=reading.about,
        mark_code=reading.mark,
        said=said,
        moderates=moderates,
        form=form,
        page_address=lambda number: f"/threads/{thread_id}?page={number}",
    )


@blueprint.post("/threads/<thread_id>")
@permission("conversation.write")
def add(thread_id: str) -> ResponseReturnValue:
    form = CommentForm()
    try:
        thread = once(lambda: service.add_comment(g.actor, thread_id, form.record()))
    except Invalid as invalid:
        form.bind(invalid.problems)
        return _page(thread_id, form), 422
    return _back(thread)


@blueprint.get("/comments/<comment_id>/edit")
@permission("conversation.write")
def edit(comment_id: str) -> ResponseReturnValue:
    reading, comment = queries.get_comment(g.actor, comment_id)
    if comment.writer_id != g.actor.id or comment.deleted_at:
        abort(404)
    form = CommentForm(formdata=None, text=comment.text, key=str(comment.versions))
    return _edit_page(form, reading, "")


def _edit_page(form: CommentForm, reading: queries.ThreadReading, kept: str) -> str:
    shown = {"thread": reading.thread, "mark_code": reading.mark}
    return render_template("conversation/edit.html", form=form, kept=kept, **shown)


@blueprint.post("/comments/<comment_id>/edit")
@permission("conversation.write")
def save(comment_id: str) -> ResponseReturnValue:
    form = CommentForm()
    kept, status = "", 422
    try:
        return _back(service.edit_comment(g.actor, comment_id, whole_number(form.key.data), form.text.data or ""))
    except Invalid as invalid:
        form.bind(invalid.problems)
    except Conflict:
        status = 409
        form.form_errors = [
            _("You changed this elsewhere meanwhile. Here is what you typed; what is kept stands below.")
        ]
    reading, comment = queries.get_comment(g.actor, comment_id)
    if status == 409:
        kept, form.key.data = comment.text, str(comment.versions)
    return _edit_page(form, reading, kept), status


@blueprint.get("/comments/<comment_id>/versions")
@permission("conversation.read")
def versions(comment_id: str) -> str:
    reading, comment = queries.get_comment(g.actor, comment_id)
    whole = comment.writer_id == g.actor.id or moderation.looks_after(g.actor, reading.thread)
    found = queries.list_versions(comment, whole)
    shown = {"thread": reading.thread, "comment": comment, "mark_code": reading.mark}
    return render_template("conversation/versions.html", versions=found, **shown)


@blueprint.post("/comments/<comment_id>/delete")
@permission("conversation.write")
def remove(comment_id: str) -> ResponseReturnValue:
    thread = service.delete_comment(g.actor, comment_id)
    flash(_("The comment is deleted. A line says so."), "success")
    return _back(thread)


@blueprint.post("/comments/<comment_id>/answer")
@permission("conversation.write")
def answer(comment_id: str) -> ResponseReturnValue:
    return _back(service.mark_answer(g.actor, comment_id))


@blueprint.get("/threads/names")
@permission("conversation.write")
def names() -> ResponseReturnValue:
    """A JSON list of names that go on from `q`: of a thread's readers, or of those of the thing it will be about."""
    typed, thread_id = request.args.get("q", ""), request.args.get("thread", "")
    if thread_id:
        thread = queries.get_thread(g.actor, thread_id).thread
        found = mentions.offer_names(g.actor, typed, thread.ref, thread.token, thread.owner_id)
    else:
        ref, _described = _about()
        found = mentions.offer_names(g.actor, typed, ref, "", g.actor.id)
    return jsonify(found)


@blueprint.route("/comments/<comment_id>/report", methods=["GET", "POST"])
@permission("comment.report")
def report(comment_id: str) -> ResponseReturnValue:
    form, status = ReportForm(), 200
    if request.method == "POST":
        try:
            thread = once(lambda: moderation.report_comment(g.actor, comment_id, form.reason.data or ""))
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
        else:
            flash(_("Thank you. Those who look after the network are told."), "success")
            return _back(thread)
    reading, comment = queries.get_comment(g.actor, comment_id)
    shown = {"thread": reading.thread, "comment": comment, "mark_code": reading.mark}
    return render_template("conversation/report.html", form=form, **shown), status


@blueprint.get("/moderation")
@permission("comment.moderate")
def moderate() -> str:
    return render_template("conversation/moderate.html", reports=moderation.list_reports(g.actor))


@blueprint.post("/moderation/<report_id>")
@permission("comment.moderate")
def decide(report_id: str) -> ResponseReturnValue:
    """Raises Invalid, which the error page words, with what was typed."""
    hide = request.form.get("do") == "hide"
    moderation.decide_report(g.actor, report_id, hide, request.form.get("remark", ""))
    flash(_("The comment is hidden.") if hide else _("The comment stays."), "success")
    return redirect(url_for("conversation.moderate"))


@blueprint.post("/comments/<comment_id>/show")
@permission("comment.moderate")
def unhide(comment_id: str) -> ResponseReturnValue:
    return _back(moderation.show_again(g.actor, comment_id))


def _back(thread: Thread) -> ResponseReturnValue:
    return redirect(url_for("conversation.show", thread_id=thread.id))
