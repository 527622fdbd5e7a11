"""What a concept says, as one frozen, typed record (SKOS Reference, W3C 2009): labels, relations, matches, notes."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, Self

from babel import Locale
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from portal.foundation.problems import readable
from portal.foundation.texts import Line, Prose
from portal.vocabulary.codes import LANGUAGES

LABELS_MAX = 400
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset({"new", "missing", "try", "download"})
"""Addresses that are pages of the vocabulary itself."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")


@cache
def _languages() -> Mapping[str, str]:
    return {code: name for code, name in Locale("en").languages.items() if len(code) <= 3}


def _language(given: object) -> str:
    """A BCP 47 tag whose language CLDR knows; kept are language and script."""
    tag = str(given).strip().replace("_", "-")
    code = tag.partition("-")[0].lower()
    if code not in _languages() or not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise PydanticCustomError("unknown_code", "unknown_code", {"given": readable(given)})
    return code


def is_key(text: str) -> bool:
    return bool(_KEY.fullmatch(text)) and len(text) <= 80 and text not in RESERVED


def _key(text: str) -> str:
    if not is_key(text):
        raise PydanticCustomError("bad_key", "bad_key", {"given": readable(text)})
    return text


def _id(text: str) -> str:
    if text and not _ID.fullmatch(text):
        raise PydanticCustomError("bad_identifier", "bad_identifier", {"given": readable(text)})
    return text


Key = Annotated[Line, AfterValidator(_key)]
Language = Annotated[str, BeforeValidator(_language)]
Identifier = Annotated[Line, AfterValidator(_id)]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _filled(text: str) -> str:
    if not text:
        raise PydanticCustomError("missing", "missing")
    return text


class LabelEntry(Record):
    language: Language
    text: Annotated[Line, AfterValidator(_filled)]
    kind: Literal["preferred", "alternative", "hidden"] = "alternative"


class Note(Record):
    """A scope note: what the concept covers and what it does not."""

    language: Language
    text: Prose


class ConceptContent(Record):
    labels: tuple[LabelEntry, ...] = ()
    broader: tuple[Key, ...] = ()
    related: tuple[Key, ...] = ()
    eurovoc: Identifier = ""
    unbis: Identifier = ""
    notes: tuple[Note, ...] = ()

    @model_validator(mode="after")
    def one_preferred_label_a_language(self) -> Self:
        """SKOS integrity condition S14; and no label twice in a language (S13)."""
        if len(self.labels) > LABELS_MAX:
            raise PydanticCustomError("too_many", "too_many", {"limit": LABELS_MAX, "length": len(self.labels)})
        preferred: set[str] = set()
        seen: set[tuple[str, str]] = set()
        for place, label in enumerate(self.labels):
            doubled = (label.language, label.text.casefold()) in seen
            if doubled or (label.kind == "preferred" and label.language in preferred):
                raise PydanticCustomError("twice", "twice", {"at": ("labels", place)})
            seen.add((label.language, label.text.casefold()))
            if label.kind == "preferred":
                preferred.add(label.language)
        return self

    def labels_in(self, language: str) -> list[LabelEntry]:
        """Preferred first, then in their order."""
        return sorted(
            (label for label in self.labels if label.language == language), key=lambda label: RANK[label.kind]
        )

    def name(self, language: str) -> str:
        """The preferred label in this language, else in English, else in any."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()), "")

    @property
    def names(self) -> dict[str, str]:
        """Language → preferred label."""
        return {label.language: label.text for label in self.labels if label.kind == "preferred"}

    @property
    def missing(self) -> list[str]:
        """Languages of the vocabulary without a preferred label."""
        held = {label.language for label in self.labels if label.kind == "preferred"}
        return [language for language in LANGUAGES if language not in held]


RANK = {"preferred": 0, "alternative": 1, "hidden": 2}
