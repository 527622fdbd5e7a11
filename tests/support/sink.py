"""A mail server that keeps what it is sent and answers what it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from portal.foundation.mail import open_sender
from tests.support.postgres import free_port

SECRET = "a secret of the tests"


@dataclass
class Sink:
    """Keeps what it is sent and answers what it is told."""

    answer: str = "250 kept"
    kept: list[EmailMessage] = field(default_factory=list)
    tries: int = 0
    dies_after_data: bool = False

    async def handle_RCPT(self, _server: object, _session: object, envelope: object, address: str, _o: object) -> str:  # noqa: N802
        self.tries += 1
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return self.answer

    async def handle_DATA(self, server: Any, _session: object, envelope: object) -> str:  # noqa: N802
        parsed = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[attr-defined]
        assert isinstance(parsed, EmailMessage)
        self.kept.append(parsed)
        if self.dies_after_data:
            server.transport.abort()
        return "250 kept"


@contextmanager
def sink_of(app: Flask) -> Iterator[Sink]:
    """The portal's mail goes there until the end."""
    kept = Sink()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    before = app.extensions["portal_sender"]
    app.extensions["portal_sender"] = open_sender(
        f"smtp://127.0.0.1:{controller.port}", "portal@portal.example", SECRET
    )
    yield kept
    app.extensions["portal_sender"] = before
    controller.stop()
