"""ZIP and packet: complete, signed, and written without holding them in memory."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from portal.foundation.database import transaction
from portal.meetings.packets import Entry, file_entry, stream_zip, verify_packet
from tests.support.cast import Cast
from tests.support.meetings import announced, item, paper, session
from tests.support.portal import Portal

KEY = "a key of thirty-two characters or more"


@pytest.fixture
def packet(app: Flask, portal: Portal, cast: Cast, tmp_path: Path) -> Path:
    meeting = announced(cast.coordinator.actor)
    within = session(cast.coordinator.actor, meeting)
    talk = item(cast.coordinator.actor, meeting, within)
    for number in range(3):
        paper(app, cast.coordinator.actor, meeting, title="Same title", text=f"text {number}", item_id=talk.id)
    browser = portal.browser(cast.author)
    browser.get(f"/meetings/{meeting.number}/packet")
    path = tmp_path / "packet.zip"
    path.write_bytes(browser.post(f"/meetings/{meeting.number}/packet", {"days": "30"}).data)
    return path


def _changed(path: Path, **contents: bytes | None) -> Path:
    """The same packet with files replaced, added, or left out where the content is None."""
    made = path.with_name("changed.zip")
    wanted = {name.replace("__", "."): content for name, content in contents.items()}
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            if name not in wanted:
                target.writestr(name, source.read(name))
        for name, content in wanted.items():
            if content is not None:
                target.writestr(name, content)
    return made


def _verify(app: Flask, path: Path, today: str = "2026-01-01") -> list[str]:
    return verify_packet(path, app.config["SECRET_KEY"], today).problems


def test_a_packet_as_it_was_given_is_in_order(app: Flask, packet: Path) -> None:
    found = verify_packet(packet, app.config["SECRET_KEY"], "2026-01-01")
    assert not found.problems and found.manifest["meeting"] == "M-2031-001"
    assert found.manifest["made_for"] == "Author" and found.manifest["mark"] == "GREEN"
    with zipfile.ZipFile(packet) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.startswith("papers/")]
        assert names == [f"papers/TLP-GREEN 1.1 Same title{more}.txt" for more in ("", " (2)", " (3)")]


def test_whatever_is_changed_in_a_packet_is_named(app: Flask, packet: Path) -> None:
    assert _verify(app, _changed(packet, agenda__html=b"<p>Cancelled</p>")) == ["agenda.html: was changed"]
    assert _verify(app, _changed(packet, more__html=b"x")) == ["more.html: the manifest does not name it"]
    assert _verify(app, _changed(packet, index__html=None)) == ["index.html: is missing"]
    for forged in ({"manifest__json": b"{}"}, {"manifest__sig": b"x"}):
        assert "signature" in _verify(app, _changed(packet, **forged))[0]
    assert "no signed manifest" in _verify(app, _changed(packet, manifest__sig=None))[0]
    assert "signature" in verify_packet(packet, KEY, "2026-01-01").problems[0]


def test_an_expired_packet_says_so(app: Flask, packet: Path) -> None:
    assert "it expired on" in _verify(app, packet, "2099-01-01")[0]


def test_what_is_no_packet_is_told_in_one_line(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    for content in (b"", b"PK\x05\x06", b"nothing of the kind"):
        path.write_bytes(content)
        assert len(_verify(app, path)) == 1
    assert len(_verify(app, tmp_path / "absent.zip")) == 1


def test_a_file_that_unpacks_to_more_than_it_was_is_not_unpacked(app: Flask, packet: Path) -> None:
    bomb = packet.with_name("bomb.zip")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target, zipfile.ZipFile(packet) as source:
        for name in source.namelist():
            target.writestr(name, source.read(name) if name != "agenda.html" else b"0" * 50_000_000)
    tracemalloc.start()
    assert _verify(app, bomb) == ["agenda.html: was changed"]
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_command_verifies_a_packet(app: Flask, packet: Path) -> None:
    from portal.across.cli.packet import packet as command

    runner = app.test_cli_runner()
    answer = runner.invoke(command, ["verify", str(packet)])
    assert answer.exit_code == 0 and "this packet is unchanged" in answer.output
    answer = runner.invoke(command, ["verify", str(_changed(packet, agenda__html=b"x"))])
    assert answer.exit_code == 1 and "agenda.html: was changed" in answer.output


def test_five_hundred_papers_are_sent_without_being_held(tmp_path: Path) -> None:
    """500 papers of 1 MB each: never more than a few of them in memory."""
    size, read = 1_000_000, []

    def content(number: int) -> bytes:
        read.append(number)
        return bytes([number % 256]) * size

    entries = [Entry(f"papers/{n}.pdf", lambda n=n: content(n), "0" * 64, size, "GREEN") for n in range(500)]
    tracemalloc.start()
    sent = sum(len(piece) for piece in stream_zip(entries))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent > 500 * size and peak < 10 * size, peak
    pieces = stream_zip(entries)
    read.clear()
    next(pieces)
    assert read == [0], "a paper is read when its turn has come"


def test_a_paper_whose_content_is_gone_is_named_and_the_rest_is_sent() -> None:
    entries = [file_entry("a.txt", b"a", "GREEN"), Entry("papers/b.pdf", lambda: None, "0" * 64, 1, "GREEN")]
    with zipfile.ZipFile(io.BytesIO(b"".join(stream_zip(entries)))) as archive:
        assert archive.namelist() == ["a.txt", "papers/b.pdf - not available.txt"]


def test_names_in_an_archive_stay_within_its_folder(app: Flask, portal: Portal, cast: Cast) -> None:
    meeting = announced(cast.coordinator.actor)
    paper(app, cast.coordinator.actor, meeting, title="../../etc/passwd\\..\\x")
    paper(app, cast.coordinator.actor, meeting, title="CON<>:|?*" + "é" * 200)
    browser = portal.browser(cast.author)
    browser.get(f"/meetings/{meeting.number}")
    with zipfile.ZipFile(io.BytesIO(browser.post(f"/meetings/{meeting.number}/papers").data)) as archive:
        for name in archive.namelist():
            folder, _, rest = name.partition("/")
            assert folder == "papers" and rest and "/" not in rest and "\\" not in rest and ".." not in rest
            assert len(rest) <= 160


def test_the_content_of_a_paper_survives_the_sweep_and_goes_with_its_last_row(
    app: Flask, portal: Portal, cast: Cast
) -> None:
    from portal.across.sweeping import sweep_files
    from portal.meetings.documents import remove_document

    meeting = announced(cast.coordinator.actor)
    made = paper(app, cast.coordinator.actor, meeting)
    store, digest = app.extensions["portal_files"], made.versions[0].sha256
    sweep_files(store)
    assert store.get(digest) == b"words"
    with transaction():
        remove_document(cast.coordinator.actor, meeting.id, made.id)
    portal.work()
    assert store.get(digest) is None
