"""Searching by meaning as a member meets it: shown where the operator gave a model, and never without."""

import json
from pathlib import Path

import pytest

from portal.app import create_app
from portal.config import Settings
from search.embedders.onnx import ModelUnusable, OnnxEmbedder
from search.engine import open_engine
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.model import make_model
from tests.support.portal import Portal


def test_a_case_without_the_words_is_found_says_so_and_can_be_left_out(
    portal: Portal, cast: Cast, tmp_path: Path
) -> None:
    portal.app.extensions["portal_search"] = open_engine("memory:", OnnxEmbedder(make_model(tmp_path)))
    published(cast.author.actor, cast.coordinator.actor, title="novac rijeka", summary="rijeka")
    portal.work()
    browser = portal.browser(cast.outsider)
    page = browser.get("/search?q=fleuve&expand=off").text
    assert "novac rijeka" in page and "near in meaning" in page and "meaning=off" in page
    without = browser.get("/search?q=fleuve&expand=off&meaning=off").text
    assert "novac rijeka" not in without and "Also what is near in meaning" in without
    answer = portal.browser().get("/api/v1/search?q=fleuve&expand=off", headers=portal.bearer(cast.outsider))
    assert [hit["by_meaning"] for hit in json.loads(answer.text)["hits"]] == [True]


def test_without_a_model_the_page_does_not_speak_of_meaning(portal: Portal, cast: Cast) -> None:
    published(cast.author.actor, cast.coordinator.actor, title="novac rijeka")
    portal.work()
    page = portal.browser(cast.outsider).get("/search?q=rijeka").text
    assert "novac rijeka" in page and "near in meaning" not in page


def test_a_model_that_cannot_be_used_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"tokenizer\.json is missing; put the model's tokenizer\.json there"):
        create_app(Settings(data_dir=tmp_path, search_url="memory:", vectors_dir=str(tmp_path)))
