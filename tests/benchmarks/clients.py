"""Those who ask: one who waits for each answer, and eight at once (wrk where it is installed)."""

import http.client
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    milliseconds: float
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """One person with one connection."""

    def __init__(self, port: int, cookie: str = "", **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Cookie": cookie} | headers

    def get(self, path: str) -> Answer:
        """Raises RuntimeError for anything but 200: a quick error page is no figure."""
        started = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        response = self.connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        return Answer(took, response.status, {k.lower(): v for k, v in response.getheaders()}, body)


def throughput(port: int, paths: Sequence[str], cookie: str, seconds: float, clients: int = 8) -> tuple[int, float]:
    """(requests answered with 200, seconds)."""
    if shutil.which("wrk"):
        return _wrk(port, paths, cookie, seconds, clients)
    return _threads(port, paths, cookie, seconds, clients)


def _wrk(port: int, paths: Sequence[str], cookie: str, seconds: float, clients: int) -> tuple[int, float]:
    listed = ",".join(f'"{path}"' for path in paths)
    script = f"local p={{{listed}}} local i=0 request=function() i=i+1 return wrk.format('GET', p[i % #p + 1]) end"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:.0f}s", "-s", lua.name, "-H", f"Cookie: {cookie}"]
        out = subprocess.run([*command, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+) requests in ([\d.]+)(m?)s", out)
    if "Non-2xx" in out or found is None:
        raise RuntimeError(out)
    return int(found[1]), float(found[2])


def _threads(port: int, paths: Sequence[str], cookie: str, seconds: float, clients: int) -> tuple[int, float]:
    counts = [0] * clients
    started = time.perf_counter()

    def ask(number: int) -> None:
        client = Client(port, cookie)
        while time.perf_counter() - started < seconds:
            client.get(paths[counts[number] % len(paths)])
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts), time.perf_counter() - started
