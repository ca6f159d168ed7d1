"""Declarations as Arrow schemas, and rows as Arrow tables in canonical order.

Types: string → string, integer → int64, number → float64, boolean → bool, list → list<string>, date → date32: a real
date, so that DuckDB, PostgreSQL and BI tools need no cast; in CSV it is ISO text, which Excel takes for a date.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.tables.declaration import Column, Table, table

LIST_SEPARATOR = "|"  # parts the items of a list in CSV; never inside an item, see `_list`
ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "list": pa.list_(pa.field("element", pa.string())),  # the name that Parquet gives the items
}


@cache  # asked for each table of each source
def schema(name: str) -> pa.Schema:
    """The Arrow schema of a table, with titles, descriptions and units as metadata."""
    return schema_of(table(name))


def schema_of(declared: Table) -> pa.Schema:
    """As `schema`, of any declaration."""
    metadata = {"title": f"{declared.title.zh} {declared.title.en}", "description": _both(declared.description)}
    return pa.schema([_field(column) for column in declared.columns], metadata=metadata)


def to_table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Make the Arrow table of `rows` (column → value): columns as declared, rows in canonical order.

    A column that a row leaves out is null (an empty list for lists), and so is an empty string: the tables know only
    null. Dates may be `date` or ISO strings. An undeclared column or a value of the wrong type raises ValueError naming
    table, column and row.
    """
    declared = table(name)
    columns = {column.name for column in declared.columns}
    for row in rows:
        if not columns.issuperset(row):
            raise ValueError(f"Table {name} has no column {', '.join(sorted(set(row) - columns))}.")
    return (
        from_columns(name, {column: [row.get(column) for row in rows] for column in columns}) if rows else _empty(name)
    )


def from_columns(name: str, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """As `to_table`, of all columns and their values instead of rows."""
    declared = table(name)
    arrays = [_array(declared, column, columns) for column in declared.columns]
    return canonical(name, pa.table(arrays, schema=schema(name)))


@cache
def _empty(name: str) -> pa.Table:
    return schema(name).empty_table()


def canonical(name: str, data: pa.Table) -> pa.Table:
    """The rows of `data` in the canonical order of table `name`: by its sort key, then its primary key, nulls first."""
    if data.num_rows < 2:
        return data
    declared = table(name)
    keys = dict.fromkeys((*declared.sort, *declared.primary_key))
    order = pc.sort_indices(data, sort_keys=[(key, "ascending", "at_start") for key in keys])
    return data.take(order).combine_chunks()


def _array(declared: Table, column: Column, columns: Mapping[str, Sequence[Any]]) -> pa.Array:
    values = columns[column.name]
    try:
        return _converted(column, values)
    except (ValueError, TypeError, pa.ArrowException):
        for place, value in enumerate(values):  # find the row, so that the sentence can name it
            try:
                _converted(column, [value])
            except (ValueError, TypeError, pa.ArrowException) as error:
                row_id = ", ".join(str(columns[key][place]) for key in declared.primary_key)
                raise ValueError(f"Table {declared.name}, column {column.name}, row {row_id}: {error}") from error
        raise


def _converted(column: Column, values: Sequence[Any]) -> pa.Array:
    convert = CONVERT.get(column.type)
    return pa.array(values if convert is None else [convert(value) for value in values], ARROW_TYPES[column.type])


def _string(value: str | None) -> str | None:
    return value or None


def _integer(value: int | float | None) -> int | float | None:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(f"{value} is no whole number")  # Arrow would cut it without a word
    return value


def _number(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise ValueError(f"{value} is no number")
    return value


def _date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _list(value: Sequence[str] | None) -> list[str]:
    """The items; one that holds the separator of CSV lists gets its full-width form, as clean text has it."""
    return [item.replace(LIST_SEPARATOR, "｜") for item in value or () if item]


CONVERT: dict[str, Callable[[Any], Any]] = {
    "date": _date,
    "integer": _integer,
    "list": _list,
    "number": _number,
    "string": _string,
}


def _field(column: Column) -> pa.Field:
    metadata = {
        "title_zh": column.title.zh,
        "title_en": column.title.en,
        "description_zh": column.description.zh,
        "description_en": column.description.en,
        **({"unit": column.unit} if column.unit else {}),
    }
    return pa.field(column.name, ARROW_TYPES[column.type], metadata=metadata)


def _both(words: Any) -> str:
    return f"{words.zh} {words.en}"
