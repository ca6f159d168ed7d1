"""Writes the files of a release into a folder: first the tables, then what is made of them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.spreadsheet import write_batches
from flows.tables import Column, names, schema, table

T = TypeVar("T")
R = TypeVar("R")
TOGETHER = 2  # tables, or batches of one, that are written at a time: Arrow lets go of the interpreter
GROUP_ROWS = 100_000  # of a row group of Parquet, at least, unless
GROUP_BYTES = 16_000_000  # it has as many: what is held in memory at once

REPEATING = 12  # bytes a value of a column, below which its values are looked at once a dictionary
CSV_BYTES = 4_000_000  # of Parquet that are written as CSV at once


def write_tables(folder: Path, tables: Iterable[tuple[str, Iterable[pa.Table]]]) -> None:
    """Write parquet/<table>.parquet, each from its pieces one after the other. The same rows give the same bytes."""
    (folder / "parquet").mkdir(exist_ok=True)
    with ThreadPoolExecutor(TOGETHER) as pool:
        written = [pool.submit(_write_parquet, name, pieces, parquet(folder, name)) for name, pieces in tables]
        for each in written:
            each.result()


def write_texts(folder: Path, texts: Iterable[tuple[str, str]]) -> None:
    """Write text/<source_id>.txt, the decoded raw text that offsets refer to, newlines as they are."""
    (folder / "text").mkdir()
    for source_id, text in texts:
        (folder / "text" / f"{source_id}.txt").write_bytes(text.encode())


def write_csvs(folder: Path) -> None:
    """Write csv/<table>.csv from Parquet."""
    (folder / "csv").mkdir()
    for name in names():
        write_csv(table(name).columns, parquet(folder, name), folder / "csv" / f"{name}.csv")


def write_csv(columns: Sequence[Column], given: Path, path: Path) -> None:
    """Write the rows of a Parquet file as CSV."""
    with pq.ParquetFile(given, read_dictionary=_repeating(given)) as file:
        write_batches(columns, file.iter_batches(_rows_at_once(file)), path, _side_by_side)


def _rows_at_once(file: pq.ParquetFile) -> int:
    """As many rows as have a few megabytes, for those of some tables are whole texts."""
    found = file.metadata
    size = sum(found.row_group(i).total_byte_size for i in range(found.num_row_groups))
    rows: int = CSV_BYTES * found.num_rows // max(size, 1)
    return max(64, min(65_536, rows))


def _write_parquet(name: str, pieces: Iterable[pa.Table], path: Path) -> None:
    with pq.ParquetWriter(path, schema(name), compression="zstd") as writer:
        for group in _groups(pieces):
            writer.write_table(group.cast(schema(name)), row_group_size=max(1, group.num_rows))


def _side_by_side(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """What `work` makes of the items, in their order; some at a time, and no more of them in memory."""
    with ThreadPoolExecutor(TOGETHER) as pool:
        under_way: deque[Future[R]] = deque()
        for item in items:
            under_way.append(pool.submit(work, item))
            if len(under_way) > TOGETHER:
                yield under_way.popleft().result()
        yield from (each.result() for each in under_way)


def _repeating(path: Path) -> list[str]:
    """The columns of text whose values repeat so much that Parquet has them by their number in a dictionary."""
    found = pq.read_metadata(path)
    size: Counter[str] = Counter()
    for group in (found.row_group(i) for i in range(found.num_row_groups)):
        for i, column in ((i, group.column(i)) for i in range(group.num_columns)):
            listed = found.schema.column(i).max_repetition_level > 0  # whose items would get the dictionary
            if column.physical_type == "BYTE_ARRAY" and column.has_dictionary_page and not listed:
                size[column.path_in_schema] += column.total_uncompressed_size
    return [column for column, n in size.items() if n < REPEATING * found.num_rows]


def parquet(folder: Path, name: str) -> Path:
    """Where a release in a folder has a table."""
    return folder / "parquet" / f"{name}.parquet"


def _groups(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Pieces put together until they are large enough for a row group."""
    waiting: list[pa.Table] = []
    rows = size = 0
    for piece in pieces:
        waiting.append(piece)
        rows += piece.num_rows
        size += piece.get_total_buffer_size()  # nbytes takes as long as to read the piece
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.concat_tables(waiting).combine_chunks()
            waiting, rows, size = [], 0, 0
    if rows:
        yield pa.concat_tables(waiting).combine_chunks()
