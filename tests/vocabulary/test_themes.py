"""Themes of a case: proposed from its own texts, confirmed by a click, found with everything broader."""

import json

import pytest
from flask import Flask

from portal.cases import service
from portal.foundation.database import transaction
from portal.foundation.errors import Invalid
from portal.vocabulary.queries import propose_themes, themes_with_broader
from tests.support.cases import draft, published
from tests.support.cast import Cast
from tests.support.portal import Portal


def test_what_a_text_names_is_proposed_in_its_own_language_and_never_from_the_annex(app: Flask) -> None:
    texts = [
        {"language": "fr", "title": "Un homicide", "summary": "L'homicide a suivi un enlèvement.", "annex": "Un viol."},
        {"language": "es", "title": "Un secuestro", "state": "human"},
    ]
    proposed = propose_themes(_texts(texts))
    assert proposed[0] == "homicide" and "kidnapping" in proposed and "rape" not in proposed


def _texts(texts: list[dict[str, str]]) -> tuple[object, ...]:
    from portal.cases.content import CaseContent

    return CaseContent.model_validate({"texts": texts}).texts


def test_an_author_confirms_a_proposed_theme_and_readers_find_the_case_by_a_broader_one(
    portal: Portal, cast: Cast
) -> None:
    case = draft(cast.author.actor, title="A homicide", summary="A homicide at the border.")
    browser = portal.browser(cast.author)
    page = browser.get(f"/cases/{case.id}/edit/cooperation")
    assert 'value="homicide"' in page.text
    answer = browser.post(f"/cases/{case.id}/edit/cooperation", {"revision": str(case.revision), "themes": "homicide"})
    assert answer.status_code == 302
    case_id = published(cast.author.actor, cast.coordinator.actor, title="Another", themes=["homicide"]).id
    portal.work()
    assert "offences-against-persons" in themes_with_broader(["homicide"])
    api = portal.browser()
    found = json.loads(
        api.get("/api/v1/search?theme=offences-against-persons", headers=portal.bearer(cast.colleague)).text
    )
    assert [hit["key"] for hit in found["hits"]] == [case_id]


def test_a_theme_that_is_no_concept_is_refused_beside_its_field(cast: Cast) -> None:
    case = draft(cast.author.actor)
    case_id, revision = case.id, case.revision
    with pytest.raises(Invalid) as raised, transaction():
        service.save_case(cast.author.actor, case_id, revision, {"themes": ["no-such-concept"]})
    assert [problem.path for problem in raised.value.problems] == [("themes",)]


def test_the_facet_of_themes_is_a_tree_that_opens_under_what_was_chosen(portal: Portal, cast: Cast) -> None:
    for title, theme in (("One", "homicide"), ("Two", "kidnapping"), ("Three", "cocaine")):
        published(cast.author.actor, cast.coordinator.actor, title=title, themes=[theme])
    portal.work()
    browser = portal.browser(cast.colleague)
    shut = _facet(browser.get("/search?more=1").text)
    assert "offences against the person" in shut and "homicide<" not in shut
    opened = _facet(browser.get("/search?more=1&theme=offences-against-persons").text)
    chosen, _, below = opened.partition("<ul>")[2].partition("<ul>")
    assert "offences against the person" in chosen and "homicide<" in below and "kidnapping<" in below
    whole = _facet(browser.get("/search?more=1&all=theme").text)
    assert whole.count("<ul>") > 1 and "cocaine<" in whole and "facet-more" not in whole


def test_a_theme_of_a_link_that_no_result_has_can_be_taken_away(portal: Portal, cast: Cast) -> None:
    published(cast.author.actor, cast.coordinator.actor, themes=["homicide"])
    portal.work()
    facet = _facet(portal.browser(cast.colleague).get("/search?theme=no-such-theme&theme=homicide").text)
    assert "no-such-theme" in facet and "homicide<" in facet


def _facet(page: str) -> str:
    start = page.index('aria-labelledby="facet-theme"')
    return page[start : page.index("</section>", start)].lower()
