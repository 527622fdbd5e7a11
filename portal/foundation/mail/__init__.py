"""The mail port: a message and the ways to send it."""

from portal.foundation.mail.message import Message, read_id, write_id
from portal.foundation.mail.senders import Sender, Undeliverable, open_sender

__all__ = ["Message", "Sender", "Undeliverable", "open_sender", "read_id", "write_id"]
