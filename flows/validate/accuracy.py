"""How good is a release: its tables against gold, as figures for index.json and for `plans accuracy`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows.validate.figures import Accuracy
from flows.validate.gold import Row, is_about, load_gold
from flows.validate.scorer import score

if TYPE_CHECKING:
    import pyarrow as pa

GOLD = Path(__file__).parents[2] / "tests" / "gold"
TABLES = ("sources", "segments", "documents", "articles", "targets", "assignments", "citations", "corrections")


def measure(tables: Mapping[str, pa.Table], gold: Path = GOLD) -> Accuracy:
    """The accuracy of tables in memory on those of their sources that `gold` (a folder) knows: empty where none."""
    return score({name: tables[name].to_pylist() for name in TABLES}, load_gold(gold))


def measure_release(release: Path, gold: Path = GOLD) -> Accuracy:
    """The accuracy of a release on disk (its folder). Raises FileNotFoundError where it lacks a table.

    Only the rows of the sources that gold knows are read.
    """
    known = load_gold(gold)
    sources = [row for row in _rows(release, "sources") if any(is_about(file, row["path"]) for file in known)]
    ids = [row["source_id"] for row in sources]
    documents = _rows(release, "documents", "source_id", ids)
    docs = [row["doc_id"] for row in documents]
    tables = {"sources": sources, "documents": documents}
    for name in ("segments", "corrections"):
        tables[name] = _rows(release, name, "source_id", ids)
    for name in ("articles", "targets", "assignments", "citations"):
        tables[name] = _rows(release, name, "doc_id", docs)
    return score(tables, known)


def _rows(release: Path, name: str, column: str | None = None, ids: Sequence[str] = ()) -> list[Row]:
    import pyarrow.parquet as pq

    filters = [(column, "in", ids)] if column else None
    path = release / "parquet" / f"{name}.parquet"
    rows: list[Row] = pq.read_table(path, filters=filters).to_pylist() if ids or not column else []
    return rows
