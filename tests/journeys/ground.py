"""Cases the journeys need beside the demonstration, as lines of an import; and where to find them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.journeys.hostile import HOSTILE
from tests.journeys.serving import Server
from tests.journeys.visiting import AUTHOR, Chromium, open_page

DRAFT, WAITING, SHARED = "Draft of the journeys", "Waiting of the journeys", "Shared of the journeys"
SHOUTING, CRIED = "shout", "cried"
_MARKS = {"abstract": "GREEN", "summary": "AMBER", "annex": "RED"}
_PARTICULARS: dict[str, Any] = {
    "countries": [{"code": "NE", "part": "seizure"}, {"code": "LY", "part": "origin"}],
    "regions": ["sahel"],
    "offences": ["illicit-trafficking"],
    "items": [{"type": "pistol", "make": "Maker", "model": "M1", "calibre": "9 mm", "quantity": 3, "serial": "S-1"}],
    "route": [{"from": "Sabha", "to": "Agadez", "by": "land"}],
    "methods": ["hidden-compartment"],
    "techniques": ["tracing"],
    "cooperation": ["interpol"],
    "persons": [{"part": "broker", "sex": "male", "charges": [{"charge": "Trafficking", "law": "Art. 1"}]}],
    "stage": "trial",
    "dates": {"seized": "2018-03-14"},
    "sources": ["File of the court"],
}


def _record(key: str, title: str, status: str, **changes: Any) -> dict[str, Any]:
    texts = {
        "abstract": "A car was stopped.",
        "summary": "Pistols in the wheel.\n\n- one\n- two",
        "annex": "The driver.",
    }
    marks = {"marks": _MARKS, "audience": {"regions": ["sahel"], "members": ["laouali.moussa@niger.example"]}}
    head = {"external_id": key, "language": "en", "title": title, "status": status}
    return {**head, **texts, **_PARTICULARS, **marks, **changes}


def _long() -> str:
    return "\n\n".join(f"Paragraph {number}: " + "the file was opened and read again. " * 12 for number in range(40))


def _shouting(key: str, title: str, status: str, **changes: Any) -> dict[str, Any]:
    """Every text field of it holds all hostile strings; lines as many as they can hold."""
    prose = "\n\n".join(HOSTILE)
    lines = [text for text in HOSTILE if len(text) < 280]
    return _record(
        key, f"{title} {lines[0]}", status,
        **dict.fromkeys(("abstract", "summary", "annex", "commentary", "outcome", "lessons", "difficulties"), prose),
        translations=[{"language": "fr", "title": f"{title} {lines[1]}", "summary": prose, "abstract": prose}],
        items=[{"type": "pistol", "make": text, "model": text, "calibre": text, "serial": text} for text in lines],
        route=[{"from": text, "to": text} for text in lines],
        persons=[{"part": "broker", "charges": [{"charge": t, "law": t, "sentence": t} for t in lines]}],
        authority=lines[2], court=lines[3], sources=lines, sherloc=lines[4], **changes,
    )  # fmt: skip


def records(status: str) -> list[dict[str, Any]]:
    """The lines of the first import (everything a draft) and of the second (each where it belongs)."""
    first = status == "draft"
    kept = [
        _record("journeys-draft", DRAFT, "draft", court="First" if first else "Second"),
        _record("journeys-waiting", WAITING, "draft" if first else "submitted"),
        _record("journeys-shared", SHARED, "draft" if first else "published", summary=_long()),
    ]
    shouting = _shouting("journeys-shouting", SHOUTING, "draft")
    if not first:
        shouting["abstract"] += "\n\nchanged"
    green = {"marks": {"abstract": "GREEN", "summary": "GREEN", "annex": "GREEN"}, "audience": {}}
    return [*kept, shouting, _shouting("journeys-cried", CRIED, "draft" if first else "published", **green)]


def bring(server: Server) -> None:
    for status in ("draft", "last"):
        place: Path = server.folder / f"{status}.jsonl"
        place.write_text("\n".join(json.dumps(record) for record in records(status)), encoding="utf-8")
        server.command("import", "cases", str(place), "--as", AUTHOR)


def references(chromium: Chromium) -> Mapping[str, str]:
    """Title (or how it begins) → how the case is addressed."""
    with chromium.visit(AUTHOR) as page:
        open_page(page, "/cases?list=own")
        listed = [(each.inner_text(), each.get_attribute("href")) for each in page.locator(".hit-title a").all()]
    wanted = (DRAFT, WAITING, SHARED, SHOUTING, CRIED)
    return {
        title: str(next(href for text, href in listed if text.startswith(title))).rpartition("/")[2] for title in wanted
    }
