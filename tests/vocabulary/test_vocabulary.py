"""The vocabulary: shipped, edited, imported, exported; whatever changes it counts from the next search on."""

import json
from pathlib import Path

import pytest
from flask import Flask

from portal.access.actor import SystemActor
from portal.foundation.audit import AuditRow
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, Refused
from portal.vocabulary import queries, rules, service
from portal.vocabulary.codes import LANGUAGES
from portal.vocabulary.content import ConceptContent
from portal.vocabulary.exchange import read_csv, shipped, write_csv
from portal.vocabulary.models import Concept, ConceptChange
from portal.vocabulary.scripts import to_cyrillic
from portal.vocabulary.skos import FORMATS, read_skos, write_skos
from tests.support.cases import published
from tests.support.cast import Cast
from tests.support.portal import Portal

KEY = "exercise-concept"


def record(**more: object) -> dict[str, object]:
    labels = [
        {"language": "en", "text": "zumpra", "kind": "preferred"},
        {"language": "fr", "text": "blivette", "kind": "preferred"},
    ]
    return {"labels": labels, **more}


def test_the_shipped_vocabulary_breaks_no_rule_and_has_every_language() -> None:
    contents = shipped()
    assert rules.problems_of(contents) == []
    assert len(contents) >= 350
    assert {key: content.missing for key, content in contents.items() if content.missing} == {}


def test_csv_and_skos_give_back_what_they_were_given() -> None:
    sample = dict(list(shipped().items())[:12])
    inside = {
        key: content.model_copy(update={"broader": tuple(k for k in content.broader if k in sample), "related": ()})
        for key, content in sample.items()
    }
    again = read_csv(write_csv(inside.items()))
    assert {key: set(content.labels) for key, content in again.items()} == {k: set(c.labels) for k, c in inside.items()}
    for form in FORMATS:
        read = read_skos(write_skos(inside.items(), "https://portal.example/vocabulary", form), form)
        assert {k: (set(c.labels), c.broader, c.eurovoc, c.unbis, c.notes) for k, c in read.items()} == {
            k: (set(c.labels), tuple(sorted(c.broader)), c.eurovoc, c.unbis, c.notes) for k, c in inside.items()
        }


def test_serbian_is_written_in_both_scripts() -> None:
    assert to_cyrillic("Ljubičasti džep, njegov oružje ĐŠĆŽ i x") == "Љубичасти џеп, његов оружје ЂШЋЖ и x"
    turtle = write_skos(list(shipped().items())[:3], "https://portal.example/vocabulary", "ttl")
    assert "@sr-Cyrl" in turtle and "@sr-Latn" in turtle


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "columns"),
        ("id,fr\na,b\n", "en"),
        ("id,en\na,b,c\n", "cells"),
        ("id,en\na,b\na,c\n", "twice"),
        ("id,en\nNo Name,b\n", ""),
        ("id,en,qqq\na,b,c\n", "list"),
        ("id,en\na,x | X\n", "twice"),
        ('id,en\na,"b\n', "CSV"),
        ("id,en\na,b\u202e\n", "direction"),
    ],
)
def test_a_file_that_cannot_be_used_names_line_and_cause(text: str, said: str) -> None:
    with pytest.raises(Invalid) as raised:
        contents = read_csv(text)
        assert rules.problems_of(contents) == [] or said == ""
        raise Invalid(rules.problems_of(contents))
    assert any(said in str(problem.message) for problem in raised.value.problems)


def test_circles_doubled_labels_and_unknown_concepts_are_named() -> None:
    def concept(label: str, *broader: str) -> ConceptContent:
        return ConceptContent.model_validate(
            {"labels": [{"language": "en", "text": label, "kind": "preferred"}], "broader": broader}
        )

    circle = {"a": concept("A", "b"), "b": concept("B", "c"), "c": concept("C", "a")}
    assert ["circle" in str(p.message) for p in rules.problems_of(circle)] == [True]
    doubled = {"a": concept("A"), "b": concept("a")}
    assert [problem.path[0] for problem in rules.problems_of(doubled)] == ["b"]
    assert "no concept" in str(rules.problems_of({"a": concept("A", "nowhere")})[0].message)


def test_fifty_thousand_concepts_are_refused_before_anything_is_stored(app: Flask) -> None:
    one = ConceptContent.model_validate(record())
    with pytest.raises(Invalid, match="at most"):
        service.import_concepts(SystemActor(), {f"k{n}": one for n in range(50_000)})
    db.session.rollback()
    assert db.session.query(Concept).count() == 0


def test_an_import_is_whole_or_not_at_all(app: Flask) -> None:
    good = ConceptContent.model_validate(record())
    bad = ConceptContent.model_validate(
        record(broader=["nowhere"], labels=[{"language": "en", "text": "other", "kind": "preferred"}])
    )
    with pytest.raises(Invalid), transaction():
        service.import_concepts(SystemActor(), {KEY: good, "bad": bad})
    assert db.session.query(Concept).count() == 0
    with transaction():
        assert service.import_concepts(SystemActor(), {KEY: good}, dry_run=True) == (1, 0)
    with transaction():
        assert service.import_concepts(SystemActor(), {KEY: good}) == (1, 0)
    assert db.session.query(Concept).count() == len(shipped()) + 1


def test_commands_read_and_write_files(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    done = app.test_cli_runner().invoke(args=["--help"])
    assert done is not None
    from portal.across.cli.vocabulary import vocabulary

    runner = app.test_cli_runner()
    assert runner.invoke(vocabulary, ["export", str(file)]).exit_code == 0
    assert runner.invoke(vocabulary, ["import", str(file), "--dry-run"]).output.startswith("would add 0")
    file.write_text("id,en\nBad Name,x\n", encoding="utf-8")
    bad = runner.invoke(vocabulary, ["import", str(file)])
    assert bad.exit_code == 1
    (tmp_path / "no.ttl").write_text("this is no turtle", encoding="utf-8")
    assert runner.invoke(vocabulary, ["import", str(tmp_path / "no.ttl")]).exit_code == 1


def test_only_editors_change_it_and_members_propose(cast: Cast) -> None:
    with pytest.raises(Refused):
        service.save_concept(cast.author.actor, "homicide", 0, record())
    with transaction():
        assert service.add_concept(cast.author.actor, KEY, record()).status == "proposed"
    assert KEY not in dict(queries.approved())
    with pytest.raises(Refused):
        service.approve_concept(cast.coordinator.actor, KEY)
    with transaction():
        service.approve_concept(cast.editor.actor, KEY)
    assert KEY in dict(queries.approved())


def test_a_change_counts_from_the_next_search_on_and_is_kept_with_its_audit_row(portal: Portal, cast: Cast) -> None:
    published(cast.author.actor, cast.coordinator.actor, title="Un blivette", abstract="Une blivette.", summary="s")
    portal.work()
    browser = portal.browser(cast.colleague)
    assert "Un blivette" not in browser.get("/search?q=zumpra").text
    with transaction():
        service.add_concept(
            cast.editor.actor,
            KEY,
            record(labels=[*_labels(), {"language": "en", "text": "Un blivette", "kind": "hidden"}]),
        )
    found = browser.get("/search?q=zumpra")
    assert "Un blivette" in found.text
    assert "Un blivette" not in browser.get("/search?q=zumpra&expand=off").text
    with transaction():
        row = db.session.query(Concept).filter_by(key=KEY).one()
        service.save_concept(cast.editor.actor, KEY, row.revision, record())
    assert db.session.query(ConceptChange).filter_by(concept_id=row.id).count() == 2
    acts = {act for (act,) in db.session.query(AuditRow.act).filter(AuditRow.object == f"concept:{KEY}")}
    assert acts == {"concept.added", "concept.saved"}


def _labels() -> list[object]:
    labels = record()["labels"]
    assert isinstance(labels, list)
    return labels


def test_a_second_editor_gets_both_texts(portal: Portal, cast: Cast) -> None:
    with transaction():
        service.add_concept(cast.editor.actor, KEY, record())
    browser = portal.browser(cast.editor)
    page = browser.get(f"/vocabulary/{KEY}/edit")
    assert page.status_code == 200 and "zumpra" in page.text
    with transaction():
        row = db.session.query(Concept).filter_by(key=KEY).one()
        opened = row.revision
        service.save_concept(cast.editor.actor, KEY, opened, record(eurovoc="12"))
    with pytest.raises(Conflict), transaction():
        service.save_concept(cast.editor.actor, KEY, opened, record(eurovoc="13"))
    answer = browser.post(f"/vocabulary/{KEY}/edit", {"revision": str(opened), "labels_en": "mine"})
    assert answer.status_code == 409 and "mine" in answer.text and "zumpra" in answer.text


def test_a_label_that_breaks_a_rule_is_told_beside_its_language_and_nothing_typed_is_lost(
    portal: Portal, cast: Cast
) -> None:
    with transaction():
        service.add_concept(cast.editor.actor, KEY, record())
    browser = portal.browser(cast.editor)
    browser.get(f"/vocabulary/{KEY}/edit")
    answer = browser.post(
        f"/vocabulary/{KEY}/edit", {"revision": "0", "labels_en": "one\none", "labels_fr": "kept", "broader": "nowhere"}
    )
    assert answer.status_code == 422 and "kept" in answer.text and 'id="labels_en-error"' in answer.text


def test_merging_moves_labels_and_leads_narrower_ones_over(cast: Cast) -> None:
    with transaction():
        service.add_concept(cast.editor.actor, KEY, record())
        service.add_concept(
            cast.editor.actor,
            "below",
            record(broader=[KEY], labels=[{"language": "en", "text": "below it", "kind": "preferred"}]),
        )
        service.merge_concept(cast.editor.actor, KEY, "homicide")
    content = queries.get_concept(cast.editor.actor, "homicide").content
    assert ("blivette", "alternative") in {(label.text, label.kind) for label in content.labels}
    assert queries.get_concept(cast.editor.actor, "below").content.broader == ("homicide",)
    assert queries.get_concept(cast.editor.actor, KEY).merged_into == "homicide"
    with pytest.raises(Invalid), transaction():
        service.merge_concept(cast.editor.actor, "homicide", "homicide")


def test_missing_translations_are_a_queue_for_each_language(portal: Portal, cast: Cast) -> None:
    with transaction():
        service.add_concept(cast.editor.actor, KEY, record())
    for language in LANGUAGES:
        listed = [each.key for each in queries.list_missing(cast.author.actor, language)]
        assert (KEY in listed) is (language not in ("en", "fr"))
    assert "zumpra" in portal.browser(cast.editor).get("/vocabulary/missing?language=mk").text


def test_every_page_of_it_opens_for_members_and_for_nobody_else(portal: Portal, cast: Cast) -> None:
    paths = ("", "/homicide", "/homicide/history", "/missing", "/try?q=homicidio", "/new", "?q=убийство")
    browser, stranger = portal.browser(cast.outsider), portal.browser()
    for path in paths:
        assert browser.get(f"/vocabulary{path}").status_code == 200, path
        assert stranger.get(f"/vocabulary{path}").status_code == 302, path
    for path in ("/homicide/edit", "/homicide/merge"):
        assert browser.get(f"/vocabulary{path}").status_code == 404, path
    assert browser.get("/vocabulary/nowhere").status_code == 404
    for form, kind in (("csv", "text/csv"), ("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
        answer = browser.get(f"/vocabulary/download/{form}")
        assert answer.status_code == 200 and answer.mimetype == kind


def test_the_api_names_the_concepts_and_can_be_told_not_to_expand(portal: Portal, cast: Cast) -> None:
    published(cast.author.actor, cast.coordinator.actor, title="Homicidio en la frontera")
    portal.work()
    browser, bearer = portal.browser(), portal.bearer(cast.colleague)
    found = json.loads(browser.get("/api/v1/search?q=убийство", headers=bearer).text)
    assert [each["key"] for each in found["concepts"]] == ["homicide"]
    off = json.loads(browser.get("/api/v1/search?q=убийство&expand=off", headers=bearer).text)
    assert off["total"] == 0 and off["concepts"] == []
