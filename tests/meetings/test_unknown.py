"""A meeting its reader may not know of answers as one that does not exist, at every address and to every post."""

import pytest
from flask import Flask

from tests.access.answers import addresses, state, whole
from tests.support.cast import Cast
from tests.support.meetings import announced, everything
from tests.support.portal import Portal

UNUSED = "M-2031-999"
SENT = {
    "revision": "4",
    "status": "held",
    "title": "x",
    "text": "x",
    "number": "0",
    "mark": "GREEN",
    "days": "7",
    "state": "done",
    "minutes": "5",
    "day": "2031-03-04",
    "begins": "9:00",
    "ends": "10:00",
}


@pytest.mark.parametrize("reader", ["outsider", "administrator", "editor", "visitor"])
def test_a_hidden_meeting_answers_as_an_unused_number_on_every_route(
    app: Flask, portal: Portal, cast: Cast, reader: str
) -> None:
    everything(app, cast)
    hidden = str(announced(cast.coordinator.actor, mark="RED", audience={"members": [cast.author.id]}).number)
    person = getattr(cast, reader)
    browser = portal.browser(person if person.id else None)
    browser.get("/about/marks")
    values = {
        "number": "1",
        "cases.edit:section": "texts",
        "practices.edit:section": "texts",
        "about.show:section": "marks",
        "key": "homicide",
    }
    values |= {"code": "NE", "probe": "live", "form": "csv", "handle": "none"}
    before = state()
    for method in ("GET", "POST"):
        paths = addresses(app, method, {**values, "reference": hidden})
        for path in [each for each in paths if each.startswith(f"/meetings/{hidden}")]:
            other = path.replace(hidden, UNUSED)
            ask = browser.get if method == "GET" else lambda at: browser.post(at, SENT)
            assert whole(ask(path), hidden) == whole(ask(other), UNUSED), path
    assert state() == before
