"""Naming somebody in a comment: `@` and the name, of those alone who may read it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import func, or_, select

from portal.access.actor import Actor
from portal.conversation.rules import is_open_to
from portal.foundation.database import db
from portal.foundation.refs import Ref, concerns
from portal.members.models import Member

WORDS_MAX, NAMED_MAX, OFFERED, LOOKED_AT = 6, 50, 8, 200
_AT = re.compile(r"(?<![\w@./])@(?=\w)")


def find_mentioned(text: str, about: Ref, token: str, owner: str) -> list[Member]:
    """Members whose name follows an `@`, the longest one that fits. Whoever may not read the thread is nobody here:
    an `@` before another word, such as a handle in a chat, is just text. Of a text that is full of them the first
    fifty are looked at."""
    tried = [list(_beginnings(text[found.end() :])) for found in islice(_AT.finditer(text), NAMED_MAX)]
    typed = {name for each in tried for name in each}
    if not typed:
        return []
    lowered = {name.lower() for name in typed}
    # SQLite lowers the letters of ASCII alone: a name in others is found as it is written
    fits = [column.in_(typed) | func.lower(column).in_(lowered) for column in (Member.name, Member.native_name)]
    asked = select(Member).where(Member.state == "active", or_(*fits))
    known: dict[str, list[Member]] = {}
    for member in _readers(db.session.scalars(asked).all(), about, token, owner):
        for name in {member.name.lower(), member.native_name.lower()}:
            known.setdefault(name, []).append(member)
    found = {member.id: member for each in tried for member in _longest(each, known)}
    return list(found.values())


def offer_names(actor: Actor, typed: str, about: Ref, token: str, owner: str) -> list[str]:
    """Names that go on from what is typed, of others who may read the thread."""
    typed = typed.strip()[:60]
    if not typed or not typed.isprintable():
        return []
    begins = Member.name.istartswith(typed, autoescape=True), Member.name.icontains(f" {typed}", autoescape=True)
    asked = select(Member).where(Member.state == "active", Member.id != actor.id, or_(*begins))
    rows = db.session.scalars(asked.order_by(Member.name).limit(LOOKED_AT)).all()
    return [member.name for member in _readers(rows, about, token, owner)][:OFFERED]


def _beginnings(rest: str) -> Iterator[str]:
    """The longest first: the first words of what follows, without the sign that ends a sentence."""
    words = rest[:300].split("\n", maxsplit=1)[0].split(" ")[:WORDS_MAX]
    for count in range(len(words), 0, -1):
        yield " ".join(words[:count]).rstrip(".,;:!?)")


def _longest(tried: Sequence[str], known: dict[str, list[Member]]) -> list[Member]:
    return next((known[name.lower()] for name in tried if name.lower() in known), [])


def _readers(members: Sequence[Member], about: Ref, token: str, owner: str) -> list[Member]:
    concerned = concerns(about)
    if concerned is None:
        return []
    actors = [(member, member.as_actor()) for member in members]
    return [
        member
        for member, actor in actors
        if not actor.tokens.isdisjoint(concerned.audience) and is_open_to(token, owner, actor)
    ]
