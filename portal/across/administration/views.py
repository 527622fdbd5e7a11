"""Administration: the queue, the index, what is parked, the latest acts. No way in to hidden content."""

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.across.administration import queries
from portal.foundation import audit
from portal.foundation.i18n import gettext as _
from portal.foundation.outbox.queue import counts, oldest_age_seconds, retry_parked
from portal.foundation.paging import page_number
from portal.foundation.refs import Ref
from portal.foundation.web.guard import permission
from portal.members.queries import names_of

blueprint = Blueprint("administration", __name__)


@blueprint.get("/administration")
@permission("administration.read")
def show() -> str:
    return render_template(
        "administration/show.html",
        topics=counts(),
        oldest=round(oldest_age_seconds(), 1),
        index=queries.index_state(current_app.extensions["portal_search"]),
        parked=queries.list_parked(g.actor),
    )


@blueprint.get("/administration/audit")
@permission("administration.read")
def acts() -> str:
    found = queries.list_acts(g.actor, request.args.get("q", "")[:120], page_number(request.args.get("page")))
    names = names_of({part.partition(":")[2] for row in found.rows for part in (row.actor, row.object)})
    return render_template("administration/acts.html", found=found, q=request.args.get("q", "")[:120], names=names)


@blueprint.post("/administration/queue/<int:row_id>/retry")
@permission("administration.queue")
def retry(row_id: int) -> ResponseReturnValue:
    require(g.actor, "administration.queue")
    if not retry_parked(row_id):
        abort(404)
    audit.record(g.actor.ref, "queue.retried", Ref("outbox", str(row_id)))
    flash(_("It will be tried again."), "success")
    return redirect(url_for("administration.show"))
