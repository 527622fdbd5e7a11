"""Mail that came back, and complaints: after several the portal stops writing there and says so on the inbox."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import Message as Parsed

from sqlalchemy import func, select

from portal.across.alerts.choices import COMPLAINED, RETURNED, stop_mail
from portal.across.newsmail.models import MailReturn
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.mail import read_id
from portal.foundation.refs import SYSTEM, Ref
from portal.members.models import Member

MOST, WITHIN = 3, timedelta(days=30)
"""A full mailbox or a holiday is no reason; three returns in a month are."""


def note_return(name: str, member_id: str, kind: str = RETURNED) -> None:
    """`name` is the message's key; the same one is counted once. A complaint stops mail at once."""
    if db.session.get(MailReturn, name) is not None or db.session.get(Member, member_id) is None:
        return
    db.session.add(MailReturn(name=name[:120], member_id=member_id, kind=kind))
    db.session.flush()
    audit.record(SYSTEM, f"mail.{kind}", Ref("member", member_id))
    since = clock.now() - WITHIN
    asked = select(func.count()).where(MailReturn.member_id == member_id, MailReturn.returned_at > since)
    if kind == COMPLAINED or (db.session.scalar(asked) or 0) >= MOST:
        stop_mail(member_id, kind)


def read_report(raw: bytes, secret: str) -> str:
    """Takes a report as the mail server gives it; what kind it was, empty when it is none about a message of ours.

    Delivery reports are RFC 3464, complaints RFC 5965. Both carry the message they speak of, or its headers, and only
    a Message-ID that this portal has signed counts: nobody stops another's mail by inventing a report.
    """
    report = message_from_bytes(raw, policy=policy.default)
    kind = _kind(report)
    found = next((found for text in _message_ids(report) if (found := read_id(text, secret))), None)
    if not kind or found is None:
        return ""
    note_return(*found, kind)
    return kind


def _kind(report: Parsed) -> str:
    for part in report.walk():
        match part.get_content_type():
            case "message/delivery-status":
                failed = any(str(each.get("Action", "")).strip().lower() == "failed" for each in part.walk())
                return RETURNED if failed else ""
            case "message/feedback-report":
                return COMPLAINED
    return ""


def _message_ids(report: Parsed) -> list[str]:
    """Of the messages it holds; its own is none of ours."""
    found = []
    for part in report.walk():
        if part is not report and part.get("Message-ID"):
            found.append(str(part["Message-ID"]))
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            quoted = message_from_bytes(headers if isinstance(headers, bytes) else b"", policy=policy.default)
            found.append(str(quoted.get("Message-ID", "")))
    return found
