"""Every contract test runs once per engine; a further engine adds itself to `ENGINES`."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.engine import Engine, open_engine
from tests.support.elasticsearch import CURE

ELASTIC = "elasticsearch"
ENGINES: dict[str, Callable[[Path], str]] = {
    "memory": lambda folder: "memory:",
    "embedded": lambda folder: f"embedded:{folder / 'index'}",
    ELASTIC: lambda folder: f"{elastic_url()}/?prefix=t-{uuid.uuid4().hex[:12]}",
}


def elastic_url() -> str:
    """The server the run was started with; `make test` starts one. Without it a developer is told, CI fails."""
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if not url and os.environ.get("CI"):
        pytest.fail(CURE)
    if not url:
        pytest.skip("no Elasticsearch: set ELASTICSEARCH_URL, or run make test")
    return url


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(ENGINES[request.param](tmp_path))
    yield opened
    forget(opened)


def forget(opened: Engine) -> None:
    """Leaves nothing on a shared server."""
    if opened.name == ELASTIC:
        prefix = opened._connection.address.prefix  # type: ignore[attr-defined]
        names = opened._generations.names()  # type: ignore[attr-defined]
        assert all(name.startswith(prefix) for name in names)
        for name in names:
            opened._connection.tell(lambda client, name=name: client.indices.delete(index=name))  # type: ignore[attr-defined]
    opened.close()
