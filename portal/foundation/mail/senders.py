"""Ways to send: a server, the terminal, or a folder."""

import smtplib
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal.foundation.errors import Unavailable
from portal.foundation.ids import new_id
from portal.foundation.mail.message import Message

TIMEOUT_SECONDS = 10


class Sender(Protocol):
    def send(self, message: Message) -> None:
        """Delivers or raises: Unavailable to try again later, ValueError when the message itself is refused."""
        ...


class SmtpSender:
    """`smtp://[user:password@]host[:port]`, or `smtps://`."""

    def __init__(self, url: str, sender: str) -> None:
        self.parts, self.sender = urlsplit(url), sender

    def send(self, message: Message) -> None:
        try:
            self._deliver(message.as_email(self.sender))
        except smtplib.SMTPRecipientsRefused as refusal:
            code = next(iter(refusal.recipients.values()))[0]
            if code >= 500:
                raise ValueError(f"recipient refused with {code}") from None
            raise Unavailable(f"mail server answered {code}") from None
        except smtplib.SMTPResponseException as answer:
            raise Unavailable(f"mail server answered {answer.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as fault:
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

    def __init__(self, sender: str) -> None:
        self.sender = sender

    def send(self, message: Message) -> None:
        sys.stderr.write(f"{message.as_email(self.sender)}\n")


class MailboxSender:
    """One .eml file a message in a folder."""

    def __init__(self, folder: str, sender: str) -> None:
        self.folder, self.sender = Path(folder), sender

    def send(self, message: Message) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{new_id()}.eml").write_bytes(bytes(message.as_email(self.sender)))


def open_sender(url: str, sender: str) -> Sender:
    """`smtp://…`, `smtps://…`, `console:` or `mailbox:FOLDER`. Raises ValueError for anything else."""
    scheme = url.partition(":")[0]
    if scheme in ("smtp", "smtps"):
        return SmtpSender(url, sender)
    if scheme == "console":
        return ConsoleSender(sender)
    if scheme == "mailbox":
        return MailboxSender(url.partition(":")[2], sender)
    raise ValueError(f"unknown mail address: {scheme}:")
