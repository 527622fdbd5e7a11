"""Lists of meetings, and the page of one."""

from flask import g, render_template, request

from portal.foundation import clock
from portal.foundation.paging import page_number
from portal.foundation.web.guard import permission
from portal.meetings import queries
from portal.meetings.registration.queries import read_panel
from portal.meetings.showing import read_page
from portal.meetings.views.blueprint import blueprint, reader_zone
from portal.regions.queries import REGIONS


@blueprint.get("/meetings")
@permission("meeting.list")
def index() -> str:
    asked = request.args.get("list", "")
    which = asked if asked in queries.LISTS else "coming"
    region = request.args.get("region", "")
    region = region if region in REGIONS else ""
    today = clock.now().date().isoformat()
    found = queries.list_meetings(g.actor, which, today, region, page_number(request.args.get("page")))
    return render_template("meetings/index.html", found=found, which=which, region=region)


@blueprint.get("/meetings/<reference>")
@permission("meeting.read")
def show(reference: str) -> str:
    meeting = queries.get_meeting(g.actor, reference)
    registration = read_panel(g.actor, meeting)
    page = read_page(g.actor, meeting, reader_zone())
    return render_template("meetings/show.html", page=page, registration=registration)


@blueprint.get("/meetings/<reference>/programme")
@permission("meeting.read")
def programme(reference: str) -> str:
    """The agenda alone, for paper."""
    meeting = queries.get_meeting(g.actor, reference)
    return render_template("meetings/programme.html", page=read_page(g.actor, meeting, reader_zone()))
