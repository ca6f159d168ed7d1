"""Which code, knowledge and libraries made a result: hashes that change when, and only when, the result may.

The code of a result is the modules that can be reached from those that make it, by the imports that they state.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
KNOWLEDGE = PACKAGE / "knowledge"
DECLARATIONS = PACKAGE / "tables"
PRESENT = PACKAGE / "present"
PARTS = ("flows.engine.bucket", "flows.engine.guarded")  # what makes the rows of a source
READER = ("flows.present.site.reader", "flows.present.site.side")  # what makes the pages of a document
ENTITIES = ("flows.present.site.entities",)  # what makes the pages of indicators, regions and subjects
WORDS = ("flows.present.words",)
COMPARED = ("flows.compare.compare",)  # what makes the rows of alignments
TABLES = (*PARTS, "flows.link.link", *COMPARED, "flows.publish.release")  # what makes the tables of a release


def code() -> str:
    """A hash of the program that makes the tables, and of their declarations."""
    return _hash([*modules(TABLES), *DECLARATIONS.glob("*.yml")])


def knowledge() -> str:
    """A hash of the curated facts."""
    return _hash(path for path in KNOWLEDGE.rglob("*") if path.suffix in (".yml", ".txt"))


def presented(home: str) -> str:
    """A hash of what makes the pages and the files for tools: the program with its templates, and the address of all
    releases, to which they link.
    """
    made_by = _hash(path for path in PRESENT.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return hashlib.sha256(f"{made_by}\n{home}".encode()).hexdigest()


def pages(made_in: tuple[str, ...]) -> str:
    """A hash of everything but the data that pages depend on, by the modules that make them: READER, ENTITIES."""
    files = [path for path in PRESENT.rglob("*") if path.is_file() and path.suffix in (".html", ".yml")]
    made_by = _hash([*modules(made_in), *DECLARATIONS.glob("*.yml"), *PACKAGE.glob("publish/*.yml"), *files])
    return hashlib.sha256("\n".join((made_by, knowledge(), packages())).encode()).hexdigest()


def words() -> str:
    """A hash of what makes the words of the full-text index."""
    return hashlib.sha256(f"{_hash(modules(WORDS))}\n{knowledge()}\n{packages()}".encode()).hexdigest()


def packages() -> str:
    """A hash of the versions of Python and of the libraries that the project names."""
    try:
        wanted = [re.split(r"[^\w.-]", line)[0] for line in metadata.requires("policy-plans") or () if ";" not in line]
    except metadata.PackageNotFoundError:  # run from a folder without being installed
        wanted = []
    lines = [f"python {sys.version_info[0]}.{sys.version_info[1]}", *(f"{name} {_version(name)}" for name in wanted)]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


@cache  # asked for each bucket
def parts(output: float) -> str:
    """A hash of everything but the sources that the rows of a source depend on; `output`: how much it may give."""
    made = (_hash([*modules(PARTS), *DECLARATIONS.glob("*.yml")]), knowledge(), packages(), repr(output))
    return hashlib.sha256("\n".join(made).encode()).hexdigest()


def compared(rules: str) -> str:
    """A hash of everything but the documents that what they follow depends on; `rules`: what makes their articles."""
    return hashlib.sha256(f"{_hash(modules(COMPARED))}\n{rules}".encode()).hexdigest()


@cache
def modules(roots: tuple[str, ...]) -> tuple[Path, ...]:
    """The modules of this package that can be reached from `roots`, themselves included."""
    found: dict[str, Path] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found and (path := _file(name)):
            found[name] = path
            waiting += _imported(path)
    return tuple(found.values())


@cache
def _imported(path: Path) -> tuple[str, ...]:
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "flows":
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in inside if _file(name))
            if not all(map(_file, inside)):
                yield node.module


def _file(module: str) -> Path | None:
    """The file of a module, or of what a package says of itself."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def _hash(paths: Iterable[Path]) -> str:
    """A hash of names and contents, whatever the order in which the files are found."""
    total = hashlib.sha256()
    for path in sorted(paths):
        name = path.relative_to(PACKAGE).as_posix()
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()
