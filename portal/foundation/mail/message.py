"""A message as the portal writes it: plain text, one recipient."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid


@dataclass(frozen=True, slots=True)
class Message:
    """`key` makes the Message-ID, so a repeated delivery is recognisable as the same message."""

    to_address: str
    to_name: str
    subject: str
    text: str
    key: str

    def as_email(self, sender: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = Address(display_name=self.to_name, addr_spec=self.to_address)
        mail["Subject"] = " ".join(self.subject.split())
        mail["Message-ID"] = make_msgid(self.key, domain="portal.invalid")
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.text)
        return mail
