"""A release source by source: the rows of all tables that belong to one source, without the rows of the others.

In a release the rows of every table stand grouped by source, in the order of `sources`, so one walk through all files
side by side is enough. Releases made before that rule have tables in another order; such a table is read whole and
put in order in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.publish.csv_check import parquet_batches

Row = dict[str, Any]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class OneSource:
    """What belongs to a source; `source_id` is None for rows that are about the whole corpus."""

    source_id: str | None
    tables: dict[str, pa.Table]

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of each table as values."""
        return {name: data.to_pylist() for name, data in self.tables.items()}


def walk(release: Path, tables: Sequence[str]) -> Iterator[OneSource]:
    """All sources in the order of the table `sources`, after the rows that belong to none.

    In: the tables to walk through, each with a column source_id or doc_id; every id must be there (the foreign keys
    say so). A row belongs to the source in its source_id, or to that of its document.
    """
    source_ids = _column(release, "sources", "source_id")
    owners = {
        "source_id": (source_ids, np.arange(len(source_ids))),
        "doc_id": (
            _column(release, "documents", "doc_id"),
            _positions(_column(release, "documents", "source_id"), source_ids, np.arange(len(source_ids))),
        ),
    }
    streams = {name: _stream(release / "parquet" / f"{name}.parquet", owners) for name in tables}
    for i, source_id in enumerate([None, *source_ids.to_pylist()]):
        yield OneSource(source_id, {name: rows.take(int(counts[i])) for name, (rows, counts) in streams.items()})


class _Rows:
    """The rows of a table, taken one stretch after another."""

    def __init__(self, columns: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
        self._columns = columns
        self._batches = batches
        self._left: pa.RecordBatch | None = None

    def take(self, n: int) -> pa.Table:
        parts: list[pa.RecordBatch] = []
        while n:
            if self._left is None or not self._left.num_rows:
                self._left = next(self._batches)
            parts.append(self._left.slice(0, n))
            self._left = self._left.slice(parts[-1].num_rows)
            n -= parts[-1].num_rows
        return pa.Table.from_batches(parts, self._columns)


def _stream(path: Path, owners: dict[str, tuple[pa.Array, Numbers]]) -> tuple[_Rows, Numbers]:
    """The rows of a table in the order of their sources, and how many each source has; first those of none."""
    columns = pq.read_schema(path)
    column = next(column for column in owners if column in columns.names)
    ids, positions = owners[column]
    counts, last, sorted_ = np.zeros(len(owners["source_id"][0]) + 1, np.int64), -1, True
    for batch in parquet_batches(path, [column]):
        found = _positions(batch[column], ids, positions)
        counts += np.bincount(found + 1, minlength=len(counts))
        sorted_ &= bool(np.all(np.diff(found, prepend=last) >= 0))
        last = found[-1] if len(found) else last
    if sorted_:
        return _Rows(columns, parquet_batches(path)), counts
    whole = pq.read_table(path)
    order = np.argsort(_positions(whole[column].combine_chunks(), ids, positions), kind="stable")
    return _Rows(columns, iter(whole.take(order).to_batches(max_chunksize=1_000))), counts


def _positions(column: pa.Array, ids: pa.Array, positions: Numbers) -> Numbers:
    """For each value of a column the position of the source that owns it; -1 for null."""
    place = pc.fill_null(pc.index_in(column, value_set=ids), -1).to_numpy(zero_copy_only=False)
    return np.where(place < 0, -1, np.append(positions, -1)[place])


def _column(release: Path, table: str, column: str) -> pa.Array:
    return pq.read_table(release / "parquet" / f"{table}.parquet", columns=[column])[column].combine_chunks()
