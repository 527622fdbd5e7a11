"""What waits for a coordinator, of every kind that is reviewed."""

from flask import Blueprint, g, render_template, request

from portal.cases import queries as cases
from portal.foundation.paging import page_number
from portal.foundation.web.guard import permission
from portal.practices import queries as practices

blueprint = Blueprint("reviewing", __name__)


@blueprint.get("/review")
@permission("case.review")
def review() -> str:
    page = page_number(request.args.get("page"))
    found, told = cases.list_for_review(g.actor, page), practices.list_for_review(g.actor, page)
    longest = found if found.total > told.total else told
    return render_template("reviewing/review.html", cases=found, practices=told, longest=longest)
