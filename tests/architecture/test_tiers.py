"""Who may import whom: the house has floors, and nobody reaches upwards or sideways."""

import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.sources import Module, modules, ours, within

SUBJECTS = (
    *("cases", "practices", "meetings", "conversation", "digests", "library", "training", "surveys", "programme"),
)
PLACES = ("countries", "regions", "vocabulary", "members")
"""Each may import those left of it."""

BELOW_WEB = tuple(
    f"portal.foundation.{name}"
    for name in (
        *("audit", "clock", "database", "errors", "files", "i18n", "ids", "mail", "outbox", "paging", "problems"),
        *("records", "refs", "richtext", "sanitize", "texts", "logs"),
    )
)
FLASK = ("flask", "flask_login", "flask_wtf", "flask_migrate", "werkzeug", "wtforms", "whitenoise")
FACES = ("views", "forms", "api")
"""File names of a subject, or of a part of one, that speak with Flask."""

CLIENTS = {
    "tantivy": ("search.engines.embedded",),
    "elasticsearch": ("search.engines.elastic",),
    "Stemmer": ("search.stems",),
    "simplemma": ("search.stems",),
    "numpy": ("search.engines.embedded", "search.embedders"),
    "onnxruntime": ("search.embedders",),
    "tokenizers": ("search.embedders",),
}


def _allowed(module: Module) -> tuple[str, ...]:
    """What a module may import of ours, by its floor."""
    parts = module.name.split(".")
    floor = parts[1] if len(parts) > 1 and parts[0] == "portal" else parts[0]
    web = ("portal.foundation",)
    left = tuple(f"portal.{place}" for place in PLACES)
    if floor == "search":
        return ("search",)
    if floor == "foundation":
        return web
    if floor == "access":
        return ("portal.access", *BELOW_WEB)
    if floor in PLACES:
        return (*web, "portal.access", *left[: PLACES.index(floor) + 1])
    if floor in SUBJECTS:
        return (*web, "portal.access", *left, f"portal.{floor}")
    if floor == "reports":
        queries = tuple(f"portal.{subject}.queries" for subject in SUBJECTS)
        return (*web, "portal.access", *left, "portal.reports", *queries)
    if floor == "across":
        return ("portal", "search")
    assert module.name in ("portal", "portal.app", "portal.__main__", "portal.config", "wsgi"), (
        f"no floor: {module.name}"
    )
    return ("portal", "search")


def _of_ours(name: str) -> bool:
    return within(name, "portal", "search")


@pytest.mark.parametrize("module", ours(), ids=lambda module: module.name)
def test_a_module_imports_nothing_from_above_or_beside_its_floor(module: Module) -> None:
    allowed = (*_allowed(module), *(("search",) if module.name.endswith(".document") else ()))
    reached = {name for name in module.imports if _of_ours(name) and name != "portal"}
    assert not {name for name in reached if not within(name, *allowed)}


def test_nothing_below_the_top_imports_the_composition_root() -> None:
    free = ("portal.app", "portal.__main__", "wsgi")
    root = {"portal.app", "portal.config"}
    found = {
        module.name
        for module in ours()
        if module.name not in free and not within(module.name, "portal.across") and module.imports & root
    }
    assert not found


def test_search_is_named_only_where_rows_become_documents_and_above() -> None:
    named = {module.name for module in modules("portal") if any(within(name, "search") for name in module.imports)}
    assert {name for name in named if not within(name, "portal.across", "portal.app")} == {
        name for name in named if name.endswith(".document")
    }
    assert "portal.cases.document" in named


def test_the_search_library_knows_nothing_but_the_standard_library() -> None:
    for module in modules("search"):
        for name in module.imports:
            top = name.partition(".")[0]
            if top == "search" or top in sys.stdlib_module_names:
                continue
            assert top in CLIENTS and within(module.name, *CLIENTS[top]), f"{module.name} imports {name}"


def test_flask_stops_at_the_faces_of_a_subject() -> None:
    free = ("portal.foundation.web", "portal.foundation.api", "portal.across", "portal.app", "wsgi")
    for module in ours():
        parts = module.name.split(".")
        face = not set(FACES).isdisjoint(parts[2:4])
        if within(module.name, *free) or face:
            continue
        found = {name for name in module.imports if within(name, *FLASK)}
        assert not found, f"{module.name} imports {found}"


def test_flask_sqlalchemy_is_named_in_one_place() -> None:
    named = {module.name for module in ours() if any(within(name, "flask_sqlalchemy") for name in module.imports)}
    assert named == {"portal.foundation.database.base"}


def test_no_subject_imports_another() -> None:
    for module in modules("portal"):
        own = module.name.split(".")[1] if "." in module.name else ""
        if own not in SUBJECTS:
            continue
        others = {f"portal.{subject}" for subject in SUBJECTS if subject != own}
        assert not {name for name in module.imports if within(name, *others)}, module.name


def _graph(by_module: bool) -> dict[str, set[str]]:
    """Module or package → those it imports. A module taken out of a package is meant, not the package."""
    homes = {module.name: module.name if by_module else module.package for module in ours()}
    graph: dict[str, set[str]] = {}
    for module in ours():
        own = homes[module.name]
        named = module.named_at_once if by_module else module.named
        meant = {f"{home}.{name}" if f"{home}.{name}" in homes else home for home, name in named}
        graph.setdefault(own, set()).update({homes[name] for name in meant if name in homes} - {own})
    return graph


def _without_families(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """A folder and the folder within it are one family: the inner one is a part, not another package."""
    return {
        name: {other for other in others if not within(other, name) and not within(name, other)}
        for name, others in graph.items()
    }


@pytest.mark.parametrize("by_module", [True, False], ids=["modules", "packages"])
def test_nothing_imports_in_a_circle(by_module: bool) -> None:
    graph = _graph(by_module)
    try:
        TopologicalSorter(graph if by_module else _without_families(graph)).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_migrations_import_nothing_of_the_portal() -> None:
    found = {module.name for module in modules("migrations") if any(map(_of_ours, module.imports))}
    assert not {name for name in found if ".versions." in name}
