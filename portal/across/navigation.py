"""The main navigation, as each reader may use it."""

from typing import Any

from flask import Flask, g, request

from portal.access.policy import may
from portal.across.alerts.notices import count_unread
from portal.cases.queries import count_for_review
from portal.foundation.i18n import gettext as _
from portal.practices.queries import count_for_review as count_practices_for_review


def install_navigation(app: Flask) -> None:
    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {"navigation": _entries() if hasattr(g, "actor") else []}


def _entries() -> list[dict[str, Any]]:
    actor = g.actor
    places = [
        ("home.read", _("Home"), "/", 0),
        ("search.read", _("Search"), "/search", 0),
        ("case.list", _("Cases"), "/cases", 0),
        ("practice.list", _("Practices"), "/practices", 0),
        ("meeting.list", _("Meetings"), "/meetings", 0),
        ("member.list", _("Members"), "/members", 0),
        ("country.read", _("Countries"), "/countries", 0),
        ("vocabulary.read", _("Vocabulary"), "/vocabulary", 0),
    ]
    if may(actor, "inbox.read"):
        # under the rights of the moment, which costs a question for each kind of thing: said where one arrives
        unread = count_unread(actor) if request.path in ("/", "/inbox") else 0
        places.append(("inbox.read", _("Inbox"), "/inbox", unread))
    if may(actor, "case.review"):
        waiting = count_for_review(actor) + count_practices_for_review(actor)
        places.append(("case.review", _("Review"), "/review", waiting))
    places.append(("administration.read", _("Administration"), "/administration", 0))
    return [
        {"text": text, "url": url, "current": _is_current(url), "badge": badge}
        for action, text, url, badge in places
        if may(actor, action)
    ]


def _is_current(url: str) -> bool:
    return request.path == url if url == "/" else request.path.startswith(url)
