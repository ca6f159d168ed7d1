"""Tables and views as this release needs them; what people made of them stays wherever it can.

Columns that are new are added to the tables that stand there. Only where a column is gone or of another type must a
table be made anew; views of other people on it are then in the way, and PostgreSQL names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor, errors, sql
from psycopg.sql import Identifier

from flows.load import ddl
from flows.load.record import Record
from flows.load.refusal import NotLoaded
from flows.present.views import View
from flows.tables import Table

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_namespace s JOIN pg_class c ON c.relnamespace = s.oid JOIN pg_attribute a ON a.attrelid = c.oid
WHERE s.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
"""
NAMES = """
SELECT conname FROM pg_constraint c JOIN pg_namespace s ON s.oid = c.connamespace WHERE s.nspname = %(schema)s
UNION SELECT relname FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace WHERE s.nspname = %(schema)s
"""


def prepare(
    cursor: Cursor[Any], schema: str, tables: Sequence[Table], views: Sequence[View], old: Record | None, same: bool
) -> set[str]:
    """Have all tables, with their columns. Out: those that were there, with rows of the release before."""
    if old and same:
        return set(old.tables)
    named = {*(table.name for table in tables), *(view.name for view in views)}
    there = _columns(cursor, schema)
    strange = sorted((named & set(there)) - {*(old.tables if old else ()), *(old.views if old else ())})
    if strange:
        raise NotLoaded(
            f"The schema {schema} has {', '.join(strange)}, which no load made: name another with --schema. "
            "Nothing was changed."
        )
    fits = all(_agree(table, there[table.name]) for table in tables if table.name in there)
    gone = {name for name in there if not fits or name not in named}
    if old:
        _drop(cursor, "VIEW", [name for name in old.views if name in gone])
        _drop(cursor, "TABLE", [name for name in old.tables if name in gone])
    standing = set(there) - gone
    for table in tables:
        if table.name not in standing:
            cursor.execute(ddl.create(table))
        for column in table.columns if table.name in standing else ():
            if column.name not in there[table.name]:
                cursor.execute(ddl.add_column(table, column))
    return standing


def finish(cursor: Cursor[Any], schema: str, tables: Sequence[Table], views: Sequence[View]) -> None:
    """Keys, indexes, comments and views, now that the rows are there."""
    made = _names(cursor, schema)
    for table in tables:
        cursor.execute(ddl.not_null(table))
        for name, definition in ddl.constraints(table):
            if name not in made:
                cursor.execute(ddl.add(table, name, definition))
        for name, statement in ddl.indexes(table):
            if name not in made:
                cursor.execute(statement)
    for table in tables:
        for name, definition in ddl.references(table):
            if name not in made:
                cursor.execute(ddl.add(table, name, definition))
    for view in views:
        _renew(cursor, view)
    for comment in (*map(ddl.comments, tables), *map(ddl.comments, views)):
        for statement in comment:
            cursor.execute(statement)


def _columns(cursor: Cursor[Any], schema: str) -> dict[str, dict[str, str]]:
    """Whatever has rows in the schema: name → column → type."""
    found: dict[str, dict[str, str]] = {}
    for relation, column, type_ in cursor.execute(COLUMNS, [schema]):
        found.setdefault(relation, {})[column] = type_
    return found


def _agree(table: Table, columns: dict[str, str]) -> bool:
    """Whether a table can take the rows, perhaps with more columns."""
    wanted = {column.name: ddl.TYPES[column.type] for column in table.columns}
    return all(wanted.get(name) == type_ for name, type_ in columns.items())


def _drop(cursor: Cursor[Any], kind: str, names: Sequence[str]) -> None:
    """Some of what a load made, and nothing else: where somebody's view hangs on it, PostgreSQL refuses."""
    if names:
        listed = sql.SQL(", ").join(map(Identifier, names))
        cursor.execute(sql.SQL("DROP {} {}").format(sql.SQL(kind), listed))


def _renew(cursor: Cursor[Any], view: View) -> None:
    """A view, replaced where its columns are as they were, else made anew."""
    try:
        with cursor.connection.transaction():
            cursor.execute(ddl.view(view, replace=True))
    except errors.InvalidTableDefinition:
        cursor.execute(sql.SQL("DROP VIEW {}").format(Identifier(view.name)))
        cursor.execute(ddl.view(view, replace=False))


def _names(cursor: Cursor[Any], schema: str) -> set[str]:
    """The names of the constraints and indexes in the schema."""
    cursor.execute(NAMES, {"schema": schema})
    return {name for (name,) in cursor}
