"""The project's own source, as the architecture tests read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ehtrack", "agencies", "assessments", "dashboards")


@dataclass(frozen=True)
class Module:
    """One file of Python; ``name`` is dotted: ``agencies.services.audit``."""

    path: Path
    name: str

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def app(self) -> str:
        return "ehtrack.lib" if self.name.startswith("ehtrack.lib") else self.name.split(".")[0]

    def line(self, number: int) -> str:
        return self.text.splitlines()[number - 1]

    def attributes(self) -> Iterator[ast.Attribute]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Attribute))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        kinds = ast.FunctionDef | ast.AsyncFunctionDef
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def imports(self, known: frozenset[str]) -> frozenset[str]:
        """The project's modules that this one imports, wherever in the file."""
        found = {name for node in ast.walk(self.tree) for name in _imported(node, known)}
        return frozenset(name for name in found if name in known and name != self.name)


def _imported(node: ast.AST, known: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in known else node.module


def modules(*, migrations: bool = False) -> list[Module]:
    """Every module of the project's packages, without its tests."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [Module(path, _name(path)) for path in paths if migrations or "migrations" not in path.parts[:-1]]


def _name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
