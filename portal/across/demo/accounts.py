"""The demonstration's accounts, shown on its sign-in page and only there."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portal.foundation.database import db
from portal.members.models import Member

PASSWORD = "exercise-exercise"  # noqa: S105 - the demonstration prints it on its sign-in page
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Account:
    email: str
    name: str
    story: str
    password: str = PASSWORD


@cache
def cast() -> list[dict[str, Any]]:
    lines = (HERE / "cast.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def shown() -> list[Account]:
    """The accounts a visitor of the demonstration should try; none when it is not loaded."""
    if db.session.query(Member.id).first() is None:
        return []
    return [Account(each["email"], each["name"], each["story"]) for each in cast() if each["show"]]
