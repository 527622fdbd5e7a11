"""What a meeting asked of its speakers: owed, sent, published."""

from flask import Blueprint, g, render_template

from portal.across.presenting.service import list_owed
from portal.foundation.web.guard import permission
from portal.meetings import queries

blueprint = Blueprint("presenting", __name__)


@blueprint.get("/meetings/<reference>/cases")
@permission("meeting.agenda")
def index(reference: str) -> str:
    meeting = queries.find_meeting(g.actor, reference)
    owed = list_owed(g.actor, meeting)
    return render_template("presenting/index.html", meeting=meeting, owed=owed)
