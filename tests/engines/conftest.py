"""Every contract test runs once per engine; a third engine adds itself to `ENGINES`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.engine import Engine, open_engine

ENGINES: dict[str, Callable[[Path], str]] = {
    "memory": lambda folder: "memory:",
    "embedded": lambda folder: f"embedded:{folder / 'index'}",
}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(ENGINES[request.param](tmp_path))
    yield opened
    opened.close()
