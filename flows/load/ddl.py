"""Declarations as PostgreSQL: tables, keys, indexes, and comments in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from psycopg import sql
from psycopg.sql import Composed, Identifier, Literal

from flows.present.views import View
from flows.tables import Column, Table, Words

TYPES = {  # of a declaration → of PostgreSQL
    "string": "text",
    "integer": "bigint",
    "number": "double precision",
    "boolean": "boolean",
    "date": "date",
    "list": "text[]",
}


def create(table: Table, name: str | None = None, temporary: bool = False) -> Composed:
    """A table without keys, which are made when its rows are there: that is quicker."""
    lines = [sql.SQL("{} {}").format(Identifier(c.name), sql.SQL(TYPES[c.type])) for c in table.columns]
    start = sql.SQL("CREATE TEMPORARY TABLE" if temporary else "CREATE TABLE")
    end = sql.SQL(" ON COMMIT DROP" if temporary else "")
    return sql.SQL("{} {} ({}){}").format(start, Identifier(name or table.name), sql.SQL(", ").join(lines), end)


def add_column(table: Table, column: Column) -> Composed:
    """A column that a table did not have."""
    return sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(
        *(Identifier(table.name), Identifier(column.name), sql.SQL(TYPES[column.type]))
    )


def not_null(table: Table) -> Composed:
    """What is never empty, so that tools that read the schema know."""
    keys = {column.name for column in table.columns if column.required or column.type == "list"}
    never = [name for name in (c.name for c in table.columns) if name in {*keys, *table.primary_key}]
    lines = [sql.SQL("ALTER COLUMN {} SET NOT NULL").format(Identifier(name)) for name in never]
    return sql.SQL("ALTER TABLE {} {}").format(Identifier(table.name), sql.SQL(", ").join(lines))


def constraints(table: Table) -> Iterator[tuple[str, Composed]]:
    """Name and definition of the keys that a table has by itself.

    What is unique beside the primary key is checked at the end of a load, for rows may change places (`seq`).
    """
    yield f"{table.name}_pkey", sql.SQL("PRIMARY KEY ({})").format(_list(table.primary_key))
    unique = [*table.unique, *((column.name,) for column in table.columns if column.unique)]
    for key in unique:
        if key != table.primary_key:
            yield (
                f"{table.name}_{'_'.join(key)}_key",
                sql.SQL("UNIQUE ({}) DEFERRABLE INITIALLY DEFERRED").format(_list(key)),
            )


def references(table: Table) -> Iterator[tuple[str, Composed]]:
    """Name and definition of its foreign keys; they are checked at the end of a load, so that order is of no matter."""
    for key in table.foreign_keys:
        yield (
            f"{table.name}_{key.column}_fkey",
            sql.SQL("FOREIGN KEY ({}) REFERENCES {} ({}) DEFERRABLE INITIALLY DEFERRED").format(
                *(Identifier(key.column), Identifier(key.table), Identifier(key.target))
            ),
        )


def add(table: Table, name: str, definition: Composed) -> Composed:
    """A constraint of that name."""
    return sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
        *(Identifier(table.name), Identifier(name), definition)
    )


def indexes(table: Table) -> Iterator[tuple[str, Composed]]:
    """Name and statement of its indexes: on what is joined, and on the codes, days and years that people filter by."""
    joined = {key.column for key in table.foreign_keys}
    for column in table.columns:
        filtered = column.type == "date" or column.unit == "year" or column.name == "region_code"
        if (column.name in joined or filtered) and table.primary_key[0] != column.name:
            name = f"{table.name}_{column.name}_idx"
            yield name, sql.SQL("CREATE INDEX {} ON {} ({})").format(*map(Identifier, (name, table.name, column.name)))


def comments(relation: Table | View) -> Iterator[Composed]:
    """What a table or view and its columns mean, for `\\d+` of psql and the tools that show it."""
    kind = sql.SQL("TABLE" if isinstance(relation, Table) else "VIEW")
    name = Identifier(relation.name)
    text = Literal(_said(relation.title, relation.description))
    yield sql.SQL("COMMENT ON {} {} IS {}").format(kind, name, text)
    for column in relation.columns:
        at = Identifier(relation.name, column.name)
        yield sql.SQL("COMMENT ON COLUMN {} IS {}").format(at, Literal(_of_column(column)))


def view(of: View, replace: bool) -> Composed:
    """A view, in place of the one that has its name where their columns agree."""
    start = sql.SQL("CREATE OR REPLACE VIEW" if replace else "CREATE VIEW")
    return sql.SQL("{} {} AS {}").format(start, Identifier(of.name), sql.SQL(of.sql))


def structure(tables: Sequence[Table], views: Sequence[View]) -> str:
    """All statements as one text, to tell whether a database has been given them."""
    made: list[Composed] = []
    for table in tables:
        keys = [definition for _, definition in (*constraints(table), *references(table))]
        made += [create(table), not_null(table), *keys, *(each for _, each in indexes(table)), *comments(table)]
    for each in views:
        made += [view(each, replace=True), *comments(each)]
    return "\n".join(statement.as_string() for statement in made)


def _of_column(column: Column) -> str:
    values = "；".join(f"{value}：{label.zh} {label.en}" for value, label in (column.enum or {}).items())
    unit = f"单位 unit: {column.unit}" if column.unit else ""
    return "\n".join(filter(None, (_said(column.title, column.description), values, unit)))


def _said(title: Words, description: Words) -> str:
    return f"{title.zh} {title.en}\n{description.zh}\n{description.en}"


def _list(columns: Sequence[str]) -> Composed:
    return sql.SQL(", ").join(map(Identifier, columns))
