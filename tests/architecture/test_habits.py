"""Things that are done in one place, because elsewhere they would be a hole."""

import ast
import re
from collections.abc import Iterator

from jinja2 import Environment, nodes

from tests.architecture.sources import Module, called, calls, functions, modules, ours, templates, within

MARKUP = {
    "portal.foundation.sanitize": "the result of two sanitizers",
    "portal.foundation.richtext": "names the type of what sanitize gives",
    "portal.foundation.differences": "<del> and <ins> are ours, what stands in them is escaped by Markup.format",
    "portal.across.finder.views": "<mark> is ours, what stands in it is escaped by Markup.format",
}
SAFE = {"design/gallery.html": "constants of the gallery", "design/form.html": "constants of the gallery"}
WORDS = ("_", "gettext", "ngettext", "lazy")


def _importers(*names: str) -> set[str]:
    return {module.name for module in ours() if any(within(name, *names) for name in module.imports)}


def test_html_is_sanitized_in_one_place() -> None:
    assert _importers("bleach", "nh3") == {"portal.foundation.sanitize"}


def test_markup_is_made_in_the_few_places_that_give_a_reason() -> None:
    assert _importers("markupsafe.Markup") == set(MARKUP)


def test_no_template_declares_a_text_safe() -> None:
    declared = {name for name, source in templates().items() if re.search(r"\|\s*safe\b|autoescape|Markup", source)}
    assert declared == set(SAFE)


def test_markup_that_is_formatted_begins_with_a_constant() -> None:
    """`Markup(value)` and `Markup(f"…")` would trust a text; `Markup("…").format(value)` escapes it."""
    for module in ours():
        if module.name == "portal.foundation.sanitize":
            continue
        for call in calls(module.tree):
            if called(call) == "Markup" and call.args:
                assert isinstance(call.args[0], ast.Constant), f"{module.name}:{call.lineno}"


def test_no_template_has_a_script_or_style_of_its_own() -> None:
    for name, source in templates().items():
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source, re.IGNORECASE), name
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source)), name


def test_every_form_that_posts_carries_a_token() -> None:
    for name, source in templates().items():
        forms = re.findall(r'<form[^>]*method="post".*?</form>', source, re.DOTALL)
        assert all('name="csrf_token"' in form for form in forms), name


def _bulk_calls(module: Module) -> Iterator[ast.Call]:
    """Calls of sqlalchemy's `update` and `delete`, and of the methods of a query that do the same."""
    named = {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in ("update", "delete")
    }
    for call in calls(module.tree):
        if isinstance(call.func, ast.Name) and call.func.id in named:
            yield call
        elif isinstance(call.func, ast.Attribute) and call.func.attr in ("update", "delete"):
            source = ast.unparse(call.func.value)
            if re.search(r"\.(query|filter|filter_by|where|__table__)\b|^(sa|sqlalchemy|db)$", source):
                yield call


def test_rows_are_changed_in_bulk_through_one_function_alone() -> None:
    """A bulk statement passes the listener by that tells search of a change."""
    for module in ours():
        inside = [fn for fn in functions(module) if any(called(call) == "execute_bulk" for call in calls(fn))]
        spans = [(fn.lineno, fn.end_lineno or 0) for fn in inside]
        for call in _bulk_calls(module):
            assert any(first <= call.lineno <= last for first, last in spans), f"{module.name}:{call.lineno}"
        executed = [call for call in calls(module.tree) if called(call) == "execute" and call.args]
        given = [ast.unparse(call.args[0]) for call in executed]
        assert not [text for text in given if re.match(r"(sa\.|db\.)?(update|delete)\(", text)], module.name


def test_no_statement_is_written_as_text() -> None:
    """But whether the database answers, what SQLite is told of itself, and a lock PostgreSQL alone has."""
    allowed = {"portal.across.checks", "portal.foundation.database.engine", "portal.across.sweeping"}
    found = {
        module.name
        for module in ours()
        for call in calls(module.tree)
        if called(call) in ("text", "exec_driver_sql") and any(isinstance(arg, ast.Constant) for arg in call.args)
        if "sqlalchemy" in module.text
    }
    assert found <= allowed


def test_services_never_commit() -> None:
    edges = ("portal.foundation.database.transactions", "portal.foundation.web.application", "portal.across.cli")
    for module in modules("portal"):
        committed = [call.lineno for call in calls(module.tree) if called(call) == "commit"]
        if committed and not within(module.name, *edges):
            assert module.name == "portal.members.views", f"{module.name}:{committed}"


def test_every_text_for_readers_can_be_found_by_the_extractor() -> None:
    """The catalogs are made from constants: a variable, an f-string or a sum would never be translated."""
    for module in modules("portal"):
        if module.name == "portal.foundation.i18n.catalogs":
            continue
        for call in calls(module.tree):
            if called(call) not in WORDS or not call.args:
                continue
            wanted = call.args[:2] if called(call) == "ngettext" else call.args[:1]
            for argument in wanted:
                constant = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                assert constant, f"{module.name}:{call.lineno}: {ast.unparse(argument)}"


def test_every_text_of_a_template_can_be_found_by_the_extractor() -> None:
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    for name, source in templates().items():
        for call in environment.parse(source).find_all(nodes.Call):
            if not isinstance(call.node, nodes.Name) or call.node.name not in WORDS:
                continue
            wanted = call.args[:2] if call.node.name == "ngettext" else call.args[:1]
            for argument in wanted:
                constant = isinstance(argument, nodes.Const) and isinstance(argument.value, str)
                assert constant, f"{name}:{call.lineno}"


def test_what_is_flashed_or_refused_is_worded_by_the_catalogs() -> None:
    for module in modules("portal"):
        for call in calls(module.tree):
            if called(call) in ("flash", "Refused") and call.args:
                given = call.args[0]
                bare = isinstance(given, ast.Constant | ast.JoinedStr)
                assert not bare, f"{module.name}:{call.lineno}"


def test_nothing_reads_the_clock_but_the_clock() -> None:
    for module in modules("portal"):
        if module.name == "portal.foundation.clock":
            continue
        for call in calls(module.tree):
            assert ast.unparse(call.func) not in ("datetime.now", "datetime.utcnow", "date.today", "time.time"), (
                f"{module.name}:{call.lineno}"
            )


def test_no_file_names_a_place_of_the_machine_it_was_written_on() -> None:
    places = ("/work" + "/", "/home" + "/", "/root" + "/")
    for module in (*ours(), *modules("tests"), *modules("migrations")):
        assert not [place for place in places if place in module.text], module.name


def test_no_words_stand_inside_an_f_string() -> None:
    """What fills the catalogs does not look into those, so such words would be translated into no language."""
    for module in ours():
        formatted = (node for node in ast.walk(module.tree) if isinstance(node, ast.JoinedStr))
        hidden = [call.lineno for node in formatted for call in calls(node) if called(call) in WORDS]
        assert not hidden, f"{module.name}: lines {hidden}"
