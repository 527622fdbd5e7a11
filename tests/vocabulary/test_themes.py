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
