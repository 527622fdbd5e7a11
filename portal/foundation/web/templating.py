"""What templates may use: words, names, dates and addresses. No decisions."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, parse_date
from babel.numbers import format_decimal
from flask import Flask, g, request
from jinja2 import StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from werkzeug.local import LocalProxy

from portal.foundation.i18n import INTERFACE_LANGUAGES, current_language, current_locale, gettext, ngettext
from portal.foundation.richtext import render
from portal.foundation.web.requests import SHORTCUTS_COOKIE, THEME_COOKIE


class SharedMacros(Template):
    """Its macros are made once for all pages: Jinja would first compare the names of every page with its own."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def install_templating(app: Flask, static: Path, may: Callable[..., bool], is_demo: bool) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.template_class = SharedMacros
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, asset=_asset_address(static))
    app.jinja_env.globals.update(languages=INTERFACE_LANGUAGES, is_demo=is_demo)
    # macros see no page: what they need of the request stands here, looked up when it is used
    app.jinja_env.globals.update(language=LocalProxy(current_language), me=LocalProxy(lambda: g.get("me")))
    app.jinja_env.filters.update(
        date=localized_date, datetime=localized_datetime, number=localized_number, markdown=render
    )
    app.jinja_env.filters["language_name"] = language_name
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _context() -> dict[str, Any]:
        theme = request.cookies.get(THEME_COOKIE, "")
        return {
            "language": current_language(),
            "direction": current_locale().text_direction,
            "theme": theme if theme in ("light", "dark") else "",
            "shortcuts": request.cookies.get(SHORTCUTS_COOKIE) != "off",
            "me": g.get("me"),
            "may": lambda action, thing=None: may(g.actor, action, thing),
        }


def _asset_address(static: Path) -> Callable[[str], str]:
    """The address of a static file, with a hash of its content: cached for a year, changed with the file."""

    @cache
    def address(name: str) -> str:
        digest = hashlib.sha256((static / name).read_bytes()).hexdigest()[:12]
        return f"/static/{name}?v={digest}"

    return address


def localized_date(value: str | datetime) -> str:
    """A day, month or year as exact as it is given: `2018-07-31`, `2018-07`, `2018`."""
    if isinstance(value, datetime):
        return format_date(value, "medium", current_locale())
    return _partial_date(value, current_language())


@lru_cache(maxsize=4096)
def _partial_date(value: str, language: str) -> str:
    patterns: Mapping[int, str] = {4: "y", 7: "MMM y", 10: "medium"}
    if len(value) not in patterns:
        return value
    day = parse_date((value + "-01-01")[:10], locale="sv")
    return format_date(day, patterns[len(value)], locale=language)


def localized_datetime(value: datetime) -> str:
    """In the reader's own time zone."""
    member = g.get("me")
    zone = ZoneInfo(member.time_zone) if member else ZoneInfo("UTC")
    return format_datetime(value, "medium", tzinfo=zone, locale=current_locale())


def localized_number(value: float) -> str:
    return _number(value, current_language())


@lru_cache(maxsize=8192)
def _number(value: float, language: str) -> str:
    """Remembered: a page of results shows some hundred numbers, most of them small."""
    return format_decimal(value, locale=language)


def language_name(code: str) -> str:
    return str(current_locale().languages.get(code, code))
