"""The `portal` command as people and programs type it."""

import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.server import Site, new_site, running
from tests.support.cases import published

PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_SECRET_KEY": "a-secret-of-more-than-thirty-two-characters",
    "PORTAL_BASE_URL": "https://portal.example",
    "PORTAL_MAIL_URL": "smtp://localhost",
}
WANTED = ("--email", "new@portal.example", "--name", "New", "--country", "NER", "--role", "coordinator")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("commands")) as made:
        published(made.cast.author.actor, made.cast.coordinator.actor)
        yield made


def _create(site: Site, *words: str, password: str) -> tuple[int, str, str]:
    done = site.invoke("members", "create", *words, "--password-stdin", typed=password + "\n")
    return done.exit_code, done.stdout, done.stderr


def test_a_member_is_created_and_can_be_given_a_token_that_works(site: Site) -> None:
    code, out, _ = _create(site, *WANTED, "--region", "sahel", "--authority", "Parquet", password="long enough 1234")
    assert code == 0 and out.startswith("created new@portal.example ")
    made = site.command("tokens", "create", "new@portal.example", "--name", "a program")
    assert made.returncode == 0
    token = made.stdout.split()[-1]
    with running(site, workers=1) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", "/api/v1/search?q=", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        assert answer.status == 200 and "total" in json.loads(answer.read())
        connection.close()
    assert site.invoke("tokens", "create", "nobody@portal.example", "--name", "x").exit_code == 1


@pytest.mark.parametrize(
    ("changes", "password", "named"),
    [
        (("--email", "not an address"), "long enough 1234", "--email: "),
        (("--email", "author@portal.example"), "long enough 1234", "exists already"),
        (("--country", "XX"), "long enough 1234", "--country: "),
        (("--region", "atlantis"), "long enough 1234", "--region: "),
        (("--name", " "), "long enough 1234", "--name: "),
        (("--role", "king"), "long enough 1234", "--role"),
        ((), "short", "--password: "),
        ((), "", "--password: "),
    ],
)
def test_a_member_who_cannot_be_is_refused_in_words(
    site: Site, changes: tuple[str, ...], password: str, named: str
) -> None:
    wanted = ("--email", "other@portal.example", *WANTED[2:])
    code, _, error = _create(site, *wanted, *changes, password=password)
    assert code in (1, 2) and named in error and "Traceback" not in error


def test_the_index_commands_tell_repair_and_rebuild(site: Site) -> None:
    assert "documents" in site.invoke("index", "rebuild").stdout
    status = site.invoke("index", "status")
    assert status.exit_code == 0 and "differences: 0 outdated, 0 surplus" in status.stdout
    assert site.invoke("index", "reconcile").stdout.strip() == "repaired: 0 outdated, 0 surplus"


def test_verify_ends_with_one_when_something_differs(site: Site) -> None:
    site.invoke("index", "rebuild")
    (site.folder / "files" / "ab").mkdir(parents=True, exist_ok=True)
    stray = site.folder / "files" / "ab" / ("ab" + "0" * 62)
    stray.write_bytes(b"stray")
    found = site.invoke("verify")
    assert found.exit_code == 1 and stray.name in found.stdout and "1 differences" in found.stdout
    stray.unlink()
    again = site.invoke("verify")
    assert (again.exit_code, again.stdout.strip()) == (0, "no differences")


def test_every_route_and_method_shows_its_permission(site: Site) -> None:
    shown = site.invoke("routes", "--permissions").stdout
    assert "UNDECLARED" not in shown
    assert re.search(r"^POST +/cases/new .*case\.create$", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"PORTAL_SECRET_KEY": ""}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "demonstration-only-secret-never-in-production"}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "short"}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_BASE_URL": "http://portal.example"}, "PORTAL_BASE_URL"),
        ({"PORTAL_MAIL_URL": ""}, "PORTAL_MAIL_URL"),
        ({"PORTAL_MODE": "test"}, "PORTAL_MODE"),
        ({"PORTAL_SESSION_HOURS": "many"}, "PORTAL_SESSION_HOURS"),
    ],
)
def test_unsafe_settings_are_refused_in_one_plain_line(site: Site, changes: dict[str, str], named: str) -> None:
    _refused(site, ("serve", "--port", "0"), changes, named)


@pytest.mark.parametrize("command", ["worker", "routes", "verify"])
def test_no_command_starts_with_unsafe_settings(site: Site, command: str) -> None:
    _refused(site, (command,), {"PORTAL_SECRET_KEY": "short"}, "PORTAL_SECRET_KEY")


def _refused(site: Site, command: tuple[str, ...], changes: dict[str, str], named: str) -> None:
    done = site.command(*command, **{**PRODUCTION, **changes})
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2 and len(lines) == 1 and named in lines[0], done.stderr


def test_safe_production_settings_are_taken(site: Site) -> None:
    assert site.command("routes", **PRODUCTION).returncode == 0


def test_a_taken_port_is_said_in_one_sentence(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = site.command("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1 and "cannot listen" in done.stderr and "Traceback" not in done.stderr


def test_the_demonstration_is_loaded_once(tmp_path: Path) -> None:
    with new_site(tmp_path / "demo", cast=False) as site:
        first, second = site.invoke("demo", "load"), site.invoke("demo", "load")
        assert first.exit_code == 0, first.output
        found = re.search(r"loaded (\d+) members and (\d+) exercise cases", first.stdout)
        assert found and int(found[1]) >= 40 and int(found[2]) >= 80
        assert second.exit_code == 0 and "loaded" not in second.stdout
        site.invoke("index", "rebuild")
        assert site.invoke("verify").stdout.strip() == "no differences"
