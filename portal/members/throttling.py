"""How often a sign-in may be tried: asked before a password is hashed, and shared by all processes (ASVS 5.0 6.3.1).

Tries are counted by account, whether or not there is one, and by network address. A browser that signed in to an
account before is counted by itself, so that nobody can shut a member out by guessing at her account.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, func, select

from portal.foundation import clock
from portal.foundation.database import db, transaction
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.ids import new_id
from portal.members.models import SignInTry

WITHIN = timedelta(minutes=15)
OF_ACCOUNT, OF_ADDRESS = 10, 60
"""Failures within that time: a person mistypes less often, an office behind one address hardly more."""


class DeviceMark:
    """What a browser keeps of having signed in: it names a device and an account, and opens nothing."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="device")

    def write(self, email: str, before: str) -> str:
        device = self.read(before, email) or new_id()
        return str(self._serializer.dumps([device, _hashed(email)]))

    def read(self, cookie: str, email: str) -> str:
        """The device, if it has signed in to this account; else nothing."""
        try:
            device, account = self._serializer.loads(cookie)
        except (BadSignature, TypeError, ValueError):
            return ""
        return str(device) if account == _hashed(email) else ""


def keys_of(email: str, address: str, device: str) -> dict[str, int]:
    """Key → how many failures it may have. A known device answers for itself alone, whoever else tries where it is."""
    if device:
        return {f"device:{device}": OF_ACCOUNT}
    return {f"account:{_hashed(email)}": OF_ACCOUNT, f"address:{_hashed(address)}": OF_ADDRESS}


def wait_seconds(keys: dict[str, int]) -> int:
    """How long until the next try; 0 for now. One statement."""
    since = clock.now() - WITHIN
    asked = select(SignInTry.key, func.count(), func.min(SignInTry.tried_at))
    asked = asked.where(SignInTry.key.in_(keys), SignInTry.tried_at > since).group_by(SignInTry.key)
    waits = [_until(first) for key, count, first in db.session.execute(asked) if count >= keys[key]]
    return max(waits, default=0)


def _until(first: datetime) -> int:
    return max(1, round((first + WITHIN - clock.now()).total_seconds()))


def note_failure(keys: Sequence[str]) -> None:
    db.session.add_all(SignInTry(key=key) for key in keys)


def forget_tries() -> int:
    """Those that count no more. A step of the worker."""
    with transaction():
        return execute_bulk(delete(SignInTry).where(SignInTry.tried_at < clock.now() - 4 * WITHIN))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.strip().lower().encode()).hexdigest()[:32]
