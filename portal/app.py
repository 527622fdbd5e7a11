"""The composition root: settings → database, search engine, blueprints, rules. Everything is chosen here."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.access.actor import VISITOR, Actor
from portal.access.policy import may
from portal.across import checks, navigation, registrations
from portal.config import Settings
from portal.foundation.database import db
from portal.foundation.database.engine import engine_options, prepare_engine
from portal.foundation.files import FileStore
from portal.foundation.logs import configure_logs
from portal.foundation.mail import open_sender
from portal.foundation.outbox.capture import install_capture
from portal.foundation.web.application import NamedHosts, PortalFlask, WholeBody
from portal.foundation.web.compression import install_compression, packed_static
from portal.foundation.web.errors import install_errors
from portal.foundation.web.guard import guard, is_from_anywhere
from portal.foundation.web.headers import CSP, install_headers
from portal.foundation.web.requests import install_requests
from portal.foundation.web.templating import install_templating
from portal.meetings.calendar.service import install_sequences
from portal.members.queries import find_session, find_token_owner
from search.engine import open_engine
from search.vectors import Embedder

_MEGABYTE = 1024 * 1024
_HERE = Path(__file__).parent


def resource(name: str) -> Path:
    """A folder shipped with the portal: beside the package in a checkout, inside it once installed."""
    for place in (_HERE / name, _HERE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(name)


def create_app(settings: Settings | None = None) -> Flask:
    """Raises pydantic's ValidationError when the settings are unsafe."""
    settings = settings or Settings()
    configure_logs()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = PortalFlask("portal", root_path=str(_HERE), static_folder=None, template_folder=str(resource("templates")))
    _configure(app, settings)
    _open_database(app)
    _open_parts(app, settings)
    _install_web(app, settings)
    registrations.register_all(app)
    _open_to_elsewhere(app)
    _wrap(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database),
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.idle_minutes * 60,
        PORTAL_SESSION_HOURS=settings.session_hours,
        MAX_CONTENT_LENGTH=(settings.upload_max_mb + 5) * _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=5 * _MEGABYTE,
        MAX_FORM_PARTS=5_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure,
    )


def _open_database(app: Flask) -> None:
    db.init_app(app)
    app.extensions["migrate"] = LocalProxy(lambda: _migrations(app))
    with app.app_context():
        prepare_engine(db.engine)
    if not getattr(db, "captured", False):
        install_capture(db.session)
        install_sequences(db.session)
        db.captured = True  # type: ignore[attr-defined]


def _migrations(app: Flask) -> Any:
    """Made when first asked for: Alembic takes 12 MB that no page needs."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(resource("migrations")), render_as_batch=True)
    return app.extensions["migrate"]


def _open_parts(app: Flask, settings: Settings) -> None:
    app.extensions["portal_settings"] = settings
    app.extensions["portal_search"] = open_engine(settings.search, _embedder(settings))
    app.extensions["portal_files"] = FileStore(settings.data_dir / "files")
    app.extensions["portal_sender"] = open_sender(
        settings.mail, settings.mail_from, settings.secret_key.get_secret_value()
    )
    app.extensions["portal_may"] = may
    app.extensions["portal_visitor"] = VISITOR
    app.extensions["portal_bearer"] = _bearer
    app.extensions["portal_is_demo"] = settings.mode == "demo"
    app.extensions["portal_checks"] = checks.readiness(app)


def _embedder(settings: Settings) -> Embedder | None:
    """The operator's sentence model, where there is one. Raises ModelUnusable: better no start than another index."""
    if not settings.vectors_dir:
        return None
    from search.embedders.onnx import OnnxEmbedder

    return OnnxEmbedder(Path(settings.vectors_dir))


def _bearer(header: str) -> Actor | None:
    scheme, _, token = header.partition(" ")
    member = find_token_owner(token.strip()) if scheme.lower() == "bearer" and token else None
    return member.as_actor() if member else None


def _install_web(app: Flask, settings: Settings) -> None:
    login = LoginManager()
    login.init_app(app, add_context_processor=False)  # it would ask the database again on every error page
    login.session_protection = None  # a phone on a poor line changes its address within one visit
    login.user_loader(find_session)
    install_requests(app)
    app.before_request(guard)
    app.extensions["portal_csrf"] = CSRFProtect(app)
    install_errors(app)
    install_compression(app)
    install_headers(app, settings.secure)
    install_templating(app, _HERE / "static", may, settings.mode == "demo")
    navigation.install_navigation(app)
    app.jinja_env.globals.update(operator_mail=settings.operator_mail, security_mail=settings.security_mail)


def _open_to_elsewhere(app: Flask) -> None:
    for view in app.view_functions.values():
        if is_from_anywhere(view):
            app.extensions["portal_csrf"].exempt(view)


def _wrap(app: Flask, settings: Settings) -> None:
    """Static files, host names, proxies and the length of bodies: before Flask sees a request."""
    wsgi: Any = app.wsgi_app
    static = packed_static(_HERE / "static", settings.data_dir / "static")
    wsgi = WhiteNoise(
        wsgi,
        root=static,
        prefix="static/",
        max_age=31_536_000,
        allow_all_origins=False,
        add_headers_function=_static_headers,
    )
    wsgi.add_files(str(static / "root"), prefix="/")
    wsgi = NamedHosts(wsgi, _hosts(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        wsgi = ProxyFix(wsgi, x_for=hops, x_proto=hops)
    app.wsgi_app = WholeBody(wsgi)  # type: ignore[method-assign]


def _static_headers(headers: Any, _path: str, _url: str) -> None:
    headers["Content-Security-Policy"] = CSP
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _hosts(settings: Settings) -> set[str]:
    from urllib.parse import urlsplit

    named = {host.strip().lower() for host in settings.allowed_hosts.split(",") if host.strip()}
    own = urlsplit(settings.base_url).hostname
    return named | {"localhost", "127.0.0.1", "::1"} | ({own} if own else set())
