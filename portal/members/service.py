"""Use cases of members. Vetting of new ones is not here yet: the command line creates them."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select

from portal.access.actor import Actor, Role
from portal.access.policy import require
from portal.countries.queries import find_code
from portal.foundation import audit, clock
from portal.foundation.database import db
from portal.foundation.database.bulk import execute_bulk
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.i18n import INTERFACE_LANGUAGES, lazy
from portal.foundation.problems import read_record
from portal.foundation.refs import SYSTEM, Ref
from portal.foundation.texts import Line, Prose
from portal.members import secrets
from portal.members.codes import PROFESSIONS
from portal.members.models import ApiToken, Authority, Member, MemberSession
from portal.members.queries import find_by_email
from portal.regions.queries import REGIONS

PASSWORD_MIN = 12
PASSWORD_MAX = 256


@dataclass(frozen=True, slots=True)
class NewMember:
    """What the command line and the demonstration give. `regions` are those a coordinator publishes for."""

    email: str
    name: str
    country: str
    role: Role
    password: str = ""
    password_hash: str = ""
    authority: str = ""
    regions: tuple[str, ...] = ()
    native_name: str = ""
    profession: str = ""
    languages: tuple[str, ...] = ()
    expertise: str = ""
    time_zone: str = "UTC"
    interface_language: str = ""


def create_member(wanted: NewMember) -> Member:
    """Raises Invalid naming each field that cannot be used."""
    country = find_code(wanted.country)
    problems = _problems_of_new(wanted, country)
    if problems or country is None:
        raise Invalid(problems)
    member = Member(
        email=wanted.email.strip().lower(),
        name=wanted.name.strip(),
        native_name=wanted.native_name,
        password_hash=wanted.password_hash or secrets.hash_password(wanted.password),
        role=wanted.role.value,
        country=country,
        authority=_authority(country, wanted.authority.strip() or f"{country} authority"),
        region_codes=" ".join(wanted.regions),
        profession=wanted.profession,
        languages=" ".join(wanted.languages),
        expertise=wanted.expertise,
        time_zone=wanted.time_zone,
        interface_language=wanted.interface_language,
    )
    db.session.add(member)
    db.session.flush()
    audit.record(SYSTEM, "member.created", Ref("member", member.id), role=member.role, country=country)
    return member


def _problems_of_new(wanted: NewMember, country: str | None) -> list[Problem]:
    from email_validator import EmailNotValidError, validate_email

    found = []
    try:
        validate_email(wanted.email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        found.append(Problem(("email",), lazy("This is not an e-mail address.")))
    else:
        if find_by_email(wanted.email):
            found.append(Problem(("email",), lazy("A member with this address exists already.")))
    if not wanted.name.strip():
        found.append(Problem(("name",), lazy("This is needed. Please fill it in.")))
    if country is None:
        found.append(Problem(("country",), lazy("There is no country with this code.")))
    if any(region not in REGIONS for region in wanted.regions):
        found.append(Problem(("region",), lazy("There is no region with this code.")))
    if not wanted.password_hash and not PASSWORD_MIN <= len(wanted.password) <= PASSWORD_MAX:
        found.append(Problem(("password",), lazy("A password has 12 to 256 characters.")))
    return found


def _authority(country: str, name: str) -> Authority:
    known = select(Authority).where(Authority.country == country, Authority.name == name)
    authority = db.session.scalar(known)
    if authority is None:
        authority = Authority(country=country, name=name)
        db.session.add(authority)
    return authority


def sign_in(email: str, password: str, hours: int, user_agent: str) -> MemberSession | None:
    """A new sign-in, or None: the answer and its time do not tell an unknown address from a wrong password."""
    member = find_by_email(email) if len(email) <= 254 else None
    stored = member.password_hash if member else None
    db.session.rollback()
    if len(password) > PASSWORD_MAX or not secrets.verify_password(stored, password):
        _record_refusal(member)
        return None
    member = find_by_email(email)
    if member is None or not member.is_active:
        _record_refusal(member)
        return None
    token = secrets.new_token()
    session = MemberSession(
        id=secrets.digest(token),
        member=member,
        expires_at=clock.now() + timedelta(hours=hours),
        user_agent=user_agent[:200],
    )
    session.token = token
    db.session.add(session)
    audit.record(Ref("member", member.id), "session.begun", Ref("member", member.id))
    return session


def _record_refusal(member: Member | None) -> None:
    thing = Ref("member", member.id) if member else Ref("visitor", "")
    audit.record(Ref("visitor", ""), "session.refused", thing)


def end_session(actor: Actor, handle: str) -> None:
    """Ends one of the actor's own sign-ins; another member's looks as if it did not exist."""
    require(actor, "session.end")
    session = db.session.scalar(select(MemberSession).where(MemberSession.handle == handle))
    if session is None or session.member_id != actor.id:
        raise NotFound
    db.session.delete(session)
    audit.record(actor.ref, "session.ended", Ref("member", actor.id))


class ProfileInput(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line
    native_name: Line = ""
    profession: str = ""
    languages: Line = ""
    expertise: Prose = ""
    telephone: Line = ""
    time_zone: str = "UTC"
    interface_language: str = ""


def edit_profile(actor: Actor, data: dict[str, object]) -> Member:
    """Changes the actor's own profile; role, country, authority and state are not his to change."""
    require(actor, "profile.edit")
    profile = read_record(ProfileInput, data)
    problems = _problems_of_profile(profile)
    if problems:
        raise Invalid(problems)
    member = db.session.get_one(Member, actor.id)
    for name, value in profile.model_dump().items():
        setattr(member, name, value)
    audit.record(actor.ref, "profile.edited", actor.ref)
    return member


def _problems_of_profile(profile: ProfileInput) -> list[Problem]:
    unknown = lazy("Please choose one of the values offered.")
    found = []
    if not profile.name:
        found.append(Problem(("name",), lazy("This is needed. Please fill it in.")))
    if profile.profession and profile.profession not in PROFESSIONS:
        found.append(Problem(("profession",), unknown))
    if profile.time_zone not in available_timezones():
        found.append(Problem(("time_zone",), unknown))
    if profile.interface_language and profile.interface_language not in INTERFACE_LANGUAGES:
        found.append(Problem(("interface_language",), unknown))
    codes = profile.languages.split()
    if len(codes) > 12 or any(not code.isascii() or not code.isalpha() or len(code) > 3 for code in codes):
        found.append(Problem(("languages",), lazy("Please write language codes such as: en fr ar.")))
    if len(profile.telephone) > 60:
        found.append(Problem(("telephone",), lazy("This is too long: at most 60 characters.")))
    return found


def suspend_member(actor: Actor, member_id: str) -> None:
    """Rights end at the next request: every sign-in is gone and tokens answer no more."""
    require(actor, "member.suspend")
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    member.state = "suspended"
    execute_bulk(delete(MemberSession).where(MemberSession.member_id == member.id))
    audit.record(actor.ref, "member.suspended", Ref("member", member.id))


def create_token(member: Member, name: str) -> str:
    """The token, shown once."""
    token = secrets.new_token()
    db.session.add(ApiToken(id=secrets.digest(token), member_id=member.id, name=name[:100]))
    audit.record(SYSTEM, "token.created", Ref("member", member.id), name=name[:100])
    return token
