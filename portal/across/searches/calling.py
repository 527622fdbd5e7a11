"""Webhooks: a program of a host that the administrator allows is told what a saved search has found.

Signed as the Standard Webhooks specification has it: the receiver refuses what is forged, altered, old or repeated.
"""

import base64
import hashlib
import hmac
from collections.abc import Collection, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import orjson
import urllib3
from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.audience import OPEN_MARKS
from portal.access.policy import require
from portal.across.searches.models import SavedSearch, Webhook
from portal.across.searches.service import get_own
from portal.foundation import audit, clock
from portal.foundation.database import db, transaction
from portal.foundation.errors import Invalid, NotFound, Problem, Unavailable
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.outbox.models import OutboxRow
from portal.foundation.outbox.queue import enqueue
from portal.foundation.refs import SYSTEM, Ref, describe_many
from portal.members.models import Member

TOPIC = "webhook"
MOST, LENGTH, THINGS = 5, 500, 100
FAILURES = 12
"""In a row; with the pauses between them that is about two days."""
GONE, FAILING = "gone", "failing"
_TIMEOUT = urllib3.Timeout(connect=3, read=5)


def origin_of(url: str) -> str:
    """`https://host[:port]`, empty for what is no address of the web. Names and passwords in it are not allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
        return ""
    return f"{parts.scheme}://{parts.hostname.lower()}{f':{port}' if port else ''}"


def add_webhook(actor: Actor, search_id: str, url: str, allowed: Collection[str]) -> Webhook:
    """The same address twice is one. Raises Invalid for one outside the hosts allowed, or one too many."""
    require(actor, "search.hook")
    search = get_own(actor, search_id)
    url = url.strip()
    if len(url) > LENGTH or not url.isascii() or not url.isprintable() or " " in url or origin_of(url) not in allowed:
        words = lazy("This portal calls only the hosts its administrators have allowed: %(hosts)s")
        raise Invalid([Problem(("url",), words.fill(hosts=", ".join(sorted(allowed)) or "—"))])
    known = db.session.scalar(select(Webhook).where(Webhook.search_id == search.id, Webhook.url == url))
    if known is not None:
        return known
    held = select(func.count()).where(Webhook.search_id == search.id)
    if (db.session.scalar(held) or 0) >= MOST:
        raise Invalid([Problem(("url",), lazy("There are %(limit)s already. Please remove one.", limit=MOST))])
    hook = Webhook(id=new_id(), search_id=search.id, url=url, failures=0, stopped="", answer="")
    db.session.add(hook)
    db.session.flush()
    audit.record(actor.ref, "webhook.added", Ref("search", search.id), webhook=hook.id, origin=origin_of(url))
    return hook


def remove_webhook(actor: Actor, search_id: str, hook_id: str) -> None:
    require(actor, "search.hook")
    hook = _own_hook(actor, search_id, hook_id)
    db.session.delete(hook)
    audit.record(actor.ref, "webhook.removed", Ref("search", search_id), webhook=hook_id)


def restart_webhook(actor: Actor, search_id: str, hook_id: str) -> None:
    require(actor, "search.hook")
    hook = _own_hook(actor, search_id, hook_id)
    hook.stopped, hook.failures, hook.paused_until = "", 0, None
    audit.record(actor.ref, "webhook.restarted", Ref("search", search_id), webhook=hook_id)


def list_webhooks(search: SavedSearch) -> Sequence[Webhook]:
    """Of a search the caller has read as its owner's."""
    held = select(Webhook).where(Webhook.search_id == search.id)
    return db.session.scalars(held.order_by(Webhook.created_at, Webhook.id)).all()


def secret_of(hook_id: str, key: str) -> str:
    """Follows from the portal's own secret, so that no table holds it."""
    derived = hmac.new(key.encode(), f"webhook:{hook_id}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(derived).decode()}"


def call_webhooks(search_id: str, things: Sequence[str]) -> None:
    """In the transaction that keeps what was found."""
    for hook_id in db.session.scalars(select(Webhook.id).where(Webhook.search_id == search_id, Webhook.stopped == "")):
        enqueue(TOPIC, hook_id, payload=" ".join(things[:THINGS]))


def deliver(row: OutboxRow, allowed: Collection[str], key: str, base_url: str) -> None:
    """The worker's part. Rights are asked again; raises Unavailable to try later.

    No connection of the database is held while the other side takes its time.
    """
    hook = db.session.get(Webhook, row.key)
    if hook is None or hook.stopped:
        return
    if origin_of(hook.url) not in allowed:
        _note(row.key, "not allowed", stop=FAILING)
        return
    if hook.paused_until and hook.paused_until > clock.now():
        raise Unavailable("webhook rests after failures")
    body, url = _body(hook, row.payload.split(), base_url), hook.url
    db.session.rollback()
    if body is None:
        return
    name = f"{row.id}-{row.created_at.timestamp():.6f}"
    answer = _post(url, body, _signed(name, body, secret_of(row.key, key)))
    well = answer.startswith("2")
    _note(row.key, answer, stop=GONE if answer == "410" else "", failed=not well)
    if not well and answer != "410":
        raise Unavailable(f"webhook answered {answer}")


def _body(hook: Webhook, things: Sequence[str], base_url: str) -> bytes | None:
    """What may still be told: addresses and marks, and a title only where its mark lets it leave the portal."""
    search = db.session.get_one(SavedSearch, hook.search_id)
    member = db.session.get(Member, search.member_id)
    if member is None or not member.is_active:
        return None
    readable = describe_many(member.as_actor(), [Ref.parse(thing) for thing in things])
    items = [
        {"kind": ref.kind, "url": f"{base_url}{thing.url}", "mark": thing.mark}
        | ({"title": thing.title} if thing.mark in OPEN_MARKS else {})
        for ref, thing in readable.items()
    ]
    told = {"type": "search.matched", "timestamp": clock.now(), "data": {"search": search.id, "items": items}}
    return orjson.dumps(told) if items else None


def _signed(name: str, body: bytes, secret: str) -> dict[str, str]:
    moment = str(int(clock.now().timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, b".".join([name.encode(), moment.encode(), body]), hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "PractitionersNetwork",
        "webhook-id": name,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def _post(url: str, body: bytes, headers: dict[str, str]) -> str:
    """The status, or the name of the fault. A redirect is an answer like any other and is not followed."""
    try:
        with urllib3.PoolManager(retries=False, timeout=_TIMEOUT) as pool:
            answer = pool.request("POST", url, body=body, headers=headers, redirect=False, preload_content=False)
            answer.close()
            return str(answer.status)
    except urllib3.exceptions.HTTPError as fault:
        return type(fault).__name__


def _note(hook_id: str, answer: str, stop: str = "", failed: bool = False) -> None:
    with transaction():
        hook = db.session.get(Webhook, hook_id)
        if hook is None:
            return
        hook.answer, hook.answered_at = answer[:100], clock.now()
        hook.failures = hook.failures + 1 if failed else 0
        hook.paused_until = clock.now() + timedelta(seconds=30) * 2 ** min(hook.failures, 9) if failed else None
        hook.stopped = stop or (FAILING if hook.failures >= FAILURES else "")
        if hook.stopped:
            audit.record(SYSTEM, "webhook.stopped", Ref("search", hook.search_id), webhook=hook_id, why=hook.stopped)


def _own_hook(actor: Actor, search_id: str, hook_id: str) -> Webhook:
    search = get_own(actor, search_id)
    hook = db.session.get(Webhook, hook_id) if is_id(hook_id) else None
    if hook is None or hook.search_id != search.id:
        raise NotFound
    return hook
