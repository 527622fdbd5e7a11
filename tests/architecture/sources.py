"""The sources as the tests of architecture read them: parsed once, never imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


@dataclass(frozen=True)
class Module:
    """`name` is dotted; `package` the folder it lies in."""

    name: str
    package: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def named(self) -> set[tuple[str, str]]:
        """(module, name) of every import; no name where a module itself is imported."""
        return set(_named(ast.walk(self.tree)))

    @property
    def named_at_once(self) -> set[tuple[str, str]]:
        """Those that are followed while the module is loaded."""
        return set(_named(iter(self.tree.body)))

    @property
    def imports(self) -> set[str]:
        """Every module named in an import, wherever it stands; `from a import b` counts as `a` and `a.b`."""
        return {place for home, name in self.named for place in (home, f"{home}.{name}" if name else home)}


def _named(places: Iterator[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in places:
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "a relative import"
            yield from ((node.module, alias.name) for alias in node.names)


@cache
def modules(folder: str) -> tuple[Module, ...]:
    """Every module of a top-level package, and the file itself for a single one."""
    place = ROOT / folder
    paths = [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))
    return tuple(_module(path) for path in paths)


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    package = parts[:-1]
    name = package if parts[-1] == "__init__" else parts
    text = path.read_text(encoding="utf-8")
    return Module(".".join(name), ".".join(package), path, text, ast.parse(text))


def ours() -> tuple[Module, ...]:
    return (*modules("portal"), *modules("search"), *modules("wsgi.py"))


def within(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of the packages or lies in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(place: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(place):
        if isinstance(node, ast.Call):
            yield node


def called(call: ast.Call) -> str:
    """The last name of what is called: `b` of `a.b(…)`."""
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def templates() -> dict[str, str]:
    """name → source."""
    return {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
