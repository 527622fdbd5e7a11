"""The portal on each engine that keeps its own index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.foundation.recent import Recent
from search.engine import Engine, open_engine

ENGINES = ("memory", "embedded")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[Engine]:
    """The engine the portal searches with during this test."""
    address = {"memory": "memory:", "embedded": f"embedded:{tmp_path / 'index'}"}[request.param]
    app.extensions["portal_search"] = opened = open_engine(address)
    app.extensions["portal_nearest"] = Recent(size=1, seconds=0)  # what is like a case is asked anew each time
    yield opened
    opened.close()
