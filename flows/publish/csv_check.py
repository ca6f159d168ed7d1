"""A CSV file of a release against the Parquet file of the same table, value by value, in batches.

The CSV is parsed by Arrow, and its cells are compared by columns: rows may be millions, and a cell may be as long as a
source. What an apostrophe defused is taken back first, as the README of a release tells readers to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from flows.publish.package import Described
from flows.tables import LIST_SEPARATOR

SHOWN = 20  # rows of a table that are named
BLOCK = 8_000_000  # bytes of CSV at once; more where a row is longer
LONGEST_BLOCK = 2**31 - 1
BATCH_BYTES = 16_000_000  # of a Parquet file at once


def check_csv(table: Described, parquet: Path, path: Path) -> Iterator[str]:
    """A sentence for each row that differs, or one that says why the files cannot be compared."""
    name = f"csv/{path.name}"
    try:
        yield from _differences(table, parquet, path, BLOCK)
    except pa.ArrowInvalid as error:
        if "straddl" not in str(error):
            yield f"{name} cannot be read: {_short(error)}"
            return
        longest = _longest_row(parquet)  # a damaged file must not make us read all of it at once
        try:
            yield from _differences(table, parquet, path, min(max(longest, BLOCK), LONGEST_BLOCK))
        except (OSError, pa.ArrowException) as again:
            yield f"{name} cannot be read: {_short(again)}"
    except (OSError, pa.ArrowException) as error:
        yield f"{name} cannot be read: {_short(error)}"


def parquet_batches(path: Path, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file in batches that fit into memory, whatever the length of its cells."""
    with pq.ParquetFile(path, pre_buffer=False) as file:
        about = file.metadata
        whole = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
        rows = BATCH_BYTES * about.num_rows // max(whole, 1)
        yield from file.iter_batches(batch_size=min(max(rows, 1), 65_536), columns=columns, use_threads=False)


def _differences(table: Described, parquet: Path, path: Path, block: int) -> Iterator[str]:
    """All that differs. Nothing is said before the file is read, so that a second try says nothing twice."""
    name = f"csv/{path.name}"
    found: list[str] = []
    differing = rows = expected = 0
    with _open(table, path, block) as reader:
        if reader.schema.names != list(table.types):
            yield f"{name}: its header is not that of the Parquet file."
            return
        for cells, values in _alongside(iter(reader), parquet_batches(parquet)):
            rows += cells.num_rows if cells else 0
            expected += values.num_rows if values else 0
            if cells is None or values is None or not values.num_rows:
                continue
            same = pc.invert(_same(table, cells, values))
            differing += pc.sum(same).as_py()
            keys = values.select(list(table.primary_key)).filter(same)
            for key in keys.slice(0, SHOWN - len(found)).to_pylist():
                found.append(f"{name}, row {', '.join(map(str, key.values()))}: not the same as in the Parquet file.")
    if rows != expected:
        yield f"{name} has {rows} rows, the Parquet file {expected}."
    yield from found
    if differing > len(found):
        yield f"{name}: {differing:,} rows in all are not the same as in the Parquet file."


def _open(table: Described, path: Path, block: int) -> pyarrow.csv.CSVStreamingReader:
    types = {column: "string" if type_ == "list" else type_ for column, type_ in table.types.items()}
    arrow = {
        column: pa.string() if types[column] == "string" else table.schema().field(column).type for column in types
    }
    return pyarrow.csv.open_csv(
        path,
        pyarrow.csv.ReadOptions(block_size=block, use_threads=False),
        pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        pyarrow.csv.ConvertOptions(
            column_types=arrow, null_values=[""], strings_can_be_null=True, true_values=["true"], false_values=["false"]
        ),
    )


def _alongside(
    left: Iterator[pa.RecordBatch], right: Iterator[pa.RecordBatch]
) -> Iterator[tuple[pa.RecordBatch | None, pa.RecordBatch | None]]:
    """Stretches of the same rows of both; where one has ended, the rest of the other with None."""
    one, two = next(left, None), next(right, None)
    while one is not None or two is not None:
        n = min(batch.num_rows for batch in (one, two) if batch is not None)
        yield (one.slice(0, n) if one is not None else None), (two.slice(0, n) if two is not None else None)
        one = _rest(one, n, left)
        two = _rest(two, n, right)


def _rest(batch: pa.RecordBatch | None, n: int, more: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
    if batch is None or batch.num_rows > n:
        return batch.slice(n) if batch is not None else None
    return next(more, None)


def _same(table: Described, cells: pa.RecordBatch, values: pa.RecordBatch) -> pa.Array:
    """Row by row, whether all cells have the values."""
    same = None
    for column, type_ in table.types.items():
        cell, value = cells[column], values[column]
        if type_ in ("string", "list"):
            cell = _restored(cell)
        if type_ == "list":
            joined = pc.binary_join(value, LIST_SEPARATOR)
            value = pc.if_else(
                pc.equal(joined, ""), pa.scalar(None, pa.string()), joined
            )  # an empty list is an empty cell
        equal = pc.or_(pc.fill_null(pc.equal(cell, value), False), pc.and_(pc.is_null(cell), pc.is_null(value)))
        same = equal if same is None else pc.and_(same, equal)
    return same


def _restored(cell: pa.Array) -> pa.Array:
    """The texts of cells: as `spreadsheet.restore`, for a column."""
    defused = pc.fill_null(pc.and_(pc.starts_with(cell, "'"), pc.greater(pc.binary_length(cell), 1)), False)
    if not pc.any(defused).as_py():
        return cell
    return pc.if_else(defused, pc.utf8_replace_slice(cell, 0, 1, ""), cell)


def _longest_row(parquet: Path) -> int:
    """How many bytes the longest row may have as CSV: each quote in it may be doubled."""
    longest = 0
    for batch in parquet_batches(parquet):
        total = pa.scalar(0)
        for column in batch.columns:
            if pa.types.is_list(column.type):
                column = pc.binary_join(column, LIST_SEPARATOR)
            if pa.types.is_string(column.type):
                total = pc.add(total, pc.cast(pc.fill_null(pc.binary_length(column), 0), pa.int64()))
        longest = max(longest, pc.max(total).as_py() if isinstance(total, pa.Array) else 0)
    return 2 * longest + 100_000


def _short(error: Exception) -> str:
    """What Arrow says, without the rows that it quotes at length."""
    said = str(error)
    return said if len(said) <= 300 else f"{said[:300]} …"
