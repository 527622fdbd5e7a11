"""What happens to a form on its way: cut off, slow, or sent many times at once. The server is the real one."""

import socket
import threading

from sqlalchemy import func, select

from portal.cases.models import Case
from portal.foundation.audit import AuditRow
from portal.foundation.database import db
from tests.faults.server import Answer, Browser, Server


def _count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Case.id))) or 0


def _begin_request(browser: Browser, path: str, length: int, kind: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", browser.port), timeout=30)
    headers = {**browser.headers(), "Content-Type": kind, "Host": "127.0.0.1", "Content-Length": str(length)}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode())
    return line


def test_a_form_cut_off_in_flight_stores_nothing_and_is_refused(server: Server) -> None:
    browser = server.browser(server.site.cast.author)
    whole = browser.body(browser.new_form("Cut off", **{"texts-0-summary": "x" * 6_000}))
    before = _count()
    line = _begin_request(browser, "/cases/new", 5_000, "application/x-www-form-urlencoded")
    with line:
        line.sendall(whole[:1_000])
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(100)
    assert answer.startswith(b"HTTP/1.1 400 ") or answer == b""
    assert _count() == before


def test_an_upload_cut_off_in_flight_leaves_no_file_and_no_row(server: Server) -> None:
    browser = server.browser(server.site.cast.author)
    made = browser.post("/cases/new", browser.new_form("With a file")).headers["location"]
    path = made.rpartition("/edit/")[0] + "/files"
    part = f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token}\r\n--b\r\n'
    part += 'Content-Disposition: form-data; name="layer"\r\n\r\nabstract\r\n--b\r\n'
    part += 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhalf of'
    line = _begin_request(browser, path, len(part) + 4_000, "multipart/form-data; boundary=b")
    with line:
        line.sendall(part.encode())
        line.shutdown(socket.SHUT_WR)
        assert not line.recv(100).startswith(b"HTTP/1.1 302")
    assert list(server.site.app.extensions["portal_files"].names()) == []
    assert "a.txt" not in browser.get(path).text


def test_a_slow_sender_does_not_hold_up_other_writers(server: Server) -> None:
    """While one body trickles in, another member saves: the write lock is not taken before the body is whole."""
    slow, quick = server.browser(server.site.cast.author), server.browser(server.site.cast.neighbour)
    body = slow.body(slow.new_form("Slow"))
    line = _begin_request(slow, "/cases/new", len(body), "application/x-www-form-urlencoded")
    with line:
        line.sendall(body[:-1])
        assert quick.post("/cases/new", quick.new_form("Quick")).status == 302
        line.sendall(body[-1:])
        assert line.recv(100).startswith(b"HTTP/1.1 302 ")


def test_the_same_form_sent_ten_times_at_once_makes_one_case(server: Server) -> None:
    browser = server.browser(server.site.cast.author)
    form = browser.new_form("Once")
    before, answers = _count(), list[Answer]()
    gate = threading.Barrier(10)

    def send() -> None:
        own = Browser(browser.port, dict(browser.cookies), browser.token)
        gate.wait()
        answers.append(own.post("/cases/new", form))

    senders = [threading.Thread(target=send) for _ in range(10)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [answer.status for answer in answers] == [302] * 10
    assert {answer.headers["location"] for answer in answers} == {f"/cases/{form['form_id']}/edit/facts"}
    assert _count() == before + 1
    made = select(func.count(AuditRow.seq)).where(
        AuditRow.act == "case.created", AuditRow.object == f"case:{form['form_id']}"
    )
    assert db.session.scalar(made) == 1


def test_an_address_of_a_hundred_kilobytes_is_refused_and_the_next_one_answered(server: Server) -> None:
    browser = server.browser(server.site.cast.author)
    assert browser.get("/search?q=" + "a" * 100_000).status in (400, 414)
    assert browser.get("/search?q=" + "a" * 3_000).status == 200
