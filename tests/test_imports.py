"""No modules of the program import each other in a circle: each can be read, tested and moved after those it needs."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]


def imported(modules: dict[str, Path], name: str) -> set[str]:
    """The modules that one imports, inside functions too: an import put off is a circle all the same."""
    found = set()
    for node in ast.walk(ast.parse(modules[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                found.add(module if module in modules else node.module or "")
    return found & modules.keys() - {name}


def graph(package: Path) -> dict[str, set[str]]:
    """Module → the modules of the package that it imports."""
    modules = {
        ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in package.rglob("*.py")
    }
    return {name: imported(modules, name) for name in modules}


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(graph(HOUSE / "flows")).prepare()  # raises CycleError, which names the circle


def test_a_circle_through_a_function_is_seen(tmp_path: Path) -> None:
    package = tmp_path / "house"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "page.py").write_text("from house.table import rows\n")
    (package / "table.py").write_text("def rows():\n    from house import page\n")
    with pytest.raises(CycleError):
        TopologicalSorter(graph(package)).prepare()
