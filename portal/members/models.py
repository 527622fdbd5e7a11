"""Members, the authorities they work for, their sign-ins and their tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.actor import Actor, Role
from portal.foundation import clock
from portal.foundation.database import Base, UTCDateTime
from portal.foundation.ids import new_id
from portal.regions.queries import regions_of


class Authority(Base):
    """A court, office or agency."""

    __tablename__ = "authorities"
    __table_args__ = (UniqueConstraint("country", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    country: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(300))


class Member(Base):
    """A practitioner. `region_codes` and `languages` are codes separated by blanks.

    For a coordinator `region_codes` are the regions he publishes for; for others, regions beside those of the country.
    """

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    native_name: Mapped[str] = mapped_column(String(300), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="active")
    country: Mapped[str] = mapped_column(String(2), index=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("authorities.id"))
    region_codes: Mapped[str] = mapped_column(String(300), default="")
    profession: Mapped[str] = mapped_column(String(40), default="")
    languages: Mapped[str] = mapped_column(String(120), default="")
    expertise: Mapped[str] = mapped_column(Text, default="")
    telephone: Mapped[str] = mapped_column(String(60), default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    interface_language: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    authority: Mapped[Authority] = relationship(lazy="joined")

    @property
    def is_active(self) -> bool:
        return self.state == "active"

    @property
    def regions(self) -> frozenset[str]:
        return regions_of(self.country) | frozenset(self.region_codes.split())

    @property
    def language_codes(self) -> list[str]:
        return self.languages.split()

    def as_actor(self) -> Actor:
        """Raises ValueError for a suspended member: he acts no more."""
        if not self.is_active:
            raise ValueError("a suspended member cannot act")
        own = frozenset(self.region_codes.split())
        coordinates = (own or regions_of(self.country)) if self.role == Role.COORDINATOR else frozenset()
        return Actor(self.id, Role(self.role), self.country, self.authority_id, self.regions, coordinates)


class MemberSession(Base):
    """One sign-in. `id` is the SHA-256 of the token in the member's cookie, so a stolen table opens nothing."""

    __tablename__ = "member_sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    member: Mapped[Member] = relationship(lazy="joined")

    token: str = ""
    """The secret itself: known only while the sign-in is answered."""

    is_authenticated, is_active, is_anonymous = True, True, False
    """What Flask-Login asks of it."""

    def get_id(self) -> str:
        return self.token

    @property
    def owner_id(self) -> str:
        return self.member_id


class ApiToken(Base):
    """A bearer token of a member for programs. Only its SHA-256 is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    member: Mapped[Member] = relationship(lazy="joined")


class SignInTry(Base):
    """One failed try to sign in. `key` is of an account, an address or a device, as a hash; kept for an hour."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index("ix_sign_in_tries_key", "key", "tried_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(60))
    tried_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now, index=True)
