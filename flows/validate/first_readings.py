"""Accuracy on plans not seen before: what the program read of the latest batches of fresh plans, the first time.

The counts are in knowledge/first_readings.yml, how they were made in tests/gold/batches.md.
"""

from __future__ import annotations

from typing import Any

from flows.knowledge import facts

LATEST = 3  # batches that the figures are of


def latest() -> dict[str, Any]:
    """Batches, plans and figures as index.json has them: precision, recall, F1 with four digits, and the counts."""
    batches = facts("first_readings.yml")[-LATEST:]
    names = list(dict.fromkeys(name for batch in batches for name in batch["figures"]))
    return {
        "batches": [batch["batch"] for batch in batches],
        "plans": sum(batch["plans"] for batch in batches),
        "figures": {
            name: _summed([batch["figures"][name] for batch in batches if name in batch["figures"]]) for name in names
        },
    }


def _summed(counts: list[list[int]]) -> dict[str, Any]:
    right, missed, false = map(sum, zip(*counts, strict=True))
    return {
        "precision": _share(right, right + false),
        "recall": _share(right, right + missed),
        "f1": _share(2 * right, 2 * right + missed + false),
        "right": right,
        "missed": missed,
        "false": false,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
