"""The calendar's pages, one meeting as a file, and feeds."""

from contextlib import suppress
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, get_day_names
from babel.languages import get_official_languages
from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation import clock
from portal.foundation.i18n import current_locale
from portal.foundation.i18n import gettext as _
from portal.foundation.paging import page_number
from portal.foundation.web.guard import permission
from portal.meetings import queries as meetings
from portal.meetings import times
from portal.meetings.calendar import queries, rules, service
from portal.meetings.views.blueprint import blueprint, reader_zone
from portal.regions.queries import REGIONS


@blueprint.get("/meetings/calendar")
@permission("calendar.read")
def calendar() -> str:
    """A month as a table, or with `view=list` what comes from its first day on."""
    zone = reader_zone() or "UTC"
    region = request.args.get("region", "")
    region = region if region in REGIONS else ""
    month = _month(request.args.get("month", ""), zone)
    as_list = request.args.get("view") == "list"
    weekday = _first_weekday(g.me.country)
    found = shown = None
    if as_list:
        found = queries.list_from(g.actor, month, zone, region, page_number(request.args.get("page")))
    else:
        shown = queries.read_month(g.actor, month, zone, weekday, region)
    return render_template(
        "meetings/calendar/calendar.html",
        month=month,
        title=format_skeleton("yMMMM", month, locale=current_locale()),
        weekdays=_weekdays(weekday),
        found=found,
        shown=shown,
        region=region,
        zone=zone,
    )


def _month(asked: str, zone: str) -> date:
    """The first day of the month asked for; this month for nonsense."""
    day = times.read_day(f"{asked}-01")
    today = times.wall(clock.now(), zone).date()
    return day if day and 1950 <= day.year <= 2099 else today.replace(day=1)


def _first_weekday(country: str) -> int:
    """0 for Monday; a week begins with a country's custom, not with a language (CLDR)."""
    for language in get_official_languages(country):
        with suppress(UnknownLocaleError):
            return Locale(language, country).first_week_day
    return 0


def _weekdays(first: int) -> list[tuple[str, str]]:
    """(short, long) names, from the first day of the reader's week."""
    short = get_day_names("abbreviated", locale=current_locale())
    long = get_day_names("wide", locale=current_locale())
    return [(short[(first + at) % 7], long[(first + at) % 7]) for at in range(7)]


@blueprint.get("/meetings/<reference>/calendar.ics")
@permission("calendar.file")
def calendar_file(reference: str) -> Response:
    """One meeting as it is now, with the rights of whoever is signed in."""
    meeting = meetings.get_meeting(g.actor, reference)
    entries = queries.read_entries(g.actor, [meeting.id], _base_url())
    return _answer(rules.write_calendar(meeting.content.title, entries), f"{meeting.reference}.ics")


@blueprint.get("/calendar/<token>.ics")
@permission("calendar.feed")
def feed(token: str) -> Response:
    """The token is the right, and no cookie adds to it."""
    opened = queries.find_feed(token)
    entries = queries.entries_of_feed(opened, _base_url())
    name = str(REGIONS.get(opened.subject, "")) if opened.kind == "region" else _("Meetings")
    return _answer(rules.write_calendar(name or _("Meetings"), entries), "meetings.ics")


def _answer(content: bytes, name: str) -> Response:
    answer = current_app.response_class(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _base_url() -> str:
    return str(current_app.extensions["portal_settings"].base_url)


@blueprint.route("/account/calendar", methods=["GET", "POST"])
@permission("calendar.link")
def links() -> ResponseReturnValue:
    """The member's feed addresses. A new one is shown once, on the answer that made or renewed it."""
    made = ""
    if request.method == "POST" and request.form.get("renew"):
        made = service.renew_link(g.actor, request.form["renew"])
    elif request.method == "POST":
        made = service.make_link(g.actor, request.form.get("kind", ""), request.form.get("subject", ""))
    rows = queries.list_links(g.actor)
    names = queries.names_of_subjects(g.actor, rows)
    address = f"{_base_url()}/calendar/{made}.ics" if made else ""
    return render_template("meetings/calendar/links.html", rows=rows, names=names, address=address)


@blueprint.post("/account/calendar/<handle>/revoke")
@permission("calendar.link")
def revoke_link(handle: str) -> ResponseReturnValue:
    service.revoke_link(g.actor, handle)
    flash(_("The address opens nothing any more."), "success")
    return redirect(url_for("meetings.links"))
