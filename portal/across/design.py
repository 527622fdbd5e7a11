"""The gallery of components, for developers."""

from flask import Blueprint, render_template

from portal.foundation.web.guard import permission

blueprint = Blueprint("design", __name__)


@blueprint.get("/design")
@permission("design.read")
def show() -> str:
    return render_template("design/gallery.html")
