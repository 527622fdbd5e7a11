"""Whose news is due: for each of them one message is put into the outbox."""

from sqlalchemy import select

from portal.across.alerts.models import Notice
from portal.across.newsmail.models import NewsMail
from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.ids import new_id
from portal.foundation.outbox.queue import enqueue

BATCH = 500


def gather_news() -> int:
    """A step of the worker; how many messages were begun. A day without a mail server still ends in one message:
    while one is on its way no other is begun, and it takes up what is due when it leaves."""
    begun = 0
    while True:
        with transaction():
            waiting = select(NewsMail.member_id).where(NewsMail.sent_at.is_(None))
            due = select(Notice.member_id).where(Notice.mail_due_at <= clock.now(), Notice.member_id.not_in(waiting))
            people = db.session.scalars(due.distinct().order_by(Notice.member_id).limit(BATCH)).all()
            for member_id in people:
                mail = NewsMail(id=new_id(), member_id=member_id)
                db.session.add(mail)
                enqueue("mail", f"news.mail:{mail.id}")
        begun += len(people)
        if len(people) < BATCH:
            return begun
