"""What a release says of its columns, read from Parquet a piece at a time: how full they are, and an example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROWS = 1024  # read at once


def n_rows(path: Path) -> int:
    """The number of rows of a Parquet file."""
    return int(pq.read_metadata(path).num_rows)


def fill_rate(path: Path, column: str) -> float | None:
    """The share of rows with a value (a list with items), 0 to 1; None where there are no rows."""
    with pq.ParquetFile(path) as file:
        rows = file.metadata.num_rows
        if not rows:
            return None
        if pa.types.is_list(file.schema_arrow.field(column).type):
            filled = (pc.sum(is_filled(batch[column])).as_py() or 0 for batch in _batches(path, column))
            return float(sum(filled) / rows)
        at = file.schema_arrow.names.index(column)
        groups = (file.metadata.row_group(i) for i in range(file.metadata.num_row_groups))
        nulls = sum(_column(group, column, at).statistics.null_count for group in groups)
    return float((rows - nulls) / rows)


def _column(group: Any, name: str, at: int) -> Any:
    """What the metadata of a row group say of a column; lists before it do not move its place."""
    found = group.column(at)
    assert found.path_in_schema == name or found.path_in_schema.startswith(f"{name}."), found.path_in_schema
    return found


def first_value(path: Path, column: str) -> Any:
    """The first value that is not null (of lists, the first with items); None where there is none."""
    for batch in _batches(path, column):
        values = batch[column].filter(is_filled(batch[column]))
        if len(values):
            return values[0].as_py()
    return None


def is_filled(values: pa.Array) -> pa.Array:
    """Where there is a value: not null, and a list with items."""
    if pa.types.is_list(values.type):
        return pc.fill_null(pc.greater(pc.list_value_length(values), 0), False)
    return pc.is_valid(values)


def values(path: Path, *columns: str) -> list[dict[str, Any]]:
    """The rows of a few short columns of a small table."""
    rows: list[dict[str, Any]] = pq.read_table(path, columns=list(columns)).to_pylist()
    return rows


def _batches(path: Path, column: str) -> Any:
    return pq.ParquetFile(path).iter_batches(batch_size=ROWS, columns=[column])
