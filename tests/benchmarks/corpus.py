"""A seeded corpus of exercise cases in the import format: `python -m tests.benchmarks.corpus 10000 FILE`.

Words follow Zipf's law within each language; marks, regions, layers, countries, methods and the rest are spread as a
network would spread them. The same size and seed give the same bytes.
"""

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from portal.cases import codes
from portal.regions.queries import region_countries
from tests.benchmarks.words import BETWEEN, LANGUAGES, SCRIPT, SUBJECTS, SYLLABLES

SENTENCES, RARE_WORDS = 6_000, 4_000
MARKS = {
    ("CLEAR", "GREEN", "AMBER"): 8,
    ("GREEN", "GREEN", "AMBER"): 12,
    ("GREEN", "GREEN", "RED"): 10,
    ("GREEN", "AMBER", "RED"): 30,
    ("GREEN", "AMBER", "AMBER+STRICT"): 15,
    ("AMBER", "AMBER", "AMBER+STRICT"): 13,
    ("AMBER", "AMBER+STRICT", "RED"): 7,
    ("RED", "RED", "RED"): 5,
}
"""Marks of abstract, summary and annex → how often among a hundred cases."""
MORE_TEXTS = {"annex": (0.5, 3), "outcome": (0.7, 2), "lessons": (0.6, 3), "commentary": (0.3, 4)}
"""Text → the share of cases that have it, and its sentences."""
NAMED = [f"member{n}@bench.example" for n in range(1, 41)]
"""Members whom RED names; whoever imports the corpus makes them first."""


@dataclass
class Voice:
    """One language: its words, rarer ones further back, and sentences made of them."""

    language: str
    random: random.Random
    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        syllables = SYLLABLES[SCRIPT.get(self.language, "latin")].split()
        rare = {"".join(self.random.choices(syllables, k=self.random.randint(2, 4))) for _ in range(RARE_WORDS)}
        further = self.random.sample(sorted(rare), k=len(rare))
        self.words = BETWEEN[self.language].split() + SUBJECTS[self.language].split() + further
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.sentences = [self._sentence() for _ in range(SENTENCES)]

    def _sentence(self) -> str:
        chosen = self.random.choices(self.words, cum_weights=self.weights, k=self.random.randint(9, 20))
        if self.language == "zh":
            return "".join(chosen) + "。"
        return " ".join(chosen).capitalize() + "."

    def text(self, sentences: int) -> str:
        between = "" if self.language == "zh" else " "
        return between.join(self.random.choices(self.sentences, k=sentences))

    def title(self) -> str:
        return self.random.choice(self.sentences)[:90].rstrip(" .。")


class Corpus:
    def __init__(self, seed: int = 3) -> None:
        self.random = random.Random(seed)
        self.voices = {language: Voice(language, self.random) for language in LANGUAGES}
        self.shares = list(accumulate(LANGUAGES.values()))
        self.marks = list(accumulate(MARKS.values()))
        self.regions = {region: sorted(held) for region, held in region_countries().items()}

    def records(self, size: int) -> Iterator[dict[str, Any]]:
        for number in range(1, size + 1):
            yield self._record(number)

    def _record(self, number: int) -> dict[str, Any]:
        chance = self.random
        language = chance.choices(list(LANGUAGES), cum_weights=self.shares)[0]
        voice = self.voices[language]
        region = chance.choice(list(self.regions))
        at_home = self.regions[region]
        marks = chance.choices(list(MARKS), cum_weights=self.marks)[0]
        return {
            "external_id": f"bench-{number:07d}",
            "language": language,
            "title": voice.title(),
            "abstract": voice.text(chance.randint(2, 4)),
            "summary": voice.text(chance.randint(8, 18)),
            **self._more_texts(voice, language),
            "countries": self._countries(at_home),
            "regions": [region],
            **self._lists(),
            **self._particulars(at_home),
            "year": chance.randint(2008, 2026),
            "marks": dict(zip(("abstract", "summary", "annex"), marks, strict=True)),
            "audience": self._audience(region, at_home, marks),
            "status": "published" if chance.random() < 0.96 else "draft",
            "exercise": True,
        }

    def _more_texts(self, voice: Voice, language: str) -> dict[str, Any]:
        chance = self.random
        found: dict[str, Any] = {}
        for name, (share, sentences) in MORE_TEXTS.items():
            if chance.random() < share:
                found[name] = voice.text(sentences)
        if chance.random() < 0.25:
            other = self.voices[chance.choice([each for each in LANGUAGES if each != language])]
            text = {"title": other.title(), "abstract": other.text(2), "summary": other.text(6)}
            found["translations"] = [{"language": other.language, "state": "human", **text}]
        return found

    def _countries(self, at_home: Sequence[str]) -> list[dict[str, str]]:
        parts = self.random.sample(list(codes.PARTS), k=self.random.randint(2, 4))
        return [{"code": self.random.choice(at_home), "part": part} for part in parts]

    def _some(self, known: Any, most: int, least: int = 0) -> list[str]:
        """Earlier codes of a list are commoner, as in life."""
        names = list(known)
        wanted = self.random.randint(least, most)
        return list(dict.fromkeys(names[int(len(names) * self.random.random() ** 1.6)] for _ in range(wanted)))

    def _lists(self) -> dict[str, Any]:
        return {
            "offences": self._some(codes.OFFENCES, 4, 1),
            "methods": self._some(codes.METHODS, 3),
            "techniques": self._some(codes.TECHNIQUES, 4),
            "cooperation": self._some(codes.COOPERATION, 3),
            "stage": self.random.choice(list(codes.STAGES)),
            "organized_crime": self.random.random() < 0.35,
            "terrorism": self.random.random() < 0.12,
        }

    def _particulars(self, at_home: Sequence[str]) -> dict[str, Any]:
        chance = self.random
        items = [
            {"type": kind, "make": "Exercise", "calibre": "9 mm", "quantity": chance.randint(1, 400),
             "serial": f"EX{chance.randint(0, 10**8):08d}" if chance.random() < 0.3 else ""}
            for kind in self._some(codes.ITEM_TYPES, 4, 1)
        ]  # fmt: skip
        places = [voice.title()[:20] for voice in chance.choices(list(self.voices.values()), k=3)]
        route = [{"from": a, "to": b, "by": chance.choice(list(codes.CARRIAGE))} for a, b in pairwise(places)]
        charge = {"charge": "Trafficking", "law": "Art. 5", "verdict": "convicted", "sentence": "Four years"}
        persons = [
            {"part": part, "age_band": "25-34", "nationality": chance.choice(at_home), "charges": [charge]}
            for part in self._some(codes.PERSON_PARTS, 3)
        ]
        return {"items": items, "route": route if chance.random() < 0.5 else [], "persons": persons}

    def _audience(self, region: str, at_home: Sequence[str], marks: Sequence[str]) -> dict[str, Any]:
        audience: dict[str, Any] = {}
        if "AMBER" in marks:
            audience["regions"] = [region]
            if self.random.random() < 0.3:
                audience["countries"] = self.random.sample(at_home, k=min(2, len(at_home)))
        if "RED" in marks:
            audience["members"] = self.random.sample(NAMED, k=2)
        return audience


def write(path: Path, size: int, seed: int = 3) -> float:
    """Writes the corpus and returns the seconds it took."""
    started = time.perf_counter()
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with path.open("w", encoding="utf-8") as out:
        out.writelines(encode(record) + "\n" for record in Corpus(seed).records(size))
    return time.perf_counter() - started


def questions(count: int, seed: int = 3) -> list[str]:
    """Pairs of words that stand together in some sentence, neither of them one of the commonest."""
    corpus, chance = Corpus(seed), random.Random(seed + 1)
    found: list[str] = []
    common = {word for language in LANGUAGES for word in BETWEEN[language].split()}
    while len(found) < count:
        language = chance.choices(list(LANGUAGES), cum_weights=corpus.shares)[0]
        voice = corpus.voices[language]
        if language == "zh":
            found.append(" ".join(chance.sample(SUBJECTS["zh"].split(), k=2)))
            continue
        known = [word for word in chance.choice(voice.sentences).lower().rstrip(".").split() if word not in common]
        if len(set(known)) >= 2:
            found.append(" ".join(chance.sample(sorted(set(known)), k=2)))
    return found


if __name__ == "__main__":
    took = write(Path(sys.argv[2]), int(sys.argv[1]))
    print(f"{int(sys.argv[1]):,} cases in {took:.1f} s, {Path(sys.argv[2]).stat().st_size / 1e6:.1f} MB")
