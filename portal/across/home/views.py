"""The home page: what waits for me, what is new for me."""

from flask import Blueprint, g, render_template

from portal.across.home import queries
from portal.foundation.web.guard import permission

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@permission("home.read")
def show() -> str:
    return render_template("home/show.html", home=queries.home_of(g.actor))
