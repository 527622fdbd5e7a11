"""Concepts ↔ CSV: one row a concept, one column a language, labels separated by `|`, hidden ones begin with `~`."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from portal.foundation.errors import Invalid, Problem
from portal.foundation.i18n import lazy
from portal.foundation.problems import problems_of
from portal.vocabulary.codes import LANGUAGES
from portal.vocabulary.content import ConceptContent

COLUMNS = ("id", "broader", "related", "eurovoc", "unbis", "note", *LANGUAGES)
SEPARATOR, HIDDEN = "|", "~"

Contents = dict[str, ConceptContent]


def read_csv(text: str) -> Contents:
    """Key → content, in the order of the rows. Raises Invalid naming line and column of every problem."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    found: Contents = {}
    problems: list[Problem] = []
    try:
        missing = [name for name in ("id", "en") if name not in (rows.fieldnames or ())]
        if missing:
            words = lazy("The first line must name the columns; %(missing)s is not there.", missing=", ".join(missing))
            raise Invalid([Problem(("line", 1), words)])
        for row in rows:
            problems += _take(row, rows.line_num, found)
    except csv.Error as fault:
        problems.append(Problem(("line", rows.line_num), lazy("This is not CSV: %(fault)s.", fault=fault)))
    if problems:
        raise Invalid(problems)
    return found


def _take(row: dict[str, str | None], line: int, found: Contents) -> list[Problem]:
    if None in row or None in row.values():
        return [Problem(("line", line), lazy("This line has not as many cells as the first."))]
    cells = {name: value or "" for name, value in row.items()}
    key = cells["id"].strip()
    try:
        content = ConceptContent.model_validate(_record(cells))
    except ValidationError as error:
        return [Problem(("line", line, *each.path), each.message) for each in problems_of(error)]
    if key in found:
        return [Problem(("line", line, "id"), lazy("This stands here twice. Please remove one."))]
    found[key] = content
    return []


def _record(cells: Mapping[str, str]) -> dict[str, object]:
    known = {"id", "broader", "related", "eurovoc", "unbis", "note"}
    labels = [label for name, cell in cells.items() if name not in known for label in _labels(name, cell)]
    return {
        "labels": labels,
        "broader": _parts(cells.get("broader", "")),
        "related": _parts(cells.get("related", "")),
        "eurovoc": cells.get("eurovoc", ""),
        "unbis": cells.get("unbis", ""),
        "notes": [{"language": "en", "text": cells["note"]}] if cells.get("note") else [],
    }


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(SEPARATOR) if part.strip()]


def _labels(language: str, cell: str) -> Iterator[dict[str, str]]:
    """The first that is not hidden is the preferred one."""
    preferred = True
    for part in _parts(cell):
        hidden = part.startswith(HIDDEN)
        kind = "hidden" if hidden else "preferred" if preferred else "alternative"
        preferred = preferred and hidden
        yield {"language": language, "text": part.removeprefix(HIDDEN).strip(), "kind": kind}


def write_csv(concepts: Iterable[tuple[str, ConceptContent]]) -> str:
    """Every concept with every label; reading it again gives the same."""
    kept = list(concepts)
    others = {label.language for _, content in kept for label in content.labels} - set(LANGUAGES)
    languages = (*LANGUAGES, *sorted(others))
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([*COLUMNS[:6], *languages])
    for key, content in kept:
        note = next((note.text for note in content.notes if note.language == "en"), "")
        relations = (_joined(content.broader), _joined(content.related))
        cells = [_joined(_written(content, language)) for language in languages]
        rows.writerow([key, *relations, content.eurovoc, content.unbis, note, *cells])
    return out.getvalue()


def _joined(parts: Iterable[str]) -> str:
    return f" {SEPARATOR} ".join(parts)


def _written(content: ConceptContent, language: str) -> Iterator[str]:
    for label in content.labels_in(language):
        yield (HIDDEN if label.kind == "hidden" else "") + label.text


def shipped_labels() -> Iterator[tuple[str, list[tuple[str, str, str]], list[str]]]:
    """Key, (language, text, kind) of each label, broader concepts: what search needs of the shipped vocabulary.

    Without building its records, which would take thirty megabytes in every web process; tests hold them valid.
    """
    for path in _files():
        with path.open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                labels = [(e["language"], e["text"], e["kind"]) for name in LANGUAGES for e in _labels(name, row[name])]
                yield row["id"], labels, _parts(row["broader"])


def _files() -> list[Path]:
    return sorted(Path(str(files("portal.vocabulary") / "data")).glob("*.csv"))


def shipped() -> Mapping[str, ConceptContent]:
    """The vocabulary that comes with the portal, in the order of its files. Read anew each time: some thirty megabytes
    that pages need only until somebody edits it.
    """
    found: Contents = {}
    for path in _files():
        found |= read_csv(path.read_text(encoding="utf-8"))
    return found
