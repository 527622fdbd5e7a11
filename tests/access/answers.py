"""Answers of the portal, made comparable, and everything the portal keeps, to see that nothing changed."""

import json
import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.foundation.database import Base, db
from portal.foundation.web.guard import census

_TOKENS = re.compile(r'(name="csrf_token" value=")[^"]+')
_FORM_ID = re.compile(r'(name="form_id" value=")[^"]+')
_TOOK = re.compile(r'"took_ms":\s*[\d.]+')
_PLACE = re.compile(r"<(?:[^:<>]+(?:\([^()]*\))?:)?(\w+)>")
State = dict[str, list[str]]


def body(response: TestResponse, *echoes: str) -> str:
    """The text of an answer without what is drawn anew each time, and with each echo replaced by one word."""
    text = _FORM_ID.sub(r"\1", _TOKENS.sub(r"\1", response.text))
    text = _TOOK.sub("", text)
    for echo in echoes:
        text = text.replace(echo, "ECHO")
    return text


def whole(response: TestResponse, *echoes: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body. The cookie of the session is signed with the second it is sent in."""
    headers = {name: value for name, value in response.headers.items() if name not in ("Set-Cookie", "Content-Length")}
    for name, value in headers.items():
        for echo in echoes:
            headers[name] = value = value.replace(echo, "ECHO")
    return response.status_code, headers, body(response, *echoes)


def state() -> State:
    """Every row of every table."""
    db.session.rollback()
    kept = {}
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(select(table)).mappings()
        kept[table.name] = sorted(json.dumps(dict(row), default=_written, sort_keys=True) for row in rows)
    db.session.rollback()
    return kept


def _written(value: Any) -> str:
    written: Callable[[], str] | None = getattr(value, "model_dump_json", None)
    return written() if written else str(value)


def _value(place: str, values: dict[str, str]) -> str:
    """Places of ids nobody gave a value for get one that nothing has."""
    return values.get(place, "0" * 32 if place.endswith("_id") or place == "token" else "?")


def addresses(app: Flask, method: str, values: dict[str, str]) -> dict[str, str]:
    """path → endpoint of every route that answers this method, with `values` in its places."""
    found = {}
    for path, answered, endpoint, _ in census(app):
        if answered != method:
            continue
        place = f"{endpoint}:{{}}"
        filled = _PLACE.sub(lambda at, place=place: values.get(place.format(at[1]), _value(at[1], values)), path)
        assert "?" not in filled, f"no value for a place of {path}"
        found[filled] = endpoint
    return found
