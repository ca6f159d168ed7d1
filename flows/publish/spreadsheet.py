"""CSV that opens in Excel and WPS, runs nothing there, and reads back to the same values.

UTF-8 with BOM, RFC 4180 (comma, double quotes, CRLF). A null is an empty cell; the items of a list are joined by "|";
dates are ISO, truth values true and false. A text cell that a spreadsheet would take for a formula gets an apostrophe
in front, and so does one that begins with an apostrophe: taking one apostrophe off gives every cell back. A cell of a
single character (the comparator "=") stays as it is, there is nothing in it to run.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.tables import LIST_SEPARATOR, Column, table

DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")  # some spreadsheets take the full-width forms too
BATCH = 8192  # rows that are written at once
LONGEST_CELL = 2**31 - 1  # the text of a segment may have millions of characters; Python stops at 131,072 unless told
_RUNS = "(?s)^['" + "".join(re.escape(sign) for sign in sorted(DANGEROUS)) + "]."
_TEXT = pa.large_string()
_NEEDS_QUOTES = '[",\r\n]'


def write_csv(name: str, data: pa.Table, path: Path) -> None:
    """Write table `name` to a file."""
    write_batches(table(name).columns, data.to_batches(max_chunksize=BATCH), path)


def write_batches(
    columns: Sequence[Column],
    batches: Iterable[pa.RecordBatch],
    path: Path,
    each: Callable[[Callable[[pa.RecordBatch], pa.Buffer], Iterable[pa.RecordBatch]], Iterable[pa.Buffer]] = map,
) -> None:
    """Write rows with those columns to a file, one batch after the other. Arrow does it, ten times as fast as Python,
    and lets go of the interpreter: `each` may turn several batches into text at a time, and keeps their order.
    """
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8 + ",".join(column.name for column in columns).encode() + b"\r\n")
        for lines in each(partial(_lines, columns), (batch for batch in batches if batch.num_rows)):
            file.write(lines)


def _lines(columns: Sequence[Column], batch: pa.RecordBatch) -> pa.Buffer:
    """The rows of a batch as lines, and where Arrow keeps the texts of a new array, one after the other."""
    cells = [_cells(column, batch[column.name]) for column in columns]
    cells[-1] = _around(cells[-1], "", "\r\n")
    return pc.binary_join_element_wise(*cells, pa.scalar(",", _TEXT)).buffers()[2]


def _cells(column: Column, values: pa.Array) -> pa.Array:
    """Values as text, as CSV has them. Of values that come with a dictionary each is looked at once."""
    if isinstance(values, pa.DictionaryArray):
        return _cells(column, values.dictionary).take(values.indices).fill_null("")
    return _quoted(_texts(column, values))


def _texts(column: Column, values: pa.Array) -> pa.Array:
    """Values as text that no spreadsheet runs; nulls stay."""
    if column.type == "string":
        return _defused(values.cast(_TEXT))
    if column.type == "list":
        return _defused(pc.binary_join(values, LIST_SEPARATOR).cast(_TEXT))
    if column.type == "number":
        return _numbers(values)
    return values.cast(_TEXT)


def _defused(texts: pa.Array) -> pa.Array:
    runs = pc.match_substring_regex(texts, _RUNS)
    return pc.if_else(runs, _around(texts, "'", ""), texts) if pc.any(runs).as_py() else texts


def _numbers(values: pa.Array) -> pa.Array:
    """Whole numbers without point or exponent, as people write them."""
    whole = pc.and_(pc.equal(values, pc.floor(values)), pc.less(pc.abs(values), 2.0**63)).fill_null(False)
    return pc.replace_with_mask(values.cast(_TEXT), whole, values.filter(whole).cast(pa.int64()).cast(_TEXT))


def _quoted(cells: pa.Array) -> pa.Array:
    needed = pc.match_substring_regex(cells, _NEEDS_QUOTES)
    if pc.any(needed).as_py():
        doubled = _around(pc.replace_substring(cells, '"', '""'), '"', '"')
        cells = pc.if_else(needed, doubled, cells)
    return cells.fill_null("")


def _around(texts: pa.Array, before: str, after: str) -> pa.Array:
    return pc.binary_join_element_wise(
        *(pa.scalar(before, _TEXT), texts, pa.scalar(after, _TEXT), pa.scalar("", _TEXT))
    )


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write cells that are already text and defused."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def read_csv(name: str, path: Path) -> tuple[list[str], list[list[Any]]]:
    """Read a file of table `name`: its header, and its rows as values. ValueError where a cell has the wrong type."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        types = {column.name: column.type for column in table(name).columns}
        readers = [READ[types.get(column, "string")] for column in header]
        empty: list[list[str] | None] = [[] if types.get(column) == "list" else None for column in header]
        rows = []
        for cells in reader:
            if len(cells) != len(header):
                raise ValueError(f"Line {reader.line_num} has {len(cells)} cells, the header {len(header)}.")
            given = zip(readers, cells, empty, strict=True)
            rows.append([read(cell) if cell else nothing for read, cell, nothing in given])
    return header, rows


def defuse(text: str) -> str:
    """A text as a cell that no spreadsheet runs."""
    if len(text) > 1 and (text[0] in DANGEROUS or text[0] == "'"):
        return f"'{text}"
    return text


def restore(cell: str) -> str:
    """The text of a cell: the inverse of `defuse`."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" else cell


def _read_boolean(cell: str) -> bool:
    return {"true": True, "false": False}[cell]


READ: dict[str, Callable[[str], Any]] = {
    "string": restore,
    "integer": int,
    "number": float,
    "boolean": _read_boolean,
    "date": date.fromisoformat,
    "list": lambda cell: restore(cell).split(LIST_SEPARATOR),
}
