"""Pages anybody may read: what this is, what the marks mean, whom to tell of a problem."""

from flask import Blueprint, abort, render_template

from portal.foundation.web.guard import permission

blueprint = Blueprint("about", __name__)
SECTIONS = ("network", "marks", "problem", "security")


@blueprint.get("/about", defaults={"section": "network"})
@blueprint.get("/about/<section>")
@permission("about.read")
def show(section: str) -> str:
    if section not in SECTIONS:
        abort(404)
    return render_template("about/show.html", section=section)
