"""What other subjects may be told of threads; see `foundation.refs`."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from portal.access.actor import Actor
from portal.conversation.models import Thread
from portal.conversation.queries import open_to
from portal.conversation.rules import mark_of
from portal.foundation.database import db
from portal.foundation.refs import Concerns, Described, concerns, describe_many


def describe_threads(actor: object, ids: Collection[str]) -> Mapping[str, Described]:
    """Under the rights of the thing each thread is about, and its own."""
    if not isinstance(actor, Actor):
        return {}
    threads = db.session.scalars(select(Thread).where(Thread.id.in_(list(ids)), open_to(actor))).all()
    readable = describe_many(actor, {thread.ref for thread in threads})
    return {
        thread.id: Described(thread.title, f"/threads/{thread.id}", mark_of(thread.token, readable[thread.ref].mark))
        for thread in threads
        if thread.ref in readable
    }


def thread_concerns(thread_id: str) -> Concerns | None:
    """Followers of the thing hear of it too. Where it is narrowed the token decides, and the thing is asked when the
    notice is shown."""
    thread = db.session.get(Thread, thread_id)
    about = concerns(thread.ref) if thread else None
    if thread is None or about is None:
        return None
    audience = frozenset({thread.token, f"member:{thread.owner_id}"}) if thread.token else about.audience
    return Concerns(audience, thread.owner_id, mark_of(thread.token, about.mark), frozenset({thread.about}))
