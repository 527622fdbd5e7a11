"""Reading members."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select

from portal.access.actor import Actor, Role
from portal.access.policy import require
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.i18n import lazy
from portal.foundation.paging import Paged
from portal.members.models import ApiToken, Authority, Member, MemberSession
from portal.members.secrets import digest
from portal.regions.queries import region_countries

PER_PAGE = 30


def find_session(token: str) -> MemberSession | None:
    """The living sign-in this token belongs to; None once it ended or its member is suspended."""
    session = db.session.get(MemberSession, digest(token))
    if session is None or session.expires_at <= clock.now() or not session.member.is_active:
        return None
    session.token = token
    return session


def find_token_owner(token: str) -> Member | None:
    row = db.session.get(ApiToken, digest(token))
    return row.member if row and row.revoked_at is None and row.member.is_active else None


def find_by_email(email: str) -> Member | None:
    if not email.isprintable():  # PostgreSQL refuses NUL in a question
        return None
    return db.session.scalar(select(Member).where(Member.email == email.strip().lower()))


def get_member(actor: Actor, member_id: str) -> Member:
    require(actor, "member.read")
    member = db.session.get(Member, member_id)
    if member is None or (not member.is_active and member.id != actor.id):
        raise NotFound
    return member


_NAMES = select(Member.id, Member.name).where(Member.id.in_(bindparam("ids", expanding=True)))


def names_of(member_ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(_NAMES, {"ids": sorted(member_ids)}) if member_ids else ()
    return {row.id: row.name for row in rows}


def list_members(actor: Actor, words: str = "", country: str = "", region: str = "", page: int = 1) -> Paged[Member]:
    """Active members, by name. `words` are looked for in name, authority and expertise, literally."""
    require(actor, "member.list")
    wanted = select(Member).join(Member.authority).where(Member.state == "active")
    if country:
        wanted = wanted.where(Member.country == country)
    if region:
        wanted = wanted.where(Member.country.in_(region_countries().get(region, frozenset())))
    for word in words.split()[:6]:
        wanted = wanted.where(
            or_(
                Member.name.icontains(word, autoescape=True),
                Member.native_name.icontains(word, autoescape=True),
                Member.expertise.icontains(word, autoescape=True),
                Authority.name.icontains(word, autoescape=True),
            )
        )
    page_rows = db.paginate(wanted.order_by(Member.name, Member.id), page=page, per_page=PER_PAGE, error_out=False)
    return Paged(page_rows.items, page, PER_PAGE, page_rows.total or 0)


def list_sessions(actor: Actor) -> Sequence[MemberSession]:
    """The actor's own living sign-ins, newest first."""
    require(actor, "session.end")
    own = select(MemberSession).where(MemberSession.member_id == actor.id, MemberSession.expires_at > clock.now())
    return db.session.scalars(own.order_by(MemberSession.created_at.desc())).all()


@dataclass(frozen=True, slots=True)
class Reach:
    """Who holds at least one token of an audience."""

    members: int
    countries: int
    visitors: bool


def reaches_of(audiences: Sequence[frozenset[str]]) -> list[Reach]:
    """Counts the active members of each audience, one behind the other: who may not read the first gets to none.

    `visitors` is true for what anyone may read.
    """
    rows = db.session.scalars(select(Member).where(Member.state == "active")).unique()
    holders = [(row.country, row.as_actor().tokens) for row in rows]
    reached: list[Reach] = []
    for tokens in audiences:
        holders = [(country, held) for country, held in holders if not held.isdisjoint(tokens)]
        visitors = "public" in tokens and all(found.visitors for found in reached)
        reached.append(Reach(len(holders), len({country for country, _ in holders}), visitors))
    return reached


def active_ids(member_ids: set[str]) -> set[str]:
    """Those of the given ids that are active members'."""
    if not member_ids:
        return set()
    return set(db.session.scalars(select(Member.id).where(Member.id.in_(member_ids), Member.state == "active")))


def ids_by_email(emails: set[str]) -> dict[str, str]:
    """Address → id of the active members among them."""
    wanted = {email.strip().lower() for email in emails if email.isprintable()}
    rows = db.session.execute(select(Member.email, Member.id).where(Member.email.in_(wanted), Member.state == "active"))
    return {row.email: row.id for row in rows}


def ids_of_addresses(emails: Sequence[str], path: tuple[str | int, ...]) -> list[str]:
    """Member ids of addresses. Raises Invalid, which names the first unknown one."""
    known = ids_by_email(set(emails)) if emails else {}
    for email in emails:
        if email.strip().lower() not in known:
            words = lazy("There is no active member with the address %(address)s.", address=email[:100])
            raise Invalid([Problem(path, words)])
    return [known[email.strip().lower()] for email in emails]


def emails_of(member_ids: set[str]) -> list[str]:
    return sorted(db.session.scalars(select(Member.email).where(Member.id.in_(member_ids))))


def coordinators_of(regions: frozenset[str]) -> list[Member]:
    """Active coordinators of at least one of the regions, by name."""
    coordinators = select(Member).where(Member.role == Role.COORDINATOR, Member.state == "active")
    rows = db.session.scalars(coordinators.order_by(Member.name))
    return [row for row in rows if row.as_actor().coordinates & regions]
