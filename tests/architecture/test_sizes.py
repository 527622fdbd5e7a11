"""Files and functions stay small enough to be read at once, and are called by what they are."""

import ast

import pytest

from tests.architecture.sources import functions, modules, ours, templates

FILE_MAX, FUNCTION_MAX, TEMPLATE_MAX = 400, 50, 120
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "base_utils", "tools"}
EVERYTHING = (*ours(), *modules("tests"), *modules("migrations"))


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {str(module.path): lines for module in EVERYTHING if (lines := module.text.count("\n")) > FILE_MAX}
    assert not long


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = {
        f"{module.name}.{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in (*ours(), *modules("tests"))
        for function in functions(module)
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_MAX
    }
    assert not long


@pytest.mark.parametrize("name", sorted(templates()))
def test_no_template_is_longer_than_a_hundred_and_twenty_lines(name: str) -> None:
    assert templates()[name].count("\n") <= TEMPLATE_MAX


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not {module.name for module in EVERYTHING if module.name.rpartition(".")[2] in NAMELESS}


def test_every_module_says_what_it_is_for() -> None:
    silent = {module.name for module in modules("portal") + modules("search") if not ast.get_docstring(module.tree)}
    assert not {name for name in silent if any(module.name == name and module.text for module in ours())}


def test_every_subject_keeps_to_the_file_names_all_subjects_have() -> None:
    usual = {"models", "rules", "queries", "service", "document", "messages", "naming", "exchange"}
    usual |= {"forms", "views", "api"}
    own = {
        "cases": {"asking", "cards", "codes", "comparing", "content", "correcting", "files", "numbers", "previews"},
        "members": {"codes", "secrets", "throttling"},
        "meetings": {"agenda", "cards", "codes", "content", "decisions", "documents", "minutes", "numbers", "packets"}
        | {"showing", "times", "registration", "calendar"},
        "countries": {"content"},
        "regions": {"content"},
        "practices": {"cards", "codes", "collecting", "comparing", "confirming", "content", "numbers", "previews"},
    }
    for module in modules("portal"):
        parts = module.name.split(".")
        if len(parts) < 3 or parts[1] not in ("cases", "members", "countries", "regions", "practices", "meetings"):
            continue
        assert parts[2] in usual | own.get(parts[1], set()), module.name
