"""Routes, views and templates go by the same names, and none is left over."""

import ast
import fnmatch
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from portal.access.policy import POLICY
from portal.foundation.web.guard import census
from tests.architecture.sources import Module, called, calls, functions, modules, templates

OTHER_NAMES = {
    ("design", "show"): {"design/gallery.html"},
    ("finder", "search"): {"finder/search.html", "finder/unavailable.html"},
}
"""Views whose template is called by what it shows."""

_environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])


def _pattern(node: ast.expr) -> str:
    """The name given to render_template, with * for what is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr), ast.unparse(node)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)


def _rendered(place: ast.AST) -> Iterator[str]:
    yield from (_pattern(call.args[0]) for call in calls(place) if called(call) == "render_template")


def _referenced(source: str) -> Iterator[str]:
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in _environment.parse(source).find_all(kinds):
        yield _written(node.template)


def _written(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Const):
        return str(node.value)
    if isinstance(node, nodes.Concat):
        return "".join(_written(part) for part in node.nodes)
    return "*"


def _reachable() -> set[str]:
    known = templates()
    waiting = {pattern for module in modules("portal") for pattern in _rendered(module.tree)}
    reached: set[str] = set()
    while waiting:
        pattern = waiting.pop()
        found = {name for name in known if fnmatch.fnmatchcase(name, pattern)}
        assert found, f"no template {pattern}"
        for name in found - reached:
            reached.add(name)
            waiting |= set(_referenced(known[name]))
    return reached


def test_every_template_named_exists_and_every_template_is_named() -> None:
    assert _reachable() == set(templates())


def _views(app: Flask) -> Iterator[tuple[str, str, Module, ast.AST]]:
    known = {
        (module.name, function.name): (module, function)
        for module in modules("portal")
        for function in functions(module)
    }
    for endpoint in {line[2] for line in census(app)}:
        view = app.view_functions[endpoint]
        module, function = known[view.__module__, view.__name__]
        yield endpoint, view.__name__, module, function


def test_an_endpoint_is_called_as_its_view_and_its_template(app: Flask) -> None:
    for endpoint, name, module, function in _views(app):
        blueprint, _, view = endpoint.partition(".")
        assert view == name, endpoint
        for pattern in _rendered(function):
            folder, *_parts, last = pattern.split("/")
            usual = {pattern} if (folder, last) == (blueprint, f"{name}.html") else set()
            assert pattern in OTHER_NAMES.get((blueprint, name), usual), f"{module.name}.{name} renders {pattern}"


def test_a_view_renders_templates_of_its_own_subject(app: Flask) -> None:
    for endpoint, _, module, _ in _views(app):
        blueprint = endpoint.partition(".")[0]
        folders = {pattern.partition("/")[0] for pattern in _rendered(module.tree)}
        assert folders <= {blueprint}, f"{module.name} renders {folders}"


def test_a_view_has_no_more_than_thirty_lines(app: Flask) -> None:
    """It reads the request, asks the service, chooses the page."""
    for endpoint, _, _, function in _views(app):
        lines = (function.end_lineno or 0) - function.lineno + 1  # type: ignore[attr-defined]
        assert lines <= 30, endpoint


def test_every_route_is_declared_with_a_permission_the_policy_knows(app: Flask) -> None:
    assert not [line for line in census(app) if line[3] not in POLICY]


def test_a_view_that_takes_a_post_asks_for_more_than_reading(app: Flask) -> None:
    reading = {"read", "list", "history", "file", "suggest"}
    for path, method, _, action in census(app):
        if method != "GET":
            assert str(action).rpartition(".")[2] not in reading, path


@pytest.mark.parametrize(
    "path", ["/static/../config.py", "/static/%2e%2e/config.py", "/.git/config", "/portal.sqlite3"]
)
def test_nothing_beside_the_static_files_is_given_out(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in (302, 400, 404)
