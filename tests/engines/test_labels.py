"""Labels of a vocabulary: found on the stems of their language and in its texts only, the same in every engine."""

import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.document import Document, Part, Text
from search.engine import Engine
from search.engines.embedded import EmbeddedEngine
from search.engines.memory import MemoryEngine
from search.query import Query
from search.syntax import And, Labels, Node, Or, Word
from tests.engines.made import case, part, shown
from tests.engines.test_agreement import modest

ALL = frozenset({"all"})
FORMS = [
    ("en", "kidnapping", "Two kidnappings were reported."),
    ("fr", "trafic d'armes", "Les trafics d'armes continuent."),
    ("es", "tráfico de armas", "Un gran trafico de armas."),
    ("pt", "homicídio", "Os homicídios aumentaram."),
    ("ru", "незаконный оборот оружия", "О незаконном обороте оружия."),
    ("ar", "اختطاف", "جريمة الاختطاف في المدينة"),
    ("zh", "盗窃罪", "被告人犯盗窃罪判处有期徒刑"),
    ("bs", "otmica", "Nakon otmice dijete je pronađeno."),
    ("hr", "otmica", "Optužen je za otmicu."),
    ("sr", "otmica", "Због отмице је осуђен."),
    ("sr", "otmica", "Zbog otmice je osuđen."),
    ("mk", "убиство", "Обвинет за убиството на патот."),
    ("sq", "vrasje", "Autori i vrasjes u arrestua."),
]


def asked(engine: Engine, *nodes: Node) -> list[str]:
    return [hit.key for hit in engine.find(Query(ALL, tree=And((Or(nodes, 0.125),)))).hits]


@pytest.mark.parametrize(("language", "label", "text"), FORMS)
def test_a_label_finds_its_inflections(engine: Engine, language: str, label: str, text: str) -> None:
    engine.put([case("it", part("all", text, language=language)), case("other", part("all", "nothing of that"))])
    page = engine.find(Query(ALL, tree=And((Labels((label,), language),))))
    assert [hit.key for hit in page.hits] == ["it"]
    assert "[" in shown(page)


def test_a_label_is_not_found_in_texts_of_another_language(engine: Engine) -> None:
    engine.put([case("en", part("all", "the pain")), case("fr", part("all", "du pain", language="fr"))])
    assert asked(engine, Labels(("pain",), "en")) == ["en"]
    assert asked(engine, Labels(("pain",), "fr")) == ["fr"]
    assert asked(engine, Labels(("pain",), "es")) == []


def test_a_label_whose_words_stand_together_comes_before_one_whose_words_are_apart(engine: Engine) -> None:
    apart = case("apart", part("all", "arms are sold; trafficking in persons"), date="2024-01-01")
    engine.put(
        [apart, case("it", part("all", "arms trafficking"), date="1999-01-01"), case("half", part("all", "arms"))]
    )
    assert asked(engine, Labels(("arms trafficking",), "en", 1.0, 0.125)) == ["it", "apart"]


def test_a_text_that_says_it_in_more_ways_comes_first(engine: Engine) -> None:
    labels = Labels(("murder", "homicide", "killed"), "en", 0.5, 0.125)
    engine.put(
        [
            case("one", part("all", "a murder"), date="2024-01-01"),
            case("two", part("all", "a murder; he was killed"), date="1999-01-01"),
        ]
    )
    assert asked(engine, labels) == ["two", "one"]


def test_typed_words_weigh_more_than_labels(engine: Engine) -> None:
    engine.put(
        [
            case("label", part("all", "une otmica", language="bs"), date="2024-01-01"),
            case("typed", part("all", "kidnapping"), date="1999-01-01"),
        ]
    )
    assert asked(engine, Word("kidnapping"), Labels(("otmica",), "bs", 0.5, 0.125)) == ["typed", "label"]


WORDS = ("karkon", "blivet", "zumpra", "дождик")
texts = st.builds(
    Text,
    name=st.sampled_from(("title", "abstract", "body")),
    language=st.sampled_from(("en", "ru", "bs", "sr", "mk", "und")),
    value=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
)
parts = st.builds(Part, audience=st.sampled_from((ALL, frozenset({"r1"}))), texts=st.lists(texts, max_size=3))
documents = st.lists(st.lists(parts, max_size=3), max_size=6).map(
    lambda made: [Document("case", f"k{n}", 1, each, "2020-01-01") for n, each in enumerate(made)]
)
labels = st.builds(
    Labels,
    texts=st.lists(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join), min_size=1, max_size=3, unique=True
    ).map(tuple),
    language=st.sampled_from(("en", "ru", "hr", "mk")),
    weight=st.sampled_from((0.25, 0.5)),
    tie=st.sampled_from((0.0, 0.125)),
)


@modest
@given(made=documents, nodes=st.lists(labels, min_size=1, max_size=3), typed=st.sampled_from(WORDS))
def test_engines_weigh_labels_alike(made: list[Document], nodes: list[Labels], typed: str) -> None:
    query = Query(ALL, tree=And((Or((Word(typed), *nodes), 0.125),)))
    with tempfile.TemporaryDirectory() as folder:
        memory, embedded = MemoryEngine(), EmbeddedEngine(folder)
        found = []
        for engine in (memory, embedded):
            engine.put(made)
            found.append(engine.find(query).hits)
        for right, hit in zip(*found, strict=True):
            assert (hit.key, hit.snippets) == (right.key, right.snippets)
            # an engine breaks ties by adding a little for the date
            assert abs(hit.score - right.score) < 0.06
