"""Indicators of the corpus: one row a quantity that targets are about, and how many are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flows.extract.known_indicators import indicator_of, indicator_row
from flows.tables import to_table

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


def with_indicators(targets: Iterable[Row]) -> list[Row]:
    """The targets, each with the id of its indicator."""
    return [row | {"indicator_id": indicator_of(row)} for row in targets]


def indicators_of(targets: Iterable[Row]) -> dict[str, pa.Table]:
    """The table indicators, of targets with the ids of theirs and of their documents."""
    given = [(row["indicator_id"], row["doc_id"]) for row in targets if row["indicator_id"]]
    return _table(Counter(found for found, _ in given), Counter(found for found, _ in set(given)))


def indicators_together(tables: Iterable[pa.Table]) -> dict[str, pa.Table]:
    """The table indicators of several sources, no document being in two of them."""
    n_targets: Counter[str] = Counter()
    n_documents: Counter[str] = Counter()
    for table in tables:
        for row in table.select(["indicator_id", "n_targets", "n_documents"]).to_pylist():
            n_targets[row["indicator_id"]] += row["n_targets"]
            n_documents[row["indicator_id"]] += row["n_documents"]
    return _table(n_targets, n_documents)


def _table(n_targets: Counter[str], n_documents: Counter[str]) -> dict[str, pa.Table]:
    rows = [
        indicator_row(found) | {"n_targets": n, "n_documents": n_documents[found]} for found, n in n_targets.items()
    ]
    return {"indicators": to_table("indicators", rows)}
