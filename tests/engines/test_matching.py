"""What counts as a match, in many languages."""

import pytest

from search.document import Document, Part, Text
from search.engine import Engine
from search.query import Filter, Query, Sort
from search.syntax import And, Labels, Or, Word
from tests.engines.made import case, find, keys, part, shown

TEXTS = {
    "en": "Converted pistols were seized near the old border bridge",
    "fr": "Les armes à feu ont été saisies à l’aéroport",
    "es": "Las pistolas fueron escondidas en camiones",
    "pt": "As munições foram apreendidas",
    "ru": "Переделанные пистолеты изъяты на границе",
    "ar": "ضُبطت الأسلحة النارية في المدينة",
    "zh": "警方查获手枪走私案件",
    "bs": "Pištolj i municija pronađeni u vozilu, građani svjedoci",
    "sr": "Пронађен је пиштољ у возилу",
    "mk": "Пронајден е нелегален пиштол",
    "sq": "Armët u gjetën në çantë",
    "und": "Straße Łódź 5,56×45 AK-47",
}


@pytest.fixture
def library(engine: Engine) -> Engine:
    engine.put([case(tag, part("all", text, language=tag)) for tag, text in TEXTS.items()])
    return engine


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pistol border", ["en"]),
        ("BORDER Pistols", ["en"]),
        ("bridge camiones", []),
        ("arme", ["fr", "sq"]),
        ("ete saisies", ["fr"]),
        ("l'aeroport", ["fr"]),
        ("pistola", ["es"]),
        ("municoes", ["pt"]),
        ("пистолеты границе", ["ru"]),
        ("pistolety", ["ru"]),
        ("الاسلحه", ["ar"]),
        ("ضبطت", ["ar"]),
        ("手枪", ["zh"]),
        ("枪", ["zh"]),
        ("手枪走私", ["zh"]),
        ("枪手", []),
        ("pistolj", ["bs", "sr"]),
        ("pištolj vozilu", ["bs", "sr"]),
        ("пиштољ", ["bs", "sr"]),
        ("„пиштољ“", ["bs", "sr"]),
        ("pronadjeni", ["bs", "sr"]),
        ("pronadeni", ["bs", "sr"]),
        ("gradani", ["bs"]),
        ("pronajden", ["mk"]),
        ("armet gjeten", ["sq"]),
        ("strasse lodz", ["und"]),
        ("ak47", ["und"]),
        ("ak-47", ["und"]),
        ('"ak 47"', ["und"]),
        ("5,56", ["und"]),
    ],
)
def test_words_in_every_language(library: Engine, typed: str, found: list[str]) -> None:
    page = find(library, typed)
    assert sorted(hit.key for hit in page.hits) == found
    assert not page.loose
    assert page.total == len(found)
    assert all(any(marked for s in hit.snippets for _, marked in s.pieces) for hit in page.hits)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"old border"', ["en"]),
        ('"border old"', []),
        ('"old bridge"', []),
        ('old "border bridge" seized', ["en"]),
        ("seized -border", []),
        ("vozilu -municija", ["sr"]),
        ('vozilu -"je пиштољ"', ["bs"]),
        ("border or aeroport", ["en", "fr"]),
        ("border OR aeroport OR camiones seized", ["en"]),
        ("bord*", ["en"]),
        ("pistol*", ["bs", "en", "es", "mk", "ru", "sr"]),
        ("armet or -vozilu saisies", ["fr"]),
        ("-pistolj vozilu", []),
    ],
)
def test_syntax(library: Engine, typed: str, found: list[str]) -> None:
    assert sorted(keys(library, typed)) == found


def test_a_phrase_stands_in_one_text(engine: Engine) -> None:
    engine.put([case("k", part("all", "bridge", title="border"), part("all", "river"))])
    assert keys(engine, "border bridge river") == ["k"]
    assert keys(engine, '"border bridge"') == []
    assert keys(engine, '"bridge river"') == []


def test_field_values_are_asked_of_facets(engine: Engine) -> None:
    engine.put(
        [
            case("k1", part("all", "one", facets={"country": ["NE"], "modus.operandi": ["hidden in truck"]})),
            case("k2", part("all", "one", facets={"country": ["BA"]})),
        ]
    )
    fields = ("country", "modus.operandi")
    assert keys(engine, "country:ne", fields=fields) == ["k1"]
    assert keys(engine, "one -country:NE", fields=fields) == ["k2"]
    assert keys(engine, 'modus.operandi:"hidden in truck"', fields=fields) == ["k1"]
    assert keys(engine, "country:ne or country:ba", fields=fields) != []
    assert find(engine, "colour:one").notes == ("unknown-field",)


@pytest.mark.parametrize("typed", ["IT-2019/044 A", "it2019044a", "IT 2019 044 A", '"IT-2019 044/A"', "it-2019/044a"])
def test_identifiers_are_found_however_spaced(engine: Engine, typed: str) -> None:
    engine.put([case("k", part("all", "x", identifiers=["IT-2019/044 A"])), case("o", part("all", "it 2019"))])
    assert keys(engine, typed) == ["k"]
    assert keys(engine, "it2019044") == []


@pytest.mark.parametrize(
    ("typed", "loose"),
    [("pistlo", True), ("pistl", True), ("munitiom", True), ("pistol", False), ("pi", False), ("xyzzyq", False)],
)
def test_misspelt_words_match_when_nothing_else_does(engine: Engine, typed: str, loose: bool) -> None:
    engine.put([case("k", part("all", "pistol ammunition")), case("o", part("all", "munition pit"))])
    page = find(engine, typed)
    assert page.loose is loose
    if loose:
        assert page.total > 0
        assert "[" in shown(page)
    assert find(engine, "pistl -ammunition").total == 0


def test_snippets_are_short_and_whole(engine: Engine) -> None:
    long = " ".join(f"wörd{n}" for n in range(400))
    engine.put([case("k", part("all", f"{long} Ključ {long} ključ {long} кључ {long} kljuc", language="bs"))])
    [hit] = find(engine, "kljuc").hits
    texts = ["".join(text for text, _ in snippet.pieces) for snippet in hit.snippets]
    assert [[text for text, marked in s.pieces if marked] for s in hit.snippets] == [["Ključ"], ["ključ"], ["кључ"]]
    assert all(len(text) <= 220 and text.startswith("wörd") for text in texts)
    assert find(engine, "kljuc", passages=0).hits[0].snippets == ()


def test_title_weighs_more_than_body_and_dates_break_ties(engine: Engine) -> None:
    engine.put(
        [
            case("body-old", part("all", "pistol in the text"), date="2001-01-01"),
            case("body-new", part("all", "pistol in the text"), date="2020-01-01"),
            case("often", part("all", "pistol pistol pistol"), date="1990-01-01"),
            case("title", part("all", "other", title="A pistol"), date="1980-01-01"),
        ]
    )
    assert keys(engine, "pistol") == ["title", "often", "body-new", "body-old"]


def test_an_inflected_word_in_a_title_weighs_as_a_title(engine: Engine) -> None:
    engine.put(
        [
            case("body", part("all", "pistol, a pistol and the pistol"), date="2020-01-01"),
            case("abstract", part("all", "x"), Part(frozenset({"all"}), [Text("abstract", "en", "Pistols")])),
            case("title", part("all", "x", title="Pistols"), date="1980-01-01"),
        ]
    )
    assert keys(engine, "pistol") == ["title", "abstract", "body"]


def test_a_rarer_word_counts_more(engine: Engine) -> None:
    engine.put([case(f"n{n}", part("all", "rare words", title="common")) for n in range(1)])
    engine.put([case("a", part("all", "common", title="rare"), date="1999-01-01")])
    engine.put([case(f"x{n}", part("all", "common")) for n in range(60)])
    assert keys(engine, "common rare") == ["a", "n0"]


def test_a_given_tree_is_asked_instead_of_the_text(library: Engine) -> None:
    tree = And((Or((Word("border"), Labels(("aéroport",), "fr", 0.5))),))
    page = library.find(Query(frozenset({"all"}), text="nothing", tree=tree))
    assert [hit.key for hit in page.hits] == ["en", "fr"]
    assert page.hits[0].score > page.hits[1].score


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
def test_sorting_by_date_puts_undated_last_and_pages_do_not_overlap(engine: Engine, sort: Sort) -> None:
    dates = {f"k{n:03}": f"20{n % 23:02}-03-01" if n % 10 else "" for n in range(150)}
    engine.put([case(key, part("all", "word"), date=date) for key, date in dates.items()])
    found = [key for page in (1, 2, 3, 4) for key in keys(engine, "word", sort=sort, page=page, per_page=40)]
    assert sorted(found) == sorted(dates)
    days = [dates[key] for key in found]
    assert days[-15:] == [""] * 15
    assert days[:135] == sorted(days[:135], reverse=sort is Sort.NEWEST)


def test_equal_matches_are_ordered_by_day_over_all_pages(engine: Engine) -> None:
    days = [f"2020-{1 + n // 28:02}-{1 + n % 28:02}" for n in range(240)]
    engine.put([case(f"k{n * 7 % 240:03}", part("all", "word"), date=day) for n, day in enumerate(days)])
    found = [key for page in range(1, 7) for key in keys(engine, "word", page=page, per_page=40)]
    assert found == [f"k{n * 7 % 240:03}" for n in reversed(range(240))]
    newest = [key for page in range(1, 7) for key in keys(engine, page=page, per_page=40, sort=Sort.NEWEST)]
    assert found == newest


def test_pages_by_relevance_hold_every_hit_once(engine: Engine) -> None:
    engine.put([case(f"k{n:03}", part("all", "word " * (1 + n % 4)), date="2020-01-01") for n in range(300)])
    found = [key for page in range(1, 9) for key in keys(engine, "word", page=page, per_page=40)]
    assert len(set(found)) == len(found) == 300
    assert keys(engine, "word", page=9, per_page=40) == []
    assert len(find(engine, "word", per_page=1000).hits) == 100
    assert len(find(engine, "word", page=-3, per_page=0).hits) == 1


def test_of_equal_matches_those_the_reader_prefers_come_first_and_no_others(engine: Engine) -> None:
    def told(key: str, body: str, language: str, date: str) -> Document:
        return case(key, part("all", body, facets={"language": [language]}), date=date)

    engine.put(
        [
            told("equal", "pistol", "ru", "2024-01-01"),
            told("liked", "pistol", "fr", "2001-01-01"),
            told("better", "pistol pistol pistol", "ru", "1999-01-01"),
        ]
    )
    prefer = Filter("language", ("fr", "en"))
    assert keys(engine, "pistol", prefer=prefer) == ["better", "liked", "equal"]
    assert keys(engine, "pistol") == ["better", "equal", "liked"]
    assert keys(engine, "pistol", prefer=prefer, sort=Sort.NEWEST) == ["equal", "liked", "better"]
