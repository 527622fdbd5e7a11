"""What people type into the search box, two thousand times: never an error page."""

import random
from collections.abc import Iterator

from tests.support.cases import published
from tests.support.portal import Portal

QUESTIONS = 2_000
_PIECES = (
    "pistol", "Glock", "пистолет", "سلاح", "手枪", '"', '"converted pistol"', "-", "-rifle", "(", ")", "OR", "or",
    "NOT", "*", "?", "~2", "^3", "title:", "country:NE", "status:*", "audience:all", "_exists_:annex", "a:b:c",
    "/re.*/", "[2018 TO 2019]", "{a TO b}", "\\", "%", "_", "'", ";--", "<b>", "&amp;", "${7*7}", "{{7*7}}", "\x00",
    "\u202e", "\ufffd", "🔫", "e\u0301", "ﬁ", "İ", "ß", "\u200b", "\n", "\t", "💥" * 9, "x" * 300, "NER-2018-001",
    "..", "//", "::", "--", "((", "))", '""', "-(", '-"', "year:2018", "year:>2017", "language:fr", "mark:CLEAR", "0",
    "1e999", "nan", "AND",
)  # fmt: skip
_NAMES = ("q", "page", "per_page", "sort", "year", "country", "not_country", "without", "kind", "mark", "expand", "x")


def _questions(number: int) -> Iterator[str]:
    made = random.Random(11)
    for _ in range(number):
        yield made.choice(("", " ")).join(made.choices(_PIECES, k=made.randint(1, 9)))


def test_two_thousand_questions_get_two_thousand_result_pages(portal: Portal) -> None:
    published(portal.cast.author.actor, portal.cast.coordinator.actor)
    portal.work()
    browser = portal.browser(portal.cast.colleague)
    for number, question in enumerate(_questions(QUESTIONS)):
        # every tenth page is looked at closely, of the others only the answer
        asked = browser.get if number % 10 == 0 else browser.client.get
        assert asked("/search", query_string={"q": question}).status_code == 200, question


def test_the_words_around_a_question_may_be_anything_too(portal: Portal) -> None:
    browser, made = portal.browser(portal.cast.colleague), random.Random(12)
    headers = portal.bearer(portal.cast.colleague)
    for question in _questions(60):
        asked = [(made.choice(_NAMES), made.choice(_PIECES)) for _ in range(6)] + [("q", question)]
        assert browser.get("/search", query_string=asked).status_code == 200, asked
        assert browser.client.get("/search/suggest", query_string=asked).status_code == 200, asked
        assert browser.client.get("/api/v1/search", query_string=asked, headers=headers).status_code == 200, asked


def test_a_question_of_a_hundred_kilobytes_is_answered_from_its_beginning(portal: Portal) -> None:
    published(portal.cast.author.actor, portal.cast.coordinator.actor)
    portal.work()
    browser = portal.browser(portal.cast.colleague)
    for question in ("pistols " * 12_500, "(" * 100_000, '"' * 100_000, "a" * 100_000, "-x:" * 33_000):
        answer = browser.get("/search", query_string={"q": question})
        assert answer.status_code == 200 and len(answer.text) < 1_000_000, question[:10]
