"""Commands that run the portal and look at it."""

import signal
import socket
from threading import Event

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.across.supervising import Supervisor
from portal.across.verifying import find_differences
from portal.across.working import run_worker
from portal.config import Settings
from portal.foundation.web.guard import census


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Runs web and worker together until stopped."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise click.ClickException(f"cannot listen on {host}:{port}: {fault.strerror}. Try --port 8001.") from None
        port = probe.getsockname()[1]
    click.echo(f"Practitioners' Network: http://{host}:{port}/  (Ctrl+C ends it)")
    together = Settings().search_url.startswith("memory:")
    raise SystemExit(Supervisor(host, port, workers, together).run())


@click.command()
@with_appcontext
def worker() -> None:
    """Does what the outbox asks until stopped."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    run_worker(app, stop)


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
