"""Gold: what careful readers found in a source (tests/gold/FORMAT.md), and how a row of ours is held against it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Pair = tuple[Row | None, Row | None]  # a gold row and ours; one of them may be missing


def load_gold(folder: Path) -> list[Row]:
    """All gold files of a folder, sorted by name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def is_about(gold: Row, path: str) -> bool:
    """Whether a gold file is about the source at a path below raw/."""
    return path == gold["source"] or path.endswith(f"/{gold['source']}")


def options(row: Row, field: str) -> list[Any]:
    """The readings of a field that gold takes as right: F, and those in F_alt."""
    return [plain(value) for value in (row.get(field), *row.get(f"{field}_alt", ()))]


def agrees(gold: Row, ours: Row, field: str) -> bool:
    """Whether our value of a field is one that gold takes as right."""
    return plain(ours.get(field)) in options(gold, field)


def plain(value: Any) -> Any:
    """A value as compared: days as ISO text, empty texts and lists as None."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | list | tuple):
        return (value if isinstance(value, str) else list(value)) or None
    return value


def pair(gold: Iterable[Row], ours: Iterable[Row], likeness: Callable[[Row, Row], float]) -> list[Pair]:
    """Gold rows and ours one to one, greedily in the order of gold (so its unsure rows stand last, on purpose).

    Each gold row takes the free row of ours that is most like it, the first among equals; likeness 0 never pairs.
    """
    free = list(ours)
    pairs: list[Pair] = []
    for row in gold:
        scores = [likeness(row, other) for other in free]
        best = max(scores, default=0.0)
        pairs.append((row, free.pop(scores.index(best)) if best > 0 else None))
    return pairs + [(None, row) for row in free]
