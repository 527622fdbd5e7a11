"""All papers as one ZIP, and the packet to take along. Both are posts: what was taken is written into the audit."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.access.audience import Mark
from portal.foundation import audit, clock
from portal.foundation.web.guard import permission
from portal.meetings import packets as use
from portal.meetings import queries
from portal.meetings.minutes import newest
from portal.meetings.models import Meeting
from portal.meetings.packets import Entry, PacketHead
from portal.meetings.showing import MeetingPage, read_page
from portal.meetings.views.blueprint import blueprint, reader_zone

DAYS = ("7", "30", "90")


def _opened(reference: str) -> MeetingPage:
    return read_page(g.actor, queries.get_meeting(g.actor, reference), reader_zone())


def _papers(page: MeetingPage) -> list[Entry]:
    numbers = {item.id: item.number for session in page.sessions for item in session.items}
    return use.paper_entries(current_app.extensions["portal_files"], page.documents, numbers)


def _sent(entries: list[Entry], name: str) -> Response:
    response = Response(use.stream_zip(entries), mimetype="application/zip", direct_passthrough=True)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/meetings/<reference>/papers")
@permission("meeting.packet")
def papers(reference: str) -> ResponseReturnValue:
    """Every paper this reader may read."""
    page = _opened(reference)
    audit.record(g.actor.ref, "meeting.papers_taken", page.ref, files=len(page.documents))
    mark = _narrowest(page, papers_only=True)
    return _sent(_papers(page), f"TLP-{mark} {page.meeting.reference} papers.zip")


@blueprint.route("/meetings/<reference>/packet", methods=["GET", "POST"])
@permission("meeting.packet")
def packet(reference: str) -> ResponseReturnValue:
    """To be read without the portal: pages with mark and expiry, the papers, a signed manifest."""
    page = _opened(reference)
    mark = _narrowest(page)
    if request.method == "GET":
        return render_template("meetings/packet.html", page=page, meeting=page.meeting, mark_code=mark, days=DAYS)
    asked = request.form.get("days", "")
    days = int(asked) if asked in DAYS else 30
    expires = (clock.now() + timedelta(days=days)).date().isoformat()
    meeting, ref = page.meeting, page.ref
    audit.record(g.actor.ref, "meeting.packet_taken", ref, files=len(page.documents), expires=expires, mark=str(mark))
    head = PacketHead(meeting.reference, meeting.content.title, str(mark), g.me.name, clock.now(), expires)
    entries = [*_pages(page, head), *_papers(page)]
    key = current_app.config["SECRET_KEY"]
    return _sent(use.packet_entries(head, entries, key), f"TLP-{mark} {meeting.reference} packet.zip")


def _narrowest(page: MeetingPage, papers_only: bool = False) -> Mark:
    """The mark the archive as a whole carries."""
    if papers_only and page.documents:
        return max((Mark(row.mark) for row in page.documents), key=lambda mark: mark.rank)
    return page.mark


def _pages(page: MeetingPage, head: PacketHead) -> list[Entry]:
    """Each page under the mark of what stands on it."""
    meeting: Meeting = page.meeting
    wide, narrow = meeting.content.mark or Mark.RED, meeting.content.mark_of_minutes or Mark.RED
    papers = [(row, entry.name) for row, entry in zip(page.documents, _papers(page), strict=True)]
    given: dict[str, Any] = {"page": page, "meeting": meeting, "head": head, "papers": papers}
    found = [_written("index", str(_narrowest(page)), given), _written("agenda", str(wide), given)]
    if page.minutes:
        found.append(_written("minutes", str(narrow), {**given, "minutes": newest(meeting)}))
    if page.decisions:
        carried = max((decision.mark for decision in page.decisions), key=lambda mark: mark.rank)
        found.append(_written("decisions", str(carried), given))
    style = (Path(current_app.root_path) / "static" / "css" / "packet.css").read_bytes()
    return [*found, use.file_entry("packet.css", style, "CLEAR")]


def _written(name: str, mark: str, given: dict[str, Any]) -> Entry:
    html = render_template(f"meetings/packet/{name}.html", mark_code=mark, **given)
    return use.file_entry(f"{name}.html", html.encode(), mark)
