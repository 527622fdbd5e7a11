"""The form of a concept: one field a language, one line a label."""

from collections.abc import Iterable, Iterator
from typing import Any

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField

from portal.foundation.errors import Problem
from portal.foundation.i18n import Lazy, current_locale, lazy
from portal.foundation.web.forms import PortalForm, offered
from portal.vocabulary.codes import LANGUAGES
from portal.vocabulary.content import ConceptContent
from portal.vocabulary.queries import Told, concept_name, propose_themes

HIDDEN = "~"


class ConceptForm(PortalForm):
    """`key` is asked for a new concept only. The fields of labels are called `labels_<language>`."""

    revision = HiddenField()
    key = StringField(
        lazy("Name in addresses"),
        description=lazy("Small English letters, digits and hyphens: assault-rifle. It never changes."),
    )
    broader = StringField(lazy("Broader concepts"), description=lazy("Their names, with blanks between them."))
    related = StringField(lazy("Related concepts"), description=lazy("Their names, with blanks between them."))
    note = TextAreaField(lazy("What it covers, in English"))
    eurovoc = StringField(lazy("EuroVoc number of the same concept"))
    unbis = StringField(lazy("UNBIS number of the same concept"))

    @classmethod
    def of(cls, content: ConceptContent, revision: int) -> "ConceptForm":
        notes = {note.language: note.text for note in content.notes}
        lines = {f"labels_{language}": "\n".join(_lines(content, language)) for language in LANGUAGES}
        return cls(
            revision=str(revision),
            broader=" ".join(content.broader),
            related=" ".join(content.related),
            eurovoc=content.eurovoc,
            unbis=content.unbis,
            note=notes.get("en", ""),
            **lines,
        )

    def label_fields(self) -> Iterator[tuple[str, str, Any]]:
        """(language, its name, field), in the order of the vocabulary."""
        names = current_locale().languages
        for language in LANGUAGES:
            yield language, str(names.get(language, language)), self[f"labels_{language}"]

    def record(self, before: ConceptContent) -> dict[str, Any]:
        """What was typed. Languages and notes this form has no field for are kept."""
        kept = [note.model_dump() for note in before.notes if note.language != "en"]
        own = [{"language": "en", "text": self.note.data}] if (self.note.data or "").strip() else []
        others = [label.model_dump() for label in before.labels if label.language not in LANGUAGES]
        return {
            "labels": [*self._labels(), *others],
            "broader": (self.broader.data or "").split(),
            "related": (self.related.data or "").split(),
            "eurovoc": self.eurovoc.data or "",
            "unbis": self.unbis.data or "",
            "notes": [*own, *kept],
        }

    def _labels(self) -> list[dict[str, str]]:
        """The first line that is not hidden is the preferred label."""
        found = []
        for language in LANGUAGES:
            first = True
            for line in (self[f"labels_{language}"].data or "").splitlines():
                text = line.strip()
                if not text:
                    continue
                hidden = text.startswith(HIDDEN)
                kind = "hidden" if hidden else "preferred" if first else "alternative"
                first = first and hidden
                found.append({"language": language, "text": text.removeprefix(HIDDEN).strip(), "kind": kind})
        return found

    def bind_record(self, problems: Iterable[Problem]) -> None:
        """Beside the field of the language the label was typed in."""
        languages = [label["language"] for label in self._labels()]
        found = []
        for problem in problems:
            path = problem.path
            if path[:1] == ("labels",) and len(path) > 1 and isinstance(path[1], int) and path[1] < len(languages):
                path = (f"labels_{languages[path[1]]}",)
            elif path[:1] == ("labels",):
                path = ("labels_en",)
            elif path[:1] == ("notes",):
                path = ("note",)
            found.append(Problem(path, problem.message))
        self.bind(found)


def _lines(content: ConceptContent, language: str) -> Iterator[str]:
    for label in content.labels_in(language):
        yield (HIDDEN if label.kind == "hidden" else "") + label.text


for _language in LANGUAGES:
    setattr(ConceptForm, f"labels_{_language}", TextAreaField(lazy("Labels")))


def themes_field(description: Lazy) -> SelectMultipleField:
    return SelectMultipleField(lazy("Themes"), choices=[], validate_choice=False, description=description)


def offer_themes(field: SelectMultipleField, held: Iterable[str], texts: Iterable[Told]) -> None:
    """What is ticked, then what the texts name: proposed, and the author's to confirm."""
    keys = dict.fromkeys([*held, *(field.data or []), *propose_themes(texts)])
    field.choices = offered((key, concept_name(key)) for key in keys)
