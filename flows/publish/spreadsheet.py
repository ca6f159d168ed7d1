"""CSV that opens in Excel and WPS, runs nothing there, and reads back to the same values.

UTF-8 with BOM, RFC 4180 (comma, double quotes, CRLF). A null is an empty cell; the items of a list are joined by "|";
dates are ISO, truth values true and false. A text cell that a spreadsheet would take for a formula gets an apostrophe
in front, and so does one that begins with an apostrophe: taking one apostrophe off gives every cell back. A cell of a
single character (the comparator "=") stays as it is, there is nothing in it to run.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.tables import LIST_SEPARATOR, Column, table

DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")  # some spreadsheets take the full-width forms too
BATCH = 10_000  # rows
LONGEST_CELL = 2**31 - 1  # the text of a segment may have millions of characters; Python stops at 131,072 unless told


def write_csv(name: str, data: pa.Table, path: Path) -> None:
    """Write table `name` to a file."""
    write_batches(table(name).columns, data.to_batches(max_chunksize=BATCH), path)


def write_batches(columns: Sequence[Column], batches: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write rows with those columns to a file, one batch after the other."""
    writers = [WRITE[column.type] for column in columns]

    def rows() -> Iterator[list[str]]:
        for batch in batches:
            pairs = zip(writers, batch.columns, strict=True)
            cells = [["" if v is None else write(v) for v in values.to_pylist()] for write, values in pairs]
            yield from map(list, zip(*cells, strict=True))

    write_rows(path, [column.name for column in columns], rows())


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


def _write_number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)


def _read_boolean(cell: str) -> bool:
    return {"true": True, "false": False}[cell]


WRITE: dict[str, Callable[[Any], str]] = {
    "string": defuse,
    "integer": str,
    "number": _write_number,
    "boolean": lambda value: "true" if value else "false",
    "date": date.isoformat,
    "list": lambda items: defuse(LIST_SEPARATOR.join(items)),
}
READ: dict[str, Callable[[str], Any]] = {
    "string": restore,
    "integer": int,
    "number": float,
    "boolean": _read_boolean,
    "date": date.fromisoformat,
    "list": lambda cell: restore(cell).split(LIST_SEPARATOR),
}
