"""Ways to send: a server, the terminal, or a folder."""

import smtplib
import sys
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal.foundation.errors import Unavailable
from portal.foundation.ids import new_id
from portal.foundation.mail.message import Message

TIMEOUT_SECONDS = 10
REST_SECONDS = 30
"""A server that does not answer is left alone for so long: whoever waits for it does not wait for each message."""


class Undeliverable(ValueError):
    """The server will never take a message for this address."""


class Sender(Protocol):
    def send(self, message: Message) -> None:
        """Delivers or raises: Unavailable to try again later, Undeliverable when that would be in vain."""
        ...


class SmtpSender:
    """`smtp://[user:password@]host[:port]`, or `smtps://`."""

    def __init__(self, url: str, sender: str, secret: str) -> None:
        self.parts, self.sender, self.secret = urlsplit(url), sender, secret
        self.rests_until = 0.0

    def send(self, message: Message) -> None:
        if time.monotonic() < self.rests_until:
            raise Unavailable("mail server did not answer a moment ago")
        try:
            self._deliver(message.as_email(self.sender, self.secret))
        except smtplib.SMTPRecipientsRefused as refusal:
            code = next(iter(refusal.recipients.values()))[0]
            if code >= 500:
                raise Undeliverable(f"recipient refused with {code}") from None
            raise Unavailable(f"mail server answered {code}") from None
        except smtplib.SMTPResponseException as answer:
            raise Unavailable(f"mail server answered {answer.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as fault:
            self.rests_until = time.monotonic() + REST_SECONDS
            raise Unavailable(f"mail server: {type(fault).__name__}") from None

    def _deliver(self, mail: EmailMessage) -> None:
        host, port = self.parts.hostname or "localhost", self.parts.port or 25
        client = smtplib.SMTP_SSL if self.parts.scheme == "smtps" else smtplib.SMTP
        with client(host, port, timeout=TIMEOUT_SECONDS) as server:
            if self.parts.username:
                if self.parts.scheme == "smtp":
                    server.starttls()
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(mail)


class ConsoleSender:
    """Prints to standard error: what a demonstration without a mail server does."""

    def __init__(self, sender: str, secret: str) -> None:
        self.sender, self.secret = sender, secret

    def send(self, message: Message) -> None:
        sys.stderr.write(f"{message.as_email(self.sender, self.secret)}\n")


class MailboxSender:
    """One .eml file a message in a folder."""

    def __init__(self, folder: str, sender: str, secret: str) -> None:
        self.folder, self.sender, self.secret = Path(folder), sender, secret

    def send(self, message: Message) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{new_id()}.eml").write_bytes(bytes(message.as_email(self.sender, self.secret)))


def open_sender(url: str, sender: str, secret: str) -> Sender:
    """`smtp://…`, `smtps://…`, `console:` or `mailbox:FOLDER`; `secret` signs Message-IDs. Raises ValueError for
    anything else."""
    scheme = url.partition(":")[0]
    if scheme in ("smtp", "smtps"):
        return SmtpSender(url, sender, secret)
    if scheme == "console":
        return ConsoleSender(sender, secret)
    if scheme == "mailbox":
        return MailboxSender(url.partition(":")[2], sender, secret)
    raise ValueError(f"unknown mail address: {scheme}:")
