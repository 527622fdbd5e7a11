"""One running portal for the tests that do not break it for good."""

from collections.abc import Iterator

import pytest

from tests.faults.server import Server, new_site, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with new_site(tmp_path_factory.mktemp("site")) as site, running(site) as started:
        yield started
