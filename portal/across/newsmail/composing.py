"""The message: what has gathered for one member, in her language and under her rights at the moment it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select, update

from portal.access.actor import Actor
from portal.access.audience import OPEN_MARKS, Mark
from portal.across.alerts.choices import choice_of
from portal.across.alerts.models import Notice
from portal.across.alerts.rules import Rank
from portal.across.alerts.wording import sentence
from portal.across.newsmail.models import NewsMail
from portal.across.newsmail.unsubscribing import address_of
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.i18n import gettext as _
from portal.foundation.i18n import lazy, ngettext, use_language
from portal.foundation.mail import Message
from portal.foundation.refs import Described, Ref, describe_many
from portal.members.models import Member

LINES = 40
GROUPS = {
    Rank.ADDRESSED: lazy("For you"),
    Rank.OWN: lazy("Of what is yours"),
    Rank.THING: lazy("Of what you follow"),
    Rank.TOPIC: lazy("Of countries, regions and themes you follow"),
}


@dataclass(frozen=True, slots=True)
class _Line:
    rank: Rank
    words: str
    thing: Described

    def text(self, base_url: str) -> str:
        """A title only where its mark lets it travel."""
        title = f": {self.thing.title}" if self.thing.mark in OPEN_MARKS and self.thing.title else ""
        return f"- {self.words}{title}\n  {base_url}{self.thing.url}"


def build(key: str, base_url: str, name: str) -> Message | None:
    """None where nothing of it may be told any more, or she wants none."""
    mail = db.session.get(NewsMail, key.partition(":")[2])
    member = db.session.get(Member, mail.member_id) if mail else None
    if mail is None or member is None or mail.sent_at is not None:
        return None
    rows = _gathered(mail)
    if not member.is_active or choice_of(member.id).stopped:
        return None
    with use_language(member.interface_language):
        lines = _lines(member.as_actor(), rows)
        if not lines:
            return None
        unsubscribe = f"{base_url}{address_of(member.id)}"
        subject = f"[TLP:{_narrowest(lines)}] {_subject(lines)}"
        unique = f"{name}-{len(rows)}"
        text = _text(lines, base_url, unsubscribe)
        return Message(member.email, member.name, subject, text, unique, member.id, _headers(unsubscribe))


def finish(key: str) -> None:
    """It is sent, or will never be: what comes from now on begins another."""
    with transaction():
        sent = update(NewsMail).where(NewsMail.id == key.partition(":")[2], NewsMail.sent_at.is_(None))
        execute_bulk(sent.values(sent_at=clock.now()))


def _gathered(mail: NewsMail) -> Sequence[Notice]:
    """What is due by now joins the message for good, so that no other repeats it; what she has read is left out."""
    key, member_id = mail.id, mail.member_id
    with transaction():
        due = update(Notice).where(Notice.member_id == member_id, Notice.mail_due_at <= clock.now())
        execute_bulk(due.values(mailed_in=key, mail_due_at=None))
    wanted = select(Notice).where(Notice.mailed_in == key, Notice.read_at.is_(None))
    return db.session.scalars(wanted.order_by(Notice.rank, Notice.id.desc())).all()


def _lines(actor: Actor, rows: Sequence[Notice]) -> list[_Line]:
    """The same news of the same thing is said once."""
    found = describe_many(actor, {Ref.parse(row.thing) for row in rows})
    kept: dict[tuple[str, str], _Line] = {}
    for row in rows:
        thing = found.get(Ref.parse(row.thing))
        if thing is not None:
            kept.setdefault((row.act, row.thing), _Line(Rank(row.rank), sentence(row.act), thing))
    return list(kept.values())


def _narrowest(lines: Sequence[_Line]) -> str:
    """Of all the things it points at; what carries no mark, such as a saved search, is the reader's own."""
    marks = {line.thing.mark for line in lines}
    return next((mark for mark in reversed(list(Mark)) if mark in marks), Mark.GREEN)


def _subject(lines: Sequence[_Line]) -> str:
    if len(lines) == 1:
        return lines[0].words
    return ngettext("%(n)s piece of news for you", "%(n)s pieces of news for you", len(lines))


def _text(lines: Sequence[_Line], base_url: str, unsubscribe: str) -> str:
    parts = []
    for rank, group in groupby(lines[:LINES], key=lambda line: line.rank):
        parts.append("\n".join([str(GROUPS[rank]), "", *(line.text(base_url) for line in group)]))
    if len(lines) > LINES:
        parts.append(_("More is in your inbox."))
    ways = {
        _("Your inbox"): f"{base_url}/inbox",
        _("How often you get mail"): f"{base_url}/account/mail",
        _("No more news by mail"): unsubscribe,
    }
    parts.append("\n".join(f"{words}: {address}" for words, address in ways.items()))
    return "\n\n".join(parts) + "\n"


def _headers(unsubscribe: str) -> dict[str, str]:
    """One click in the mail program is enough (RFC 8058 §3)."""
    return {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
