"""The mail port: a message and the ways to send it."""

from portal.foundation.mail.message import Message
from portal.foundation.mail.senders import Sender, open_sender

__all__ = ["Message", "Sender", "open_sender"]
