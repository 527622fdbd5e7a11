"""The life of a case, told by the cast."""

import pytest

from portal.access.publication import Status
from portal.cases import queries, service
from portal.cases.models import CaseVersion
from portal.foundation.database import db, transaction
from portal.foundation.errors import Conflict, Invalid, NotFound, Refused
from tests.support.cases import draft, published, submitted
from tests.support.cast import Cast


def test_a_draft_is_read_by_its_writer_alone(cast: Cast) -> None:
    case = draft(cast.author.actor)
    assert queries.get_case(cast.author.actor, case.id).layers == {"abstract", "summary", "annex"}
    for other in [*cast.active, cast.visitor]:
        if other != cast.author:
            with pytest.raises(NotFound):
                queries.get_case(other.actor, case.id)


def test_a_submitted_case_shows_the_coordinator_the_abstract_and_what_its_mark_will_open_to_him(cast: Cast) -> None:
    case = submitted(cast.author.actor, marks={"abstract": "RED", "summary": "RED", "annex": "RED"})
    assert queries.get_case(cast.coordinator.actor, case.id).layers == {"abstract"}
    case = submitted(cast.author.actor)
    assert queries.get_case(cast.coordinator.actor, case.id).layers == {"abstract", "summary"}
    for other in (cast.colleague, cast.neighbour, cast.outsider, cast.administrator, cast.visitor):
        with pytest.raises(NotFound):
            queries.get_case(other.actor, case.id)


def test_a_published_case_opens_each_layer_to_whom_its_mark_names(cast: Cast) -> None:
    case = published(
        cast.author.actor,
        cast.coordinator.actor,
        marks={"abstract": "GREEN", "summary": "AMBER", "annex": "AMBER+STRICT"},
    )
    layers = {person.name: queries.get_case(person.actor, case.id).layers for person in cast.active}
    assert layers["Author"] == layers["Colleague"] == {"abstract", "summary", "annex"}
    assert layers["Neighbour"] == layers["Coordinator"] == layers["Focal Point"] == {"abstract", "summary"}
    assert layers["Outsider"] == layers["Editor"] == layers["Administrator"] == {"abstract"}
    with pytest.raises(NotFound):
        queries.get_case(cast.visitor.actor, case.id)


def test_nothing_of_a_closed_layer_is_in_what_a_reader_gets(cast: Cast) -> None:
    case = published(
        cast.author.actor,
        cast.coordinator.actor,
        items=[{"type": "pistol", "serial": "SECRET-1"}],
        persons=[{"part": "broker"}],
        sources=["a source"],
    )
    seen = queries.get_case(cast.outsider.actor, case.id)
    whole = seen.content.model_dump_json()
    for hidden in ("spare wheel lay", "Twelve", "informant", "SECRET-1", "broker", "a source"):
        assert hidden not in whole
    assert seen.owner_id == seen.authority_id == ""
    assert seen.locked == {"summary": "AMBER", "annex": "RED"}


def test_the_number_is_given_once_by_country_and_year(cast: Cast) -> None:
    first, second = submitted(cast.author.actor), submitted(cast.author.actor)
    assert (first.number or "").startswith("NER-") and (first.number or "").endswith("-001")
    assert (second.number or "").endswith("-002")
    with transaction():
        service.return_case(cast.coordinator.actor, first.id, first.revision, "Please add the calibre.")
    with transaction():
        again = service.submit_case(cast.author.actor, first.id, first.revision)
    assert again.number == first.number


def test_every_saved_change_keeps_its_version(cast: Cast) -> None:
    case = draft(cast.author.actor)
    with transaction():
        service.save_case(cast.author.actor, case.id, case.revision, {"court": "Tribunal"})
    with transaction():
        service.save_case(cast.author.actor, case.id, case.revision, {"court": "Tribunal"})
    kept = db.session.query(CaseVersion).filter_by(case_id=case.id).order_by(CaseVersion.number).all()
    assert [version.number for version in kept] == [1, 2]
    assert [version.content.court for version in kept] == ["", "Tribunal"]


def test_a_second_editor_is_told_instead_of_losing_a_text(cast: Cast) -> None:
    case = draft(cast.author.actor)
    opened = case.revision
    with transaction():
        service.save_case(cast.author.actor, case.id, opened, {"court": "First"})
    with pytest.raises(Conflict), transaction():
        service.save_case(cast.author.actor, case.id, opened, {"court": "Second"})
    assert queries.get_case(cast.author.actor, case.id).content.court == "First"


def test_only_the_owner_may_change_who_reads(cast: Cast) -> None:
    case = draft(cast.author.actor)
    with transaction():
        case = service.set_editors(cast.author.actor, case.id, case.revision, {cast.colleague.id})
    with pytest.raises(Refused), transaction():
        service.save_case(cast.colleague.actor, case.id, case.revision, {"marks": {"abstract": "CLEAR"}})
    with transaction():
        service.save_case(cast.colleague.actor, case.id, case.revision, {"court": "Tribunal"})


def test_widening_a_published_case_needs_a_confirmation_and_narrowing_does_not(cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor)
    wider = {"marks": {"abstract": "CLEAR", "summary": "AMBER", "annex": "RED"}}
    with pytest.raises(Invalid), transaction():
        service.save_case(cast.author.actor, case.id, case.revision, wider)
    with transaction():
        service.save_case(cast.author.actor, case.id, case.revision, wider, confirm_widening=True)
    assert queries.get_case(cast.visitor.actor, case.id).layers == {"abstract"}
    narrower = {"marks": {"abstract": "RED", "summary": "RED", "annex": "RED"}}
    with transaction():
        service.save_case(cast.author.actor, case.id, case.revision, narrower)
    with pytest.raises(NotFound):
        queries.get_case(cast.outsider.actor, case.id)


def test_a_withdrawn_case_is_gone_for_everybody_but_its_writers(cast: Cast) -> None:
    case = published(cast.author.actor, cast.coordinator.actor)
    with transaction():
        service.withdraw_case(cast.author.actor, case.id, case.revision)
    assert queries.get_case(cast.author.actor, case.id).status == Status.WITHDRAWN
    with pytest.raises(NotFound):
        queries.get_case(cast.neighbour.actor, case.id)


def test_nobody_reviews_his_own_case_or_one_of_another_region(cast: Cast) -> None:
    own = submitted(cast.coordinator.actor)
    with pytest.raises((Refused, NotFound)), transaction():
        service.publish_case(cast.coordinator.actor, own.id, own.revision)
    elsewhere = submitted(cast.outsider.actor, regions=["western-balkans"])
    with pytest.raises(NotFound), transaction():
        service.publish_case(cast.coordinator.actor, elsewhere.id, elsewhere.revision)


def test_an_incomplete_case_is_not_submitted_and_every_gap_is_named(cast: Cast) -> None:
    case = draft(cast.author.actor, countries=[], marks={}, summary="")
    with pytest.raises(Invalid) as refused, transaction():
        service.submit_case(cast.author.actor, case.id, case.revision)
    named = {problem.field for problem in refused.value.problems}
    assert {"countries", "marks.abstract", "marks.summary", "texts[0].summary"} <= named


def test_a_translation_goes_stale_when_its_original_changes(cast: Cast) -> None:
    case = draft(cast.author.actor)
    french = {"language": "fr", "state": "human", "title": "Pistolets"}
    with transaction():
        service.save_case(cast.author.actor, case.id, case.revision, {"texts": [*case.content.texts, french]})
    changed = case.content.texts[0].model_copy(update={"summary": "Thirteen pistols."})
    with transaction():
        service.save_case(cast.author.actor, case.id, case.revision, {"texts": [changed, case.content.texts[1]]})
    assert [text.state for text in case.content.texts] == ["original", "stale"]
