"""Who may import whom: ehtrack.lib <- agencies <- assessments <- dashboards <- the wiring in ehtrack."""

import re

import pytest

from tests.architecture.source import Module, modules

MAY_IMPORT = {
    "ehtrack.lib": {"ehtrack.lib"},
    "agencies": {"ehtrack.lib", "agencies"},
    "assessments": {"ehtrack.lib", "agencies", "assessments"},
    "dashboards": {"ehtrack.lib", "agencies", "dashboards"},
    "ehtrack": {"ehtrack.lib", "agencies", "assessments", "dashboards", "ehtrack"},
}
# The published window: all of assessments that dashboards may see.
WINDOW = "assessments.facts"

# Inside an app a module imports only what stands on its own line or above it.
ORDER = (
    {"models", "lifecycle"},
    {"selectors", "services"},
    {"forms", "presenters"},
    {"views", "tasks", "management"},
)


def graph() -> dict[Module, frozenset[str]]:
    found = modules()
    known = frozenset(module.name for module in found)
    return {module: module.imports(known) for module in found}


IMPORTS = graph()
APP_OF = {module.name: module.app for module in IMPORTS}


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_an_app_imports_only_what_stands_below_it(app):
    allowed = MAY_IMPORT[app]

    wrong = [
        f"{module.name} imports {name}"
        for module, names in IMPORTS.items()
        if module.app == app
        for name in names
        if APP_OF[name] not in allowed and not (app == "dashboards" and name == WINDOW)
    ]

    assert wrong == []


def test_inside_an_app_nothing_imports_what_stands_above_it():
    wrong = [
        f"{module.name} imports {name}"
        for module, names in IMPORTS.items()
        for name in names
        if module.app == APP_OF[name] and line(name) is not None and line(module.name) is not None
        if line(name) > line(module.name)
    ]

    assert wrong == []


def line(name: str) -> int | None:
    """The line of ORDER that a module stands on; None for those beside it, such as urls and policy."""
    parts = name.split(".")
    found = [number for number, folders in enumerate(ORDER) if len(parts) > 1 and parts[1] in folders]
    return found[0] if found else None


def test_no_module_imports_itself_by_way_of_others():
    edges = {module.name: names for module, names in IMPORTS.items()}
    cycles = [path for start in sorted(edges) if (path := cycle_from(start, edges))]

    assert cycles == []


def cycle_from(start: str, edges: dict[str, frozenset[str]]) -> list[str]:
    """The way back to the start, if there is one."""
    seen, waiting = set(), [[start]]
    while waiting:
        path = waiting.pop()
        for name in edges[path[-1]]:
            if name == start:
                return [*path, name]
            if name not in seen:
                seen.add(name)
                waiting.append([*path, name])
    return []


QUERYING = {"objects", "_default_manager", "filter", "exclude", "annotate", "aggregate", "all", "select_related"}
# What a field of a form holds until its form says what may be chosen.
NOTHING = re.compile(r"\.objects\.none\(\)")


def test_views_and_forms_ask_selectors_and_never_the_database():
    wrong = [
        f"{module.name}:{node.lineno} .{node.attr}"
        for module in IMPORTS
        if {"views", "forms"} & set(module.name.split("."))
        for node in module.attributes()
        if node.attr in QUERYING and not NOTHING.search(module.line(node.lineno))
    ]

    assert wrong == []


def test_presenters_and_pages_never_reach_for_a_model_manager():
    wrong = [
        f"{module.name}:{node.lineno}"
        for module in IMPORTS
        if "presenters" in module.name.split(".")
        for node in module.attributes()
        if node.attr == "objects"
    ]

    assert wrong == []
