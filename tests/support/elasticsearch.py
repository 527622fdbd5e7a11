"""A real Elasticsearch for the tests: the server of Maven's integ-test zip, with Lucene's language analyzers put in.

It runs as an unprivileged user in a temporary folder. With ELASTICSEARCH_URL set, that server is used instead.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.postgres import free_port

VERSION = "9.2.8"
CURE = "Elasticsearch's server cannot be fetched: it needs Maven and a JDK of 21 or newer: apt-get install maven"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_ZIP = Path.home() / f".m2/repository/org/elasticsearch/distribution/integ-test-zip/elasticsearch/{VERSION}"
_PLUGIN = Path(__file__).parent / "analysis_plugin"
_OLDEST_JAVA = 21
_START_SECONDS = 180
_DESCRIPTOR = f"""description=Language analyzers for tests
version=1
name=language-analyzers
classname=network.practitioners.analysis.LanguageAnalyzers
java.version={_OLDEST_JAVA}
elasticsearch.version={VERSION}
"""


def java_home() -> Path | None:
    """The newest installed JDK that can run the server."""
    homes = {home for home in Path("/usr/lib/jvm").glob("*") if (home / "bin/javac").exists()}
    if "JAVA_HOME" in os.environ:
        homes.add(Path(os.environ["JAVA_HOME"]))
    found = [(_java_major(home), home) for home in sorted(homes)]
    return max((pair for pair in found if pair[0] >= _OLDEST_JAVA), default=(0, None))[1]


def _java_major(home: Path) -> int:
    release = home / "release"
    for line in release.read_text(encoding="utf-8").splitlines() if release.exists() else ():
        if line.startswith("JAVA_VERSION="):
            return int(line.partition('"')[2].partition(".")[0].strip('"'))
    return 0


def is_obtainable() -> bool:
    if os.environ.get("ELASTICSEARCH_URL"):
        return True
    fetched = any(_ZIP.glob("*.zip"))
    return java_home() is not None and (fetched or shutil.which("mvn") is not None)


def prepare(folder: Path) -> Path:
    """The server unpacked below `folder`, its plugin built."""
    if not any(_ZIP.glob("*.zip")):
        subprocess.run(["mvn", "-q", "dependency:get", f"-Dartifact={_ARTIFACT}", "-Dtransitive=false"], check=True)
    with zipfile.ZipFile(next(_ZIP.glob("*.zip"))) as packed:
        for member in packed.infolist():
            path = Path(packed.extract(member, folder))
            path.chmod(member.external_attr >> 16 & 0o777 or 0o755)
    home = folder / f"elasticsearch-{VERSION}"
    _build_plugin(home)
    return home


def _build_plugin(home: Path) -> None:
    java = java_home()
    if java is None:
        raise SystemExit(CURE)
    place = home / "plugins" / "language-analyzers"
    classes = home / "classes"
    place.mkdir(parents=True)
    jars = f"{home}/lib/*"
    source = str(_PLUGIN / "LanguageAnalyzers.java")
    release = str(_OLDEST_JAVA)
    subprocess.run(
        [str(java / "bin/javac"), "--release", release, "-nowarn", "-cp", jars, "-d", str(classes), source], check=True
    )
    jar = place / "language-analyzers.jar"
    subprocess.run([str(java / "bin/jar"), "cf", str(jar), "-C", str(classes), "."], check=True)
    (place / "plugin-descriptor.properties").write_text(_DESCRIPTOR, encoding="utf-8")


@dataclass
class Node:
    """One server process. `url` is where it answers."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """At once, as a power cut would: the whole session, since the launcher starts a child."""
        subprocess.run(["pkill", "-9", "-s", str(self.process.pid)], check=False)
        self.process.wait(10)

    def stop(self) -> None:
        subprocess.run(["pkill", "-15", "-s", str(self.process.pid)], check=False)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


def start(home: Path, folder: Path, settings: Mapping[str, object], megabytes: int = 512) -> Node:
    """A node with its own data and configuration below `folder`; returns before it answers."""
    config = folder / "config"
    shutil.copytree(home / "config", config)
    port = settings.get("http.port") or free_port()
    lines = {
        "xpack.security.enabled": False,
        "network.host": "127.0.0.1",
        "http.port": port,
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "cluster.routing.allocation.disk.threshold_enabled": False,
        **settings,
    }
    (config / "elasticsearch.yml").write_text("".join(f"{k}: {json.dumps(v)}\n" for k, v in lines.items()))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "ES_PATH_CONF": str(config),
        "ES_JAVA_HOME": str(java_home()),
        "ES_JAVA_OPTS": f"-Xms{megabytes}m -Xmx{megabytes}m",
    }
    command = [str(home / "bin/elasticsearch")]
    if os.geteuid() == 0:
        for path in (folder, home):
            subprocess.run(["chown", "-R", "nobody", str(path)], check=True)
        command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=out, stderr=out, cwd="/")
    return Node(f"http://127.0.0.1:{port}", process)


def wait(node: Node, status: str = "yellow") -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if node.process.poll() is not None:
            break
        try:
            address = f"{node.url}/_cluster/health?wait_for_status={status}&timeout=5s"
            with urllib.request.urlopen(address, timeout=10) as answer:
                if not json.load(answer)["timed_out"]:
                    return
        except (OSError, urllib.error.HTTPError):
            time.sleep(0.5)
    raise RuntimeError("Elasticsearch did not start")


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, `http://host:port`."""
    given = os.environ.get("ELASTICSEARCH_URL", "").rstrip("/")
    if given:
        yield given
        return
    if not is_obtainable():
        raise SystemExit(CURE)
    folder = Path(tempfile.mkdtemp(prefix="portal-elasticsearch-"))
    folder.chmod(0o755)
    node = None
    try:
        home = prepare(folder)
        (folder / "node").mkdir()
        node = start(home, folder / "node", {"discovery.type": "single-node"})
        wait(node)
        yield node.url
    finally:
        if node:
            node.stop()
        shutil.rmtree(folder, ignore_errors=True)
