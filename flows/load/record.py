"""The table `loaded_release`: what stands in the schema, for people and for the next load."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor
from psycopg.rows import class_row

from flows.load.parts import Parts

NAME = "loaded_release"
CREATE = """
CREATE TABLE IF NOT EXISTS loaded_release (
    version text NOT NULL,
    built_at timestamptz NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    tables text[] NOT NULL,
    views text[] NOT NULL,
    readers text[] NOT NULL,
    structure text NOT NULL,
    fingerprint text NOT NULL
);
COMMENT ON TABLE loaded_release IS '已载入的版本 Loaded release
一行，由 plans load 写入：版本、建立与载入的时间、所含的表和视图、可读的角色。
One row, written by plans load: version, when it was built and loaded, its tables and views, the roles that may read.';
"""


@dataclass(frozen=True, slots=True)
class Record:
    """The row of that table."""

    version: str
    tables: list[str]
    views: list[str]
    readers: list[str]
    structure: str  # hash of the statements that made tables and views
    fingerprint: str  # hash of the release and the structure

    @classmethod
    def of(cls, parts: Parts, fingerprint: str, structure: str, readers: tuple[str, ...]) -> Record:
        """That of a load."""
        tables = [part.table.name for part in parts.tables]
        views = [view.name for view in parts.views]
        return cls(parts.release.version, tables, views, list(readers), short(structure), fingerprint)


def read(cursor: Cursor[Any], schema: str) -> Record | None:
    """What was loaded before; None where nothing was."""
    cursor.execute("SELECT FROM pg_tables WHERE schemaname = %s AND tablename = %s", [schema, NAME])
    if not cursor.rowcount:
        return None
    with cursor.connection.cursor(row_factory=class_row(Record)) as rows:
        rows.execute("SELECT version, tables, views, readers, structure, fingerprint FROM loaded_release")
        return rows.fetchone()


def write(cursor: Cursor[Any], built_at: str, record: Record) -> None:
    """Make it the only row."""
    cursor.execute(CREATE)
    cursor.execute("DELETE FROM loaded_release")
    cursor.execute(
        "INSERT INTO loaded_release (version, built_at, tables, views, readers, structure, fingerprint) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            *(record.version, built_at, record.tables, record.views),
            *(record.readers, record.structure, record.fingerprint),
        ],
    )


def short(structure: str) -> str:
    """A hash of it."""
    return hashlib.sha256(structure.encode()).hexdigest()
