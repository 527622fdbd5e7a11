"""`python -m tests.evaluation [FOLDER]`: search across languages, with and without the vocabulary, on every engine."""

import argparse
import os
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.across.finder.coded import CODED
from portal.vocabulary.document import to_vocabulary
from portal.vocabulary.exchange import shipped
from search.concepts import Vocabulary
from search.engine import Engine, open_engine
from search.query import Query
from tests.evaluation.measures import ndcg, recall, reciprocal_rank
from tests.evaluation.sets import ALL, Question, Set, from_exercises, from_folder

DEPTH = 50
MEASURES: tuple[tuple[str, Callable[..., float]], ...] = (
    ("MRR@10", reciprocal_rank),
    ("nDCG@10", ndcg),
    ("recall@50", recall),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("folder", nargs="*", type=Path, help="sets of your own: corpus.jsonl, queries.jsonl, qrels.tsv")
    given = parser.parse_args()
    vocabulary = to_vocabulary(shipped().items())
    for each in [from_exercises(), *map(from_folder, given.folder)]:
        with engines() as opened:
            for engine in opened:
                _tell(each, engine, vocabulary)


@contextmanager
def engines() -> Iterator[list[Engine]]:
    """The embedded one, and Elasticsearch where ELASTICSEARCH_URL names a server."""
    with tempfile.TemporaryDirectory() as folder:
        opened = [open_engine(f"embedded:{folder}/index")]
        url = os.environ.get("ELASTICSEARCH_URL")
        if url:
            opened.append(open_engine(f"{url}/?prefix=eval-{uuid.uuid4().hex[:8]}"))
        yield opened


def _tell(each: Set, engine: Engine, vocabulary: Vocabulary) -> None:
    engine.put(each.documents)
    print(f"\n{each.name}: {len(each.documents)} texts, {len(each.questions)} questions, engine {engine.name}")
    print(
        f"{'question in':12}{'texts in':10}{'':>6}" + "".join(f"{name + ' off':>15}{'on':>7}" for name, _ in MEASURES)
    )
    pairs: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in each.questions:
        pairs[question.language, question.document_language].append(question)
        pairs["all", "all"].append(question)
    for (language, others), asked in sorted(pairs.items(), key=lambda pair: pair[0][0] == "all"):
        cells = ""
        off = [_ranked(engine, question, None) for question in asked]
        on = [_ranked(engine, question, vocabulary) for question in asked]
        for _, measure in MEASURES:
            for ranked in (off, on):
                values = [measure(r, question.relevant) for r, question in zip(ranked, asked, strict=True)]
                cells += f"{sum(values) / len(values):>{15 if ranked is off else 7}.2f}"
        print(f"{language:12}{others:10}{len(asked):>6}{cells}")


def _ranked(engine: Engine, question: Question, vocabulary: Vocabulary | None) -> list[str]:
    """As the page asks: what has all the words, else what has some of them."""
    query = Query(ALL, text=question.text, per_page=DEPTH, passages=0)
    tree = query.parsed().tree
    tree = vocabulary.expand(tree, coded=CODED).tree if vocabulary else tree
    for partial in (False, True):
        found = engine.find(Query(ALL, tree=tree, per_page=DEPTH, passages=0, partial=partial))
        if found.total:
            return [hit.key for hit in found.hits]
    return []


if __name__ == "__main__":
    main()
