"""Concepts in a question: the longest label, on stems, in any script; expanded within bounds, left out on demand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.concepts import MAX_CLAUSES, Concept, Expanded, Kind, Label, Vocabulary
from search.syntax import And, FieldIs, Labels, Node, Not, Or, Word, parse
from tests.engines.test_agreement import modest

P, A, H = Kind.PREFERRED, Kind.ALTERNATIVE, Kind.HIDDEN


def concept(key: str, *labels: tuple[str, str, Kind], broader: tuple[str, ...] = ()) -> Concept:
    return Concept(key, [Label(*label) for label in labels], broader)


VOCABULARY = Vocabulary.of(
    [
        concept("crime", ("en", "crime", P), ("fr", "infraction", P)),
        concept(
            "arms-trafficking",
            ("en", "arms trafficking", P),
            ("fr", "trafic d'armes", P),
            ("sr", "trgovina oružjem", P),
            ("ru", "незаконный оборот оружия", P),
            ("ar", "الاتجار بالأسلحة", P),
            ("zh", "贩卖枪支", P),
            broader=("crime",),
        ),
        concept("arms", ("en", "arms", P), ("fr", "armes", P), ("zh", "枪支", P), broader=()),
        concept("kidnapping", ("en", "kidnapping", P), ("en", "abducted", H), ("hr", "otmica", P), broader=("crime",)),
    ]
)


def expand(text: str, skip: tuple[str, ...] = ()) -> Expanded:
    return VOCABULARY.expand(parse(text).tree, skip)


def keys(text: str, skip: tuple[str, ...] = ()) -> list[str]:
    return [found.key for found in expand(text, skip).found]


@pytest.mark.parametrize(
    ("typed", "met"),
    [
        ("arms trafficking", ["arms-trafficking"]),
        ("ARMS TRAFFICKING Niger", ["arms-trafficking"]),
        ("trafic des armes", ["arms-trafficking"]),
        ("trafics d'armes", ["arms-trafficking"]),
        ("трговине оружјем", ["arms-trafficking"]),
        ("trgovinom oruzjem", ["arms-trafficking"]),
        ("незаконного оборота оружия", ["arms-trafficking"]),
        ("الاتجار بالاسلحة", ["arms-trafficking"]),
        ("贩卖枪支案件", ["arms-trafficking"]),
        ("arms", ["arms"]),
        ("otmice", ["kidnapping"]),
        ("abducted", ["kidnapping"]),
        ("kidnapping arms", ["kidnapping", "arms"]),
        ('"arms trafficking"', []),
        ("-kidnapping", []),
        ("kidnap*", []),
        ("nothing", []),
        ("", []),
    ],
)
def test_the_longest_label_is_found_in_any_language_script_and_form(typed: str, met: list[str]) -> None:
    assert keys(typed) == met


def test_part_of_an_unspaced_word_is_expanded_and_the_rest_still_asked() -> None:
    tree = expand("贩卖枪支案件").tree
    assert tree is not None and isinstance(tree.children[0], Or)
    assert tree.children[0].children[0] == Word("贩卖枪支")
    assert tree.children[1] == Word("案件")


def test_narrower_concepts_are_searched_too_and_weigh_less() -> None:
    tree = expand("crime").tree
    assert tree is not None
    clauses = [node for node in tree.children[0].children if isinstance(node, Labels)]  # type: ignore[union-attr]
    weights = {text: clause.weight for clause in clauses for text in clause.texts}
    assert weights["infraction"] > weights["arms trafficking"] > 0
    assert "abducted" not in weights


def test_a_concept_and_a_label_can_be_left_out() -> None:
    assert keys("kidnapping arms", ("arms",)) == ["kidnapping"]
    [found] = expand("otmica", ("kidnapping",)).found or [None]
    assert found is None
    texts = str(expand("arms trafficking", ("trafic d'armes",)).tree)
    assert "trafic d'armes" not in texts and "贩卖枪支" in texts


def test_hidden_labels_are_searched_and_not_shown() -> None:
    [found] = expand("otmica").found
    assert "abducted" in str(expand("otmica").tree)
    assert [label.text for label in found.labels] == ["kidnapping", "otmica"]


def test_what_is_excluded_stays_as_typed() -> None:
    tree = expand("otmica -arms").tree
    assert tree is not None and tree.children[1] == Not(Word("arms"))


def clauses_of(node: Node) -> int:
    if isinstance(node, And | Or):
        return sum(map(clauses_of, node.children))
    return isinstance(node, Labels)


@modest
@given(
    st.lists(
        st.sampled_from(("crime", "arms", "kidnapping", "trafic", "armes", "or", "枪支", "-x", '"a b"', "country:NE")),
        max_size=40,
    )
)
def test_however_much_is_asked_the_clauses_are_bounded(words: list[str]) -> None:
    tree = expand(" ".join(words)).tree
    assert tree is None or clauses_of(tree) <= MAX_CLAUSES


def test_a_circle_of_broader_concepts_ends() -> None:
    circle = Vocabulary.of(
        [concept("a", ("en", "alpha", P), broader=("b",)), concept("b", ("en", "beta", P), broader=("a",))]
    )
    assert circle.within("a") == ["a", "b"] and circle.above("a") == ["a", "b"]


def test_concepts_of_a_text_are_told_with_how_often_they_are_named() -> None:
    text = "Незаконный оборот оружия. Дело о незаконном обороте оружия."
    assert VOCABULARY.find_in(text, "ru") == {"arms-trafficking": 2}
    assert VOCABULARY.find_in("贩卖枪支", "zh") == {"arms-trafficking": 1}
    assert VOCABULARY.find_in("he was abducted", "en") == {}


def test_a_code_that_says_the_same_is_searched_for_with_the_words() -> None:
    coded = {"kidnapping": FieldIs("offence", "kidnapping", 0.5)}
    tree = VOCABULARY.expand(parse("otmica").tree, coded=coded).tree
    assert tree is not None and coded["kidnapping"] in tree.children[0].children  # type: ignore[union-attr]
    assert clauses_of(tree) < MAX_CLAUSES
