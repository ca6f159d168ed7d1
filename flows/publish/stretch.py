"""The stretch of rows in which two files of a table differ: what is alike before and after it need not be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows [start, old_end) of the old file and [start, new_end) of the new one; all others are the same in both."""

    start: int
    old_end: int
    new_end: int


def stretch(old: Path, new: Path, columns: Sequence[str]) -> Stretch:
    """The shortest such stretch, given the columns that count; everything where the files have not the same columns.

    As the rows of a release stand source by source, the rows of an added source are all there is in it.
    """
    with pq.ParquetFile(old) as before, pq.ParquetFile(new) as after:
        n_old, n_new = before.metadata.num_rows, after.metadata.num_rows
        if not _alike(before.schema_arrow, after.schema_arrow, columns):
            return Stretch(0, n_old, n_new)
        start = _run(_groups(before, columns), _groups(after, columns), _first)
        left = min(n_old, n_new) - start  # rows that may be the same at the end
        end = min(left, _run(_groups(before, columns, -1), _groups(after, columns, -1), _last)) if left else 0
        return Stretch(start, n_old - end, n_new - end)


def _alike(old: pa.Schema, new: pa.Schema, columns: Sequence[str]) -> bool:
    there = set(old.names) & set(new.names)
    return all(column in there and old.field(column).type == new.field(column).type for column in columns)


def _groups(file: pq.ParquetFile, columns: Sequence[str], step: int = 1) -> Iterator[pa.Table]:
    """The rows of a file, group by group, from its beginning or from its end."""
    for i in range(file.num_row_groups)[::step]:
        yield file.read_row_group(i, columns=list(columns))


def _first(rows: pa.Table, n: int) -> pa.Table:
    return rows.slice(0, n)


def _last(rows: pa.Table, n: int) -> pa.Table:
    return rows.slice(rows.num_rows - n)


def _run(old: Iterable[pa.Table], new: Iterable[pa.Table], take: Callable[[pa.Table, int], pa.Table]) -> int:
    """How many rows two files have in common from the side that `take` takes from."""
    leave = _last if take is _first else _first
    count = 0
    olds, news = iter(old), iter(new)
    a, b = next(olds, None), next(news, None)
    while a is not None and b is not None:
        n = min(a.num_rows, b.num_rows)
        same = _alike_rows(take(a, n), take(b, n), take)
        count += same
        if same < n:
            break
        a = leave(a, a.num_rows - n) if a.num_rows > n else next(olds, None)
        b = leave(b, b.num_rows - n) if b.num_rows > n else next(news, None)
    return count


def _alike_rows(a: pa.Table, b: pa.Table, take: Callable[[pa.Table, int], pa.Table]) -> int:
    """How many rows of two tables of the same length are the same, from that side: by halves."""
    if a.equals(b):
        return int(a.num_rows)
    same, differ = 0, a.num_rows
    while differ - same > 1:
        middle = (same + differ) // 2
        if take(a, middle).equals(take(b, middle)):
            same = middle
        else:
            differ = middle
    return same
