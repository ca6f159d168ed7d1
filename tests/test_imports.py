"""No modules of the program import each other in a circle: each can be read, tested and moved after those it needs.

The map in README.md is the tree of the folder.
"""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
FOR_ALL = (
    "engine.fingerprint",
    "engine.pool",
    "engine.quiet",
    "engine.screen",
    "engine.steps",
)  # what rooms may know of the drivers


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


def place(module: str) -> int:
    """Where a module stands: 0 in a room, else after how many drivers; the flow drives with the engine."""
    first = module.split(".")[1] if "." in module else ""
    return {"engine": 1, "rebuild": 2, "server": 3, "serve": 4, "commands": 5, "cli": 6}.get(first, 0)


def test_no_arrow_runs_back_up() -> None:
    upward = {
        f"{name} → {other}"
        for name, others in graph(HOUSE / "flows").items()
        for other in others
        if place(other) > place(name) and other.removeprefix("flows.") not in FOR_ALL
    }
    assert not upward


def test_the_map_is_the_tree() -> None:
    told = (HOUSE / "README.md").read_text("utf-8").partition("\n## Map of the house\n")[2]
    there = [*(HOUSE / "flows").glob("*.py"), *(path.parent for path in (HOUSE / "flows").glob("*/__init__.py"))]
    named = [path.relative_to(HOUSE).as_posix() + ("/" if path.is_dir() else "") for path in there]
    assert [name for name in named if not name.endswith("__init__.py") and f"`{name}`" not in told] == []
