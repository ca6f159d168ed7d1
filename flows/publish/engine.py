"""A DuckDB that keeps to little memory, for work on tables of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

MEMORY = "256MB"  # what does not fit goes to the disk


@contextmanager
def engine(spill: Path, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory; what does not fit there stands in a folder in `spill` until the end."""
    with TemporaryDirectory(prefix=".spill-", dir=spill) as folder:
        connection = duckdb.connect(
            config={
                "memory_limit": memory,
                "temp_directory": folder,
                "threads": 2,
                "preserve_insertion_order": False,  # whoever needs an order says so; it costs memory
                "autoinstall_known_extensions": False,  # nothing is fetched from anywhere
            }
        )
        try:
            yield connection
        finally:
            connection.close()


def insert(connection: duckdb.DuckDBPyConnection, into: str, rows: pa.Table) -> None:
    """Add rows to a table of the database, whose columns are the same."""
    connection.register("inserted", rows)
    connection.execute(f"INSERT INTO {into} BY NAME FROM inserted")
    connection.unregister("inserted")


def parquet(path: Path) -> str:
    """The rows of a Parquet file, with their positions in `file_row_number`, as an expression for FROM."""
    return f"read_parquet({text(path)}, file_row_number = true)"


def text(value: object) -> str:
    """A text as SQL has it."""
    return "'" + str(value).replace("'", "''") + "'"


def name(column: str) -> str:
    """The name of a column as SQL has it."""
    return '"' + column.replace('"', '""') + '"'


def columns(names: Iterable[str], of: str = "") -> str:
    """Columns, of a named relation where one is given, as a list for SELECT."""
    return ", ".join(f"{of}.{name(each)}" if of else name(each) for each in names)
