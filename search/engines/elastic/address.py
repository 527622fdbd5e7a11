"""Where a cluster answers and how to sign in there, read from one address.

`http://user:password@host1:9200,host2:9200/?prefix=portal&api_key=…&ca=/etc/ca.pem`: several hosts separated by
commas; basic authentication or an API key; `ca` names a file with the certificate authority.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DEFAULT_PORT = 9200
_KNOWN = {"prefix", "api_key", "api_key_file", "ca"}


@dataclass(frozen=True, slots=True)
class Address:
    """`prefix` begins the name of every index and alias. Secrets are left out of what is printed."""

    hosts: tuple[str, ...]
    prefix: str = "portal"
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca: str = ""

    def options(self) -> dict[str, Any]:
        """What the client is opened with."""
        found: dict[str, Any] = {"hosts": list(self.hosts)}
        if self.api_key:
            found["api_key"] = self.api_key
        elif self.user:
            found["basic_auth"] = (self.user, self.password)
        if self.ca:
            found["ca_certs"] = self.ca
        return found


def read_address(url: str) -> Address:
    """Raises ValueError naming what is wrong, never the secret in it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError("an Elasticsearch address begins with http:// or https://")
    login, _, places = parts.netloc.rpartition("@")
    given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = set(given) - _KNOWN
    if unknown:
        raise ValueError(f"unknown in the Elasticsearch address: {', '.join(sorted(unknown))}")
    hosts = tuple(_host(parts.scheme, place) for place in places.split(",") if place)
    if not hosts:
        raise ValueError("the Elasticsearch address names no host")
    prefix = given.get("prefix", "portal")
    if not prefix.isascii() or not prefix.replace("_", "").replace("-", "").isalnum() or prefix != prefix.lower():
        raise ValueError("the prefix is made of small letters, digits, hyphens and underscores")
    user, _, password = login.partition(":")
    return Address(hosts, prefix, unquote(user), unquote(password), _api_key(given), _file(given.get("ca", "")))


def _host(scheme: str, place: str) -> str:
    name, colon, port = place.rpartition(":")
    if colon and not port.isdigit():
        raise ValueError("a host of the Elasticsearch address has a port that is no number")
    return f"{scheme}://{place}" if colon and name else f"{scheme}://{place}:{DEFAULT_PORT}"


def _api_key(given: dict[str, str]) -> str:
    path = _file(given.get("api_key_file", ""))
    return Path(path).read_text(encoding="ascii").strip() if path else given.get("api_key", "")


def _file(path: str) -> str:
    if path and not Path(path).is_file():
        raise ValueError(f"there is no file {path}")
    return path
