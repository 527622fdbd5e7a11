"""A message as the portal writes it: plain text, one recipient."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate

from itsdangerous import BadSignature, Signer


@dataclass(frozen=True, slots=True)
class Message:
    """`key` makes the Message-ID, so a repeated delivery is recognisable as the same message.

    `member_id` is whose address it goes to; a report that it came back leads to her by the Message-ID.
    """

    to_address: str
    to_name: str
    subject: str
    text: str
    key: str
    member_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_email(self, sender: str, secret: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = Address(display_name=self.to_name, addr_spec=self.to_address)
        mail["Subject"] = " ".join(self.subject.split())
        mail["Date"] = formatdate()
        mail["Message-ID"] = write_id(f"{self.key}.{self.member_id}", secret, sender)
        mail["Auto-Submitted"] = "auto-generated"
        for name, value in self.headers.items():
            mail[name] = value
        mail.set_content(self.text)
        return mail


def write_id(name: str, secret: str, sender: str) -> str:
    """A Message-ID (RFC 5322 §3.6.4) that only this portal can write: a forged report of a return is told apart."""
    domain = sender.rpartition("@")[2].strip(" >") or "portal.invalid"
    return f"<{_signer(secret).sign(name).decode()}@{domain}>"


def read_id(text: str, secret: str) -> tuple[str, str] | None:
    """(key, member id) of a Message-ID of ours; None for any other."""
    local = text.strip().removeprefix("<").rpartition("@")[0]
    try:
        key, _, member_id = _signer(secret).unsign(local).decode().rpartition(".")
    except (BadSignature, UnicodeError):
        return None
    return key, member_id


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="message-id")
