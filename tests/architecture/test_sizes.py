"""Small by default: a file that needs a map is two files, a function that needs headings is two functions."""

import pytest

from tests.architecture.source import ROOT, Module, modules

FILE_LINES = 300
FUNCTION_LINES = 55
BANNED_NAMES = {"utils", "helpers", "manager", "signals"}

SOURCES = [*modules(), *(Module(path, f"tests.{path.stem}") for path in sorted((ROOT / "tests").rglob("*.py")))]


def test_files_are_short():
    long = {str(m.path.relative_to(ROOT)): n for m in SOURCES if (n := m.text.count("\n")) > FILE_LINES}

    assert long == {}


def test_functions_are_short():
    long = [
        f"{module.path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines"
        for module in SOURCES
        for node in module.functions()
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]

    assert long == []


@pytest.mark.parametrize("name", sorted(BANNED_NAMES))
def test_no_module_is_a_drawer_for_everything(name):
    assert [module.name for module in SOURCES if module.path.stem == name] == []


def test_records_have_no_logic_in_save():
    wrong = [
        f"{module.name}:{node.lineno}"
        for module in SOURCES
        if "models" in module.name.split(".")
        for node in module.functions()
        if node.name in {"save", "delete"}
    ]

    assert wrong == []
