"""The fields of an embedded index and its analyzers."""

from functools import lru_cache

import tantivy

from search import stems
from search.languages import LANGUAGES
from search.schema import MAX_AUDIENCES, TEXT_WEIGHTS

NAMES = tuple(name for name, weight in TEXT_WEIGHTS.items() if weight > 1)
"""Texts whose matches count more and therefore have fields of their own besides."""
ANALYZED = tuple(tag for tag, analysis in LANGUAGES.items() if analysis.tantivy)
"""Languages the engine stems itself; of the other families it is given stems."""
STEMMED = (*ANALYZED, *(tag for tag in stems.STEMMED if tag not in ANALYZED))
NEEDS = tuple(f"need{n}" for n in range(MAX_AUDIENCES))
OPEN = "open"
"""Stands in every need a view does not use; all readers ask for it, and no token can be spelt like it."""

FOLDED = "folded"
OFTEN = "often"
IDENTIFIER = "identifier"
FACET = "facet"


def token_term(token: str) -> str:
    """An audience token as it is indexed: never equal to `OPEN`."""
    return f"t:{writable(token)}"


def writable(text: str) -> str:
    """An index keeps no half characters (lone surrogates)."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=8192)
def code_term(value: str) -> str:
    """A facet code as it is indexed: the sign in front keeps the engine from reading it as a date."""
    return f"={writable(value)}"


def code_of(term: str) -> str:
    """The facet code of a term of the index."""
    return term[1:]


def stem_field(language: str, name: str = "") -> str:
    return f"stem_{language}_{name}" if name else f"stem_{language}"


def folded_field(name: str = "") -> str:
    return f"{FOLDED}_{name}" if name else FOLDED


def facet_path(name: str) -> str:
    """A facet name may hold dots; the engine reads those as a path."""
    return f"{FACET}." + name.replace("\\", "\\\\").replace(".", "\\.")


@lru_cache(maxsize=2)
def schema(vectors: bool = False) -> tantivy.Schema:
    """With `vectors` one field more, the last: a question made for the one fits the other."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "role", "head", "held", "kind", "deny", "has", IDENTIFIER, *NEEDS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(OFTEN, tokenizer_name="whitespace", index_option="basic")
    for name in ("", *NAMES):
        builder.add_text_field(folded_field(name), tokenizer_name="whitespace", index_option="position")
        for language in STEMMED:
            tokenizer = language if language in ANALYZED else "whitespace"
            builder.add_text_field(stem_field(language, name), tokenizer_name=tokenizer, index_option="position")
    builder.add_json_field(FACET, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("revision", "newest", "oldest"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_float_field("recency", fast=True)
    builder.add_bytes_field("shown", stored=True)
    if vectors:
        builder.add_unsigned_field("vector", fast=True)
    return builder.build()


@lru_cache(maxsize=1)
def analyzers() -> dict[str, tantivy.TextAnalyzer]:
    return {tag: _stemming(LANGUAGES[tag].tantivy) for tag in ANALYZED}


def _stemming(stemmer: str) -> tantivy.TextAnalyzer:
    # the stemmer must see the accents, so they fall last
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(80))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer(stemmer))
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )


@lru_cache(maxsize=8192)
def stem(tag: str, word: str) -> str:
    """The one stem of a word in this family, empty when its analyzer finds none or several."""
    if tag not in ANALYZED:
        return stems.stem(tag, word)
    found = analyzers()[tag].analyze(word)
    return str(found[0]) if len(found) == 1 else ""


def register(index: tantivy.Index) -> None:
    """A process knows no analyzer of an index until told."""
    index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    for tag, analyzer in analyzers().items():
        index.register_tokenizer(tag, analyzer)
