"""Stopping mail by a link in it, without signing in (RFC 8058). It stops the news by mail and changes nothing else."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from portal.access.actor import Actor
from portal.access.policy import require
from portal.across.alerts.choices import UNSUBSCRIBED, stop_mail
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.refs import Ref
from portal.members.models import Member


def address_of(member_id: str) -> str:
    """Signed, so that nobody can make one for another. It never ends: a letter of last year still stops the next."""
    return f"/unsubscribe/{_serializer().dumps(member_id)}"


def find_member(token: str) -> str:
    """Raises NotFound for what this portal has not signed, and for a member who is gone."""
    try:
        member_id = str(_serializer().loads(token))
    except BadSignature:
        raise NotFound from None
    if db.session.get(Member, member_id) is None:
        raise NotFound
    return member_id


def unsubscribe(actor: Actor, token: str) -> None:
    """Twice is once. Whoever is signed in meanwhile has nothing to do with it."""
    require(actor, "mail.stop")
    member_id = find_member(token)
    stop_mail(member_id, UNSUBSCRIBED, Ref("member", member_id))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="unsubscribe")
