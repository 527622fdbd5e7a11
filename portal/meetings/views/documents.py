"""Papers: adding, changing, giving out one or all of them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import may, require
from portal.foundation.errors import Conflict, Invalid, Unavailable
from portal.foundation.i18n import gettext as _
from portal.foundation.web.forms import changed_rows, offered
from portal.foundation.web.guard import permission
from portal.meetings import documents as use
from portal.meetings import queries
from portal.meetings.documents import Upload
from portal.meetings.forms import DocumentForm
from portal.meetings.models import Meeting, MeetingDocument
from portal.meetings.showing import read_agenda
from portal.meetings.views.blueprint import blueprint, reader_zone
from portal.members.queries import emails_of, ids_of_addresses

_MEGABYTE = 1024 * 1024


@blueprint.route("/meetings/<reference>/documents", methods=["GET", "POST"])
@permission("meeting.document")
def documents(reference: str) -> ResponseReturnValue:
    """What there is to read, and adding one: for organizers, and for speakers to their own items."""
    meeting = queries.find_meeting(g.actor, reference)
    items = _own_items(meeting)
    form, status = DocumentForm(), 200
    form.item_id.choices = offered(items)
    if request.method == "GET":
        form.mark.data, form.language.data = meeting.content.mark, meeting.content.language
        form.item_id.data = request.args.get("item", "")
    elif not changed_rows(form, request.form):
        try:
            use.add_document(g.actor, current_app.extensions["portal_files"], reference, _record(form), _upload(form))
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
        else:
            flash(_("The document is added."), "success")
            return redirect(url_for("meetings.documents", reference=reference))
    held = use.list_documents(g.actor, meeting)
    page = render_template("meetings/documents.html", meeting=meeting, documents=held, form=form, limit=_limit())
    return page, status


def _own_items(meeting: Meeting) -> list[tuple[str, str]]:
    """Where this reader may add a paper. Raises where he may add none."""
    writes = may(g.actor, "meeting.document", meeting)
    found = [("", _("The meeting as a whole"))] if writes else []
    for session in read_agenda(g.actor, meeting, reader_zone()):
        for item in session.items:
            if item.kind == "item" and (writes or item.speaker_id == g.actor.id):
                found.append((item.id, f"{item.number} {item.title}"))
    if not found:
        require(g.actor, "meeting.document", meeting)
    return found


def _record(form: DocumentForm) -> dict[str, Any]:
    record = form.record()
    record["named"]["members"] = ids_of_addresses(record["named"]["members"], ("audience", "members"))
    return record


def _limit() -> int:
    return int(current_app.extensions["portal_settings"].upload_max_mb)


def _upload(form: DocumentForm) -> Upload:
    upload = form.file.data
    name = getattr(upload, "filename", "") or ""
    return Upload(name, upload.stream if name else BytesIO(), _limit() * _MEGABYTE)


@blueprint.route("/meetings/<reference>/documents/<document_id>/edit", methods=["GET", "POST"])
@permission("document.edit")
def document(reference: str, document_id: str) -> ResponseReturnValue:
    meeting, row = use.find_document(g.actor, reference, document_id)
    require(g.actor, "document.edit", row)
    form, status = (DocumentForm() if request.method == "POST" else _filled(row)), 200
    form.item_id.choices = offered(_own_items(meeting))
    if request.method == "POST" and not changed_rows(form, request.form):
        status = _saved(form, lambda: _save(form, reference, row))
        if status == 200:
            flash(_("Saved."), "success")
            return redirect(url_for("meetings.documents", reference=reference))
    versions = use.list_versions(g.actor, row)
    shown = {"meeting": meeting, "document": row, "form": form, "versions": versions, "limit": _limit()}
    return render_template("meetings/document.html", **shown), status


def _filled(row: MeetingDocument) -> DocumentForm:
    data = {name: getattr(row, name) for name in ("title", "language", "mark", "revision")}
    form = DocumentForm(data={**data, "item_id": row.item_id or "", "audience": row.named.model_dump()})
    form.audience.form.members.data = "\n".join(emails_of(set(row.named.members)))
    return form


def _saved(form: DocumentForm, act: Callable[[], object]) -> int:
    try:
        act()
    except Invalid as invalid:
        form.bind(invalid.problems)
        return 422
    except Conflict:
        form.form_errors = [_("Somebody else changed this document meanwhile. Please look at it again.")]
        return 409
    return 200


def _save(form: DocumentForm, reference: str, row: MeetingDocument) -> None:
    if form.file.data and getattr(form.file.data, "filename", ""):
        use.replace_file(g.actor, current_app.extensions["portal_files"], reference, row.id, _upload(form))
        form.revision.data = row.revision if form.revision_number == row.revision - 1 else form.revision.data
    confirmed = bool(form.confirm_widening.data)
    use.save_document(g.actor, reference, row.id, form.revision_number, _record(form), confirmed=confirmed)


@blueprint.post("/meetings/<reference>/documents/<document_id>/remove")
@permission("document.edit")
def remove_document(reference: str, document_id: str) -> ResponseReturnValue:
    use.remove_document(g.actor, reference, document_id)
    flash(_("The document is removed."), "success")
    return redirect(url_for("meetings.documents", reference=reference))


@blueprint.get("/meetings/<reference>/documents/<document_id>")
@permission("document.read")
def download(reference: str, document_id: str) -> ResponseReturnValue:
    """Always as an attachment that cannot run; the mark stands in the file's name."""
    asked = request.args.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    row, version = use.get_version(g.actor, reference, document_id, number)
    content = current_app.extensions["portal_files"].get(version.sha256)
    if content is None:
        raise Unavailable("the content of this file is not available")
    response = Response(content, mimetype=version.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"TLP-{row.mark} {version.name}")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
