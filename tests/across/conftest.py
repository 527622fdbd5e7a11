"""What these tests share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.sink import Sink, sink_of


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    with sink_of(app) as kept:
        yield kept
