"""One rule asked of the object, the database and every engine: they never differ, and say what the domain says."""

import hashlib
import tempfile
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.access.actor import VISITOR, Actor, Role
from portal.access.policy import may
from portal.access.publication import Status
from portal.cases import queries, rules, service
from portal.cases.content import CaseContent
from portal.cases.document import to_document
from portal.cases.models import Case, CaseEditor
from portal.foundation.database import db
from portal.foundation.ids import new_id
from portal.regions.queries import regions_of
from search.engine import Engine, open_engine
from search.query import Query
from tests.access.rule import LAYERS, opens, reads
from tests.support.cast import Cast

REGIONS = ("sahel", "western-balkans", "north-africa")
COUNTRIES = ("NE", "ML", "RS", "AL", "DZ", "FR")
MARKS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
PEOPLE = ("author", "colleague", "neighbour", "outsider", "coordinator", "editor", "administrator")

_regions = st.lists(st.sampled_from(REGIONS), unique=True, max_size=2)
_people = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=2)
_cases = st.fixed_dictionaries(
    {
        "status": st.sampled_from([*Status, Status.PUBLISHED, Status.PUBLISHED, Status.SUBMITTED]),
        "owner": st.sampled_from(PEOPLE),
        "editors": _people,
        "marks": st.lists(st.sampled_from(MARKS), min_size=3, max_size=3),
        "unmarked": st.booleans(),
        "regions": _regions,
        "audience": st.fixed_dictionaries(
            {
                "regions": _regions,
                "countries": st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=2),
                "members": _people,
            }
        ),
    }
)
_actors = st.fixed_dictionaries(
    {
        "who": st.sampled_from([*PEOPLE, "stranger"]),
        "role": st.sampled_from(list(Role)),
        "country": st.sampled_from(COUNTRIES),
        "authority": st.sampled_from([*PEOPLE, "none"]),
        "further": _regions,
        "coordinates": _regions,
    }
)
NAMED_BUT_OUTSIDE: dict[str, Any] = {
    "status": Status.PUBLISHED,
    "owner": "author",
    "editors": [],
    "marks": ["AMBER", "AMBER+STRICT", "RED"],
    "unmarked": False,
    "regions": ["sahel"],
    "audience": {"regions": ["western-balkans"], "countries": [], "members": ["neighbour"]},
}
"""Readers of the deeper layers are not among those of the abstract."""


def _word(case: Case, layer: str) -> str:
    """Letters no other word resembles, so that reading it as misspelt finds nothing either."""
    digest = hashlib.sha256(f"{case.id}{layer}".encode()).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest[:14])


def _case(cast: Cast, plan: dict[str, Any]) -> Case:
    """The row as the service would leave it; the audience tokens are made by the service itself."""
    owner = getattr(cast, plan["owner"]).actor
    layers = sorted(plan["marks"], key=MARKS.index)
    marks = dict(zip(LAYERS, layers, strict=True)) | ({"annex": None} if plan["unmarked"] else {})
    audience = plan["audience"] | {"members": [getattr(cast, name).id for name in plan["audience"]["members"]]}
    case = Case(id=new_id(), owner_id=owner.id, authority_id=owner.authority, country=owner.country)
    words = {name: _word(case, layer) for name, layer in zip(("title", "summary", "annex"), LAYERS, strict=True)}
    case.content = CaseContent.model_validate(
        {"texts": [{"language": "en", **words}], "marks": marks, "audience": audience, "regions": plan["regions"]}
    )
    case.status = plan["status"]
    case.editors = [CaseEditor(member_id=getattr(cast, name).id) for name in plan["editors"]]
    db.session.add(case)
    service.open_layers(case)
    db.session.flush()
    return case


def _actor(cast: Cast, plan: dict[str, Any]) -> Actor:
    known = {name: getattr(cast, name).actor for name in PEOPLE}
    who, place = plan["who"], plan["authority"]
    coordinates = frozenset(plan["coordinates"] if plan["role"] is Role.COORDINATOR else ())
    return Actor(
        known[who].id if who in known else new_id(),
        plan["role"],
        plan["country"],
        known[place].authority if place in known else new_id(),
        regions_of(plan["country"]) | frozenset(plan["further"]) | coordinates,
        coordinates,
    )


def _found(engine: Engine, actor: Actor, case: Case) -> list[str]:
    """The layers whose own word finds the case."""
    asked = {layer: Query(actor.tokens, _word(case, layer), passages=0) for layer in LAYERS}
    pages = {layer: engine.find(query) for layer, query in asked.items()}
    assert all(page.total == len(page.hits) for page in pages.values())
    return [layer for layer, page in pages.items() if any(hit.key == case.id for hit in page.hits)]


def _compare(actor: Actor, cases: Sequence[Case], engines: Sequence[Engine]) -> None:
    visible = set(db.session.scalars(db.select(Case.id).where(queries.visible(actor))))
    for case in cases:
        knows = reads(actor, case, "abstract")
        assert may(actor, "case.read", case) is knows
        assert (case.id in visible) is knows
        assert rules.layers_open_to(case, actor.tokens) == {layer for layer in LAYERS if opens(actor, case, layer)}
        readable = [layer for layer in LAYERS if reads(actor, case, layer)]
        for engine in engines:
            assert _found(engine, actor, case) == readable, engine.name


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_cases, min_size=1, max_size=6), st.lists(_actors, min_size=1, max_size=5))
@example([NAMED_BUT_OUTSIDE], [])
def test_object_database_and_engines_answer_alike_and_as_the_domain_says(
    cast: Cast, planned: list[dict[str, Any]], people: list[dict[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engines = [open_engine("memory:"), open_engine(f"embedded:{folder}")]
        try:
            cases = [_case(cast, plan) for plan in planned]
            for engine in engines:
                engine.put([to_document(case) for case in cases])
            actors = [_actor(cast, plan) for plan in people] + [person.actor for person in cast.active] + [VISITOR]
            for actor in actors:
                _compare(actor, cases, engines)
        finally:
            db.session.rollback()
            for engine in engines:
                engine.close()
