"""Attachments: the step of the form, and giving them out."""

from io import BytesIO

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.cases import queries
from portal.cases.files import attach_file, remove_file
from portal.cases.forms import UploadForm
from portal.cases.views.blueprint import blueprint
from portal.cases.views.editing import steps
from portal.foundation.errors import Invalid, Unavailable
from portal.foundation.i18n import gettext as _
from portal.foundation.web.guard import permission

_MEGABYTE = 1024 * 1024


@blueprint.route("/cases/<reference>/files", methods=["GET", "POST"])
@permission("case.edit")
def files(reference: str) -> ResponseReturnValue:
    row = queries.find_case(g.actor, reference)
    require(g.actor, "case.edit", row)
    form, status = UploadForm(), 200
    if request.method == "POST":
        try:
            _attach(form, reference)
        except Invalid as invalid:
            form.bind(invalid.problems)
            status = 422
        else:
            flash(_("The file is attached."), "success")
            return redirect(url_for("cases.files", reference=reference))
    held = queries.list_files(g.actor, row.id)
    case = queries.read_as(g.actor, row)
    limit = current_app.extensions["portal_settings"].upload_max_mb
    page = render_template("cases/files.html", case=case, files=held, form=form, steps=steps(row, "files"), limit=limit)
    return page, status


def _attach(form: UploadForm, reference: str) -> None:
    upload = form.file.data
    settings = current_app.extensions["portal_settings"]
    store = current_app.extensions["portal_files"]
    limit = settings.upload_max_mb * _MEGABYTE
    layer, name = form.layer.data or "", getattr(upload, "filename", "") or ""
    stream = upload.stream if name else BytesIO()
    attach_file(g.actor, store, reference, layer=layer, name=name, stream=stream, max_bytes=limit)


@blueprint.post("/cases/<reference>/files/<file_id>/remove")
@permission("case.edit")
def remove(reference: str, file_id: str) -> ResponseReturnValue:
    remove_file(g.actor, reference, file_id)
    flash(_("The file is removed."), "success")
    return redirect(url_for("cases.files", reference=reference))


@blueprint.get("/cases/<reference>/files/<file_id>")
@permission("case.file")
def download(reference: str, file_id: str) -> ResponseReturnValue:
    """Always as an attachment that cannot run; the mark stands in the file's name."""
    case, row = queries.get_file(g.actor, reference, file_id)
    content = current_app.extensions["portal_files"].get(row.sha256)
    if content is None:
        raise Unavailable("the content of this file is not available")
    mark = getattr(case.content.marks, row.layer)
    response = Response(content, mimetype=row.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"TLP-{mark or 'RED'} {row.name}")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
