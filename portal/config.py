"""Settings from the environment, prefix PORTAL_. Typed, frozen, and unsafe ones are refused at start."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_DEMO_SECRET = "demonstration-only-secret-never-in-production"  # noqa: S105 - refused in production


class Settings(BaseSettings):
    """Every setting of the portal. `deploy/.env.example` is made from these descriptions."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", frozen=True, extra="ignore")

    mode: Literal["demo", "production"] = Field(
        "demo", description="demo shows its accounts on the sign-in page; production refuses unsafe settings"
    )
    data_dir: Path = Field(Path("var"), description="folder of everything the embedded default stores")
    database_url: str = Field("", description="SQLAlchemy address; empty means SQLite in the data folder")
    search_url: str = Field(
        "embedded:",
        repr=False,
        description="embedded: (in the data folder), embedded:PATH, memory: or http(s)://… of Elasticsearch",
    )
    vectors_dir: str = Field(
        "",
        description="folder of a sentence model (model.onnx, tokenizer.json) to search by meaning with; empty: off",
    )
    secret_key: SecretStr = Field(SecretStr(_DEMO_SECRET), description="signs cookies; 32 characters or more")
    base_url: str = Field(
        "http://127.0.0.1:8000", description="where members open the portal; links in mail begin with it"
    )
    allowed_hosts: str = Field("", description="further host names, comma-separated, the portal answers to")
    trusted_proxies: int = Field(0, ge=0, le=5, description="how many reverse proxies stand before the portal")
    mail_url: str = Field(
        "", description="smtp://…, smtps://…, console: or mailbox:FOLDER; empty means a mailbox in the data folder"
    )
    mail_from: str = Field("portal@localhost", description="sender of the portal's mail")
    webhook_origins: str = Field(
        "", description="https://host[:port], comma-separated: whom saved searches may call; empty: no webhooks"
    )
    operator_mail: str = Field("operator@portal.example", description="whom members write to when something is wrong")
    security_mail: str = Field("security@portal.example", description="whom to tell of a weakness")
    session_hours: int = Field(12, ge=1, le=24, description="a sign-in ends after this many hours")
    idle_minutes: int = Field(120, ge=5, le=720, description="and after this many minutes without a request")
    upload_max_mb: int = Field(25, ge=1, le=200, description="largest attachment")

    @model_validator(mode="after")
    def refuse_unsafe(self) -> Self:
        if self.mode == "production":
            secret = self.secret_key.get_secret_value()
            if secret == _DEMO_SECRET or len(secret) < 32:
                raise ValueError("PORTAL_SECRET_KEY must be set to at least 32 random characters in production")
            if not self.base_url.startswith("https://"):
                raise ValueError("PORTAL_BASE_URL must begin with https:// in production")
            if any(not origin.startswith("https://") for origin in self.webhook_allowed):
                raise ValueError("PORTAL_WEBHOOK_ORIGINS must each begin with https:// in production")
            if not self.mail_url:
                raise ValueError("PORTAL_MAIL_URL must be set in production")
        return self

    @property
    def database(self) -> str:
        """The database address with the default filled in; plain postgresql:// gets its driver."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'portal.sqlite3'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def webhook_allowed(self) -> frozenset[str]:
        return frozenset(each.strip().rstrip("/").lower() for each in self.webhook_origins.split(",") if each.strip())

    @property
    def search(self) -> str:
        return f"embedded:{self.data_dir.resolve() / 'index'}" if self.search_url == "embedded:" else self.search_url

    @property
    def mail(self) -> str:
        return self.mail_url or f"mailbox:{self.data_dir.resolve() / 'mail'}"

    @property
    def secure(self) -> bool:
        """Whether members come over TLS."""
        return self.base_url.startswith("https://")
