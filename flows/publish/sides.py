"""The two releases of a comparison as DuckDB sees them: their tables in today's columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.engine import name, parquet
from flows.publish.origins import Origins
from flows.tables import table
from flows.tables.arrow import schema_of

_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_TYPES["list"] = "VARCHAR[]"


@dataclass(frozen=True, slots=True)
class Sides:
    """The folders of two releases, and how what they were made from differs."""

    before: Path
    after: Path
    origins: Origins


def file_of(folder: Path, of: str) -> Path:
    """Where the rows of a table stand in the folder of a release."""
    return folder / "parquet" / f"{of}.parquet"


def rows(folder: Path, of: str, wanted: tuple[str, ...] = ()) -> str:
    """SQL for the rows of a table, columns as declared today (or those wanted), and their position `_at` in the file.

    A column that the file lacks is null (a list empty), one of another type is cast, to null where that cannot be; a
    list that is one text today is joined by ；. A table that the release lacks has no rows.
    """
    path, declared = file_of(folder, of), table(of)
    there = {field.name: field.type for field in pq.read_schema(path)} if path.is_file() else {}
    types = schema_of(declared)
    said = []
    for column in wanted or types.names:
        sql = _TYPES[declared[column].type]
        if column not in there:
            said.append(f"{'[]' if sql == _TYPES['list'] else 'NULL'}::{sql} AS {name(column)}")
        elif there[column] == types.field(column).type:
            said.append(name(column))
        elif pa.types.is_list(there[column]) and declared[column].type == "string":  # issuers, before contract 2
            said.append(f"nullif(array_to_string({name(column)}, '；'), '') AS {name(column)}")
        else:
            said.append(f"TRY_CAST({name(column)} AS {sql}) AS {name(column)}")
    if not there:
        return f"SELECT {', '.join(said)}, 0::BIGINT AS _at WHERE false"
    return f"SELECT {', '.join(said)}, file_row_number AS _at FROM {parquet(path)}"
