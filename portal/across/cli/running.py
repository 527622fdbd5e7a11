"""Commands that run the portal and look at it."""

import os
import signal
import socket
from threading import Event

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.across.checks import migrations_at_head
from portal.across.cli.data import load_with_progress
from portal.across.supervising import Supervisor, Web, run_apart
from portal.across.verifying import find_differences
from portal.across.working import app_with_worker, create_app, run_worker
from portal.config import Settings
from portal.foundation.web.guard import census


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--demo", is_flag=True, help="First migrate, and load the demonstration once.")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """Runs web and worker together until stopped."""
    port = _free(host, port)
    if host in ("127.0.0.1", "localhost"):
        os.environ.setdefault("PORTAL_BASE_URL", f"http://{host}:{port}")  # links in mail and feeds lead here
    settings = Settings()
    if demo and run_apart(prepare_demo):
        raise SystemExit(1)
    click.echo(f"Practitioners' Network: http://{host}:{port}/  (Ctrl+C ends it)")
    address = f"{host}:{port}"
    if settings.search_url.startswith("memory:"):
        tasks = {"web": Web(address, 1, app_with_worker).run}
    else:
        tasks = {"web": Web(address, workers, create_app).run, "worker": work}
    raise SystemExit(Supervisor(tasks).run())


def _free(host: str, port: int) -> int:
    """The port, or a free one for 0. Refuses with a plain sentence when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise click.ClickException(f"cannot listen on {host}:{port}: {fault.strerror}. Try --port 8001.") from None
        return int(probe.getsockname()[1])


def work() -> None:
    """The worker in a process of its own, until told to stop."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_worker(create_app(), stop)


def prepare_demo() -> None:
    """Schema at head, demonstration loaded; quick when both are done."""
    from flask_migrate import upgrade

    app = create_app()
    with app.app_context():
        if not migrations_at_head(app):
            upgrade()
        load_with_progress()


@click.command("worker")
def worker() -> None:
    """Does what the outbox asks until stopped."""
    work()


@click.command()
@click.option("--permissions", is_flag=True, help="With the permission each method asks.")
@with_appcontext
def routes(permissions: bool) -> None:
    """Lists every route."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for path, method, endpoint, action in census(app):
        line = f"{method:6} {path:48} {endpoint:28}"
        click.echo(f"{line} {action or 'UNDECLARED'}" if permissions else line.rstrip())


@click.command()
@with_appcontext
def verify() -> None:
    """Compares rows, files, outbox, index and audit; exit 1 and a list when they differ."""
    found = find_differences(current_app._get_current_object())  # type: ignore[attr-defined]
    for line in found:
        click.echo(line)
    click.echo("no differences" if not found else f"{len(found)} differences")
    raise SystemExit(1 if found else 0)
