"""Which code and which knowledge made a release: hashes of the files of this package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).parent
KNOWLEDGE = PACKAGE / "knowledge"


def code() -> str:
    """A hash of the program: all modules, and the declarations of the tables."""
    return _hash(path for suffix in ("py", "yml", "css") for path in PACKAGE.rglob(f"*.{suffix}") if not _is_fact(path))


def knowledge() -> str:
    """A hash of the curated facts."""
    return _hash(filter(_is_fact, KNOWLEDGE.iterdir()))


def _is_fact(path: Path) -> bool:
    return path.parent == KNOWLEDGE and path.suffix == ".yml"


def _hash(paths: Iterable[Path]) -> str:
    """A hash of names and contents, whatever the order in which the files are found."""
    total = hashlib.sha256()
    for path in sorted(paths):
        name = path.relative_to(PACKAGE).as_posix()
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()
