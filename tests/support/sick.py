"""A proxy before Elasticsearch that can be sick in every way a network or a server can be; switched while it runs."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

SLOW_SECONDS = 6.0
BLOCK = {"error": {"type": "cluster_block_exception", "reason": "index is read-only"}, "status": 403}
DENIED = {"error": {"type": "security_exception", "reason": "unable to authenticate"}, "status": 401}


class Proxy(ThreadingHTTPServer):
    """`mode` says how it is sick: empty for well. `seen` counts what came in, whatever became of it."""

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target)
        self.mode = ""
        self.seen = 0
        self.let_go = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.server.seen += 1
        mode = self.server.mode
        if mode == "slow":
            time.sleep(SLOW_SECONDS)
        elif mode == "hang":
            self.server.let_go.wait(60)
        elif mode == "refuse":
            self._cut()
            return
        status, kind, answer = self._forward(body)
        self._answer(mode, status, kind, answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _any  # noqa: N815 - http.server calls them so

    def _forward(self, body: bytes) -> tuple[int, str, bytes]:
        target = self.server.target
        upstream = http.client.HTTPConnection(target.hostname or "", target.port, timeout=60)
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "accept-encoding")}
        with contextlib.closing(upstream):
            upstream.request(self.command, self.path, body, kept)
            found = upstream.getresponse()
            answer = found.read()
        self.product = found.getheader("X-Elastic-Product") or ""
        return found.status, found.getheader("Content-Type") or "", answer

    def _answer(self, mode: str, status: int, kind: str, answer: bytes) -> None:
        is_bulk = self.path.partition("?")[0].endswith("_bulk")
        if mode == "garbage":
            answer = b"<html>not what was asked for</html>"
        elif mode == "truncated":
            self._send(status, kind, answer[: len(answer) // 2], len(answer))
            self._cut()
            return
        elif mode == "bulk-lost" and is_bulk:
            self._cut()
            return
        elif mode in ("readonly", "denied"):
            wrong = BLOCK if mode == "readonly" else DENIED
            if mode == "denied" or self.command in ("PUT", "DELETE") or is_bulk:
                status, answer = int(str(wrong["status"])), json.dumps(wrong).encode()
        elif mode in _CHANGES and answer[:1] == b"{":
            answer = json.dumps(_CHANGES[mode](json.loads(answer))).encode()
        self._send(status, kind, answer, len(answer))

    def _send(self, status: int, kind: str, answer: bytes, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        if self.product:
            self.send_header("X-Elastic-Product", self.product)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)
        self.wfile.flush()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Tests speak for themselves."""


def _in_part(answer: dict[str, Any]) -> dict[str, Any]:
    if "_shards" in answer:
        answer["_shards"] = {**answer["_shards"], "failed": 1}
    return answer


def _some_refused(answer: dict[str, Any]) -> dict[str, Any]:
    for number, item in enumerate(answer.get("items", [])):
        if number % 2:
            [told] = item.values()
            told |= {"status": 429, "error": {"type": "es_rejected_execution_exception"}}
    return answer


def _of_last_year(answer: dict[str, Any]) -> dict[str, Any]:
    for node in answer.get("nodes", {}).values():
        node["version"] = "8.19.0"
    return answer


_CHANGES = {"partial": _in_part, "bulk-some": _some_refused, "old": _of_last_year}


@contextmanager
def proxy(target: str) -> Iterator[Proxy]:
    made = Proxy(target)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.mode = ""
        made.let_go.set()
        made.shutdown()
        made.server_close()
        thread.join()
