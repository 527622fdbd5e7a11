"""Calls to the cluster: short, few, and none at all for a while once it is sick."""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from elasticsearch import ApiError, AuthenticationException, AuthorizationException, Elasticsearch, TransportError
from elasticsearch import ConnectionTimeout as TimedOut
from elasticsearch.serializer import OrjsonSerializer

from search.engine import SearchUnavailable
from search.engines.elastic.address import Address

Answer = TypeVar("Answer")
TIMEOUT_SECONDS = 2.5
"""A page must say within three seconds that search does not answer."""
WRITE_SECONDS = 30.0
FAILURES, PAUSE_SECONDS = 3, 5.0
MAJOR = 9
"""Of the server; the client's must be the same."""


class Breaker:
    """After some failures in a row nothing is asked for a while; then one call tries whether it is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def check(self) -> None:
        with self._lock:
            if self._failures >= FAILURES and time.monotonic() < self._until:
                raise SearchUnavailable("Elasticsearch did not answer; it is left alone for some seconds")
            if self._failures >= FAILURES:
                # this call is the trial; others wait for how it ends
                self._until = time.monotonic() + PAUSE_SECONDS

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._until = time.monotonic() + PAUSE_SECONDS

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0


class Connection:
    """`ask` is for reading, `tell` for writing: a reader waits two and a half seconds, the worker longer."""

    def __init__(self, address: Address) -> None:
        self.address = address
        # a node that refuses is passed over at once; a slow one is not asked twice, the page must not wait
        self._client = Elasticsearch(
            **address.options(),
            max_retries=len(address.hosts),
            retry_on_timeout=False,
            retry_on_status=(),
            serializers={"application/vnd.elasticsearch+json": OrjsonSerializer()},
        )
        self._reading = self._client.options(request_timeout=TIMEOUT_SECONDS)
        self._writing = self._client.options(request_timeout=WRITE_SECONDS)
        self._breaker = Breaker()
        self._checked = False

    def ask(self, call: Callable[[Elasticsearch], Answer]) -> Answer:
        return self._guarded(self._reading, call)

    def tell(self, call: Callable[[Elasticsearch], Answer]) -> Answer:
        """Waits longer, and is tried though readers leave the cluster alone: the worker has time."""
        return self._called(self._writing, call)

    def close(self) -> None:
        self._client.close()

    def _guarded(self, client: Elasticsearch, call: Callable[[Elasticsearch], Answer]) -> Answer:
        self._breaker.check()
        try:
            answer = self._called(client, call)
        except SearchUnavailable:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return answer

    def _called(self, client: Elasticsearch, call: Callable[[Elasticsearch], Answer]) -> Answer:
        try:
            if not self._checked:
                self._check_version(client)
            return call(client)
        except (TransportError, ApiError) as error:
            raise SearchUnavailable(reason_of(error)) from None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # an answer that is none of the server's: cut off, or made by something in between
            raise SearchUnavailable(f"Elasticsearch answered what cannot be read ({type(error).__name__})") from error

    def _check_version(self, client: Elasticsearch) -> None:
        """Refuses a server of another major version before anything is written in a form it would misread."""
        nodes: dict[str, Any] = client.nodes.info(filter_path="nodes.*.version")["nodes"]
        versions = sorted({str(node["version"]) for node in nodes.values()})
        wrong = [version for version in versions if int(version.partition(".")[0]) != MAJOR]
        if wrong:
            raise SearchUnavailable(
                f"Elasticsearch is version {wrong[0]}; this portal needs {MAJOR}: upgrade the cluster"
            )
        self._checked = True


def reason_of(error: TransportError | ApiError) -> str:
    """Cause and cure in words, without addresses, queries or secrets."""
    if isinstance(error, AuthenticationException):
        return "Elasticsearch refuses the user name, password or API key; check PORTAL_SEARCH_URL"
    if isinstance(error, AuthorizationException):
        return (
            "Elasticsearch does not allow this; read-only index or missing rights: see the role in the operations guide"
        )
    if isinstance(error, TimedOut):
        return "Elasticsearch took too long"
    if isinstance(error, ApiError):
        return _of_status(error)
    return f"Elasticsearch cannot be reached ({type(error).__name__})"


def _of_status(error: ApiError) -> str:
    cause = error.body.get("error") if isinstance(error.body, dict) else None
    kind = str(cause.get("type", "")) if isinstance(cause, dict) else ""
    if kind == "index_not_found_exception":
        return "index is missing; rebuild"
    if error.meta.status == 429:
        return "Elasticsearch is overloaded and refuses work for now"
    return f"Elasticsearch answers {error.meta.status} {kind}".strip()
