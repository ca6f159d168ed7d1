"""How good is a release: its tables against gold, as figures for index.json and for `plans accuracy`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.validate.figures import Accuracy
from flows.validate.gold import load_gold
from flows.validate.scorer import score

if TYPE_CHECKING:
    import pyarrow as pa

GOLD = Path(__file__).parents[2] / "tests" / "gold"
TABLES = ("sources", "segments", "documents", "articles", "targets", "assignments", "citations", "corrections")


def measure(tables: Mapping[str, pa.Table], gold: Path = GOLD) -> Accuracy:
    """The accuracy of tables in memory on those of their sources that `gold` (a folder) knows: empty where none."""
    return score({name: tables[name].to_pylist() for name in TABLES}, load_gold(gold))


def measure_release(release: Path, gold: Path = GOLD) -> Accuracy:
    """The accuracy of a release on disk (its folder). Raises FileNotFoundError where it lacks a table."""
    return measure({name: _read_table(release, name) for name in TABLES}, gold)


def _read_table(release: Path, name: str) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(release / "parquet" / f"{name}.parquet")
