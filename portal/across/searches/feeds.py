"""Feeds of a saved search, by an address that can be revoked: Atom for what it finds, a calendar for its meetings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.audience import OPEN_MARKS
from portal.access.cards import Card
from portal.access.policy import require
from portal.across.finder.kinds import KINDS
from portal.across.finder.service import FoundThing, search
from portal.across.searches.models import SavedMatch, SavedSearch, SearchLink
from portal.across.searches.service import asked_of, get_own, problem_of
from portal.foundation import audit
from portal.foundation.database import db
from portal.foundation.errors import NotFound, Refused
from portal.foundation.i18n import lazy
from portal.foundation.refs import Ref
from portal.meetings.calendar.queries import read_entries
from portal.meetings.calendar.rules import Entry, write_calendar
from portal.members.models import Member
from portal.members.secrets import digest, new_token
from search.query import Sort

MOST, ENTRIES = 5, 50


@dataclass(frozen=True, slots=True)
class SearchFeed:
    search: SavedSearch
    actor: Actor


def make_link(actor: Actor, search_id: str) -> str:
    """The token, shown once."""
    require(actor, "search.link")
    kept = get_own(actor, search_id)
    held = db.session.scalar(select(func.count()).where(SearchLink.search_id == kept.id))
    if (held or 0) >= MOST:
        raise Refused(lazy("You have %(limit)s addresses already. Please revoke some.", limit=MOST))
    token = new_token()
    link = SearchLink(id=digest(token), search_id=kept.id)
    db.session.add(link)
    db.session.flush()
    audit.record(actor.ref, "search.link_made", Ref("search", kept.id), link=link.handle)
    return token


def revoke_link(actor: Actor, search_id: str, handle: str) -> None:
    require(actor, "search.link")
    kept = get_own(actor, search_id)
    own = select(SearchLink).where(SearchLink.search_id == kept.id, SearchLink.handle == handle[:32])
    link = db.session.scalar(own) if handle.isprintable() else None
    if link is None:
        raise NotFound
    db.session.delete(link)
    audit.record(actor.ref, "search.link_revoked", Ref("search", kept.id), link=handle)


def list_links(kept: SavedSearch) -> Sequence[SearchLink]:
    held = select(SearchLink).where(SearchLink.search_id == kept.id)
    return db.session.scalars(held.order_by(SearchLink.created_at, SearchLink.handle)).all()


def open_feed(token: str) -> SearchFeed:
    """Raises NotFound alike for a wrong token, a revoked one, a suspended owner's and a search that cannot be asked."""
    link = db.session.get(SearchLink, digest(token)) if token.isascii() and len(token) < 100 else None
    kept = db.session.get(SavedSearch, link.search_id) if link else None
    member = db.session.get(Member, kept.member_id) if kept else None
    if kept is None or member is None or not member.is_active or problem_of(asked_of(kept.question)):
        raise NotFound
    return SearchFeed(kept, member.as_actor())


def write_atom(feed: SearchFeed, base_url: str, own_url: str) -> bytes:
    """RFC 4287, newest first. Of a case it says where it is, its mark, and its title where the mark lets it leave."""
    from feedgen.feed import FeedGenerator  # it brings an XML library that no page needs

    found = _find(feed, "")
    since = _found_at(feed.search, found)
    atom = FeedGenerator()
    atom.id(f"{base_url}/searches#{feed.search.id}")
    atom.title(feed.search.name)
    atom.author(name="Practitioners’ Network")
    atom.link(href=own_url, rel="self")
    atom.updated(max(since.values(), default=feed.search.created_at))
    for thing in found:
        kind, card = KINDS[thing.kind], thing.card
        url = f"{base_url}{kind.url(card)}"
        entry = atom.add_entry(order="append")
        entry.id(url)
        entry.link(href=url)
        title = card.text_for().title if card.mark in OPEN_MARKS else _called(thing.kind, card)
        entry.title(f"[TLP:{card.mark}] {title}")
        entry.updated(since.get(f"{thing.kind}:{card.id}", feed.search.created_at))
    return bytes(atom.atom_str())


def write_meetings(feed: SearchFeed, base_url: str) -> bytes:
    """RFC 5545: the meetings among its results, with title and place where the mark lets them leave."""
    cards = {thing.card.id: thing.card for thing in _find(feed, "meeting")}
    entries = read_entries(feed.actor, list(cards), base_url)
    return write_calendar(feed.search.name, [_outside(entry, cards[entry.meeting_id]) for entry in entries])


def _outside(entry: Entry, card: Card) -> Entry:
    if entry.mark in OPEN_MARKS:
        return entry
    return replace(entry, title=_called("meeting", card), place="", video_link="")


def _called(kind: str, card: Card) -> str:
    """What a thing is called where its title may not stand."""
    return f"{KINDS[kind].label} {card.number or ''}".strip()


def _find(feed: SearchFeed, kind: str) -> Sequence[FoundThing]:
    asked = replace(asked_of(feed.search.question), sort=Sort.NEWEST, page=1, per_page=ENTRIES)
    if kind:
        asked = replace(asked, chosen=(*(pair for pair in asked.chosen if pair[0] != "kind"), ("kind", kind)))
    return search(feed.actor, asked, (), passages=0).hits


def _found_at(kept: SavedSearch, found: Sequence[FoundThing]) -> Mapping[str, datetime]:
    """Of what it has found since it was saved; the rest was there before."""
    things = [f"{thing.kind}:{thing.card.id}" for thing in found]
    asked = select(SavedMatch.thing, SavedMatch.found_at)
    asked = asked.where(SavedMatch.search_id == kept.id, SavedMatch.thing.in_(things))
    return {row.thing: row.found_at for row in db.session.execute(asked)}
