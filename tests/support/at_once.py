"""One form, sent ten times at the same moment, as an impatient finger on a slow line does."""

from concurrent.futures import ThreadPoolExecutor

from portal.foundation.database import db
from tests.support.portal import Browser, Portal


def ten_at_once(portal: Portal, browser: Browser, path: str, sent: dict[str, str]) -> list[int]:
    """The status of each answer."""
    cookie = browser.client.get_cookie("session")
    assert cookie
    values = {"csrf_token": browser.token, **sent}

    def send(_: int) -> int:
        client = portal.app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(path, data=values).status_code

    db.session.rollback()
    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(send, range(10)))
