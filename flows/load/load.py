"""A load: one transaction, at whose end the schema holds the release, or is as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, Cursor, sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import Identifier

from flows.load import ddl, record
from flows.load.parts import Part, Parts
from flows.load.record import Record
from flows.load.refusal import NotLoaded, refused, unreached
from flows.load.rows import copy, merge
from flows.load.structure import finish, prepare
from flows.publish.columns import n_rows

OLDEST = 140000  # PostgreSQL 14
SETTINGS = {
    "lock_timeout": "60s",  # for those who use a table whose columns must change
    "statement_timeout": "0",  # a server may have short ones for its users
    "idle_in_transaction_session_timeout": "0",
}
KNOCK = 10  # seconds until a server that does not answer is given up


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows there are, and those that came, changed and went; texts out of which a NUL was taken."""

    rows: int = 0
    came: int = 0
    changed: int = 0
    went: int = 0
    cut: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    parts: Parts
    before: str | None  # the version that was there
    counts: Counts | None = None  # None: all of it was there already, and nothing was done


def load(url: str, folder: Path, schema: str = "plans", readers: Sequence[str] = ()) -> Loaded:
    """Make a schema hold the release in `folder`, for `readers` to read. Raises NotLoaded; nothing has changed then."""
    parts = Parts.of(folder)
    wanted = _wanted(url)
    password = wanted.get("password")
    try:
        connection = psycopg.connect(**{"connect_timeout": KNOCK, **wanted, "client_encoding": "utf8"})
    except psycopg.Error as error:
        raise unreached(error, password) from None
    user = connection.info.user
    try:
        with connection, connection.cursor() as cursor:
            _check(connection)
            return _load(cursor, parts, schema, readers)
    except psycopg.Error as error:
        raise refused(error, schema, user, password) from None


def _wanted(url: str) -> dict[str, Any]:
    """The parameters in a URL, which may be one of SQLAlchemy's."""
    scheme, _, rest = url.partition("://")
    if not rest or scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise NotLoaded("Name a database of PostgreSQL by its URL: postgresql://user@host/database.")
    try:
        return conninfo_to_dict(f"postgresql://{rest}")
    except psycopg.Error:  # its message repeats the URL, and a password with it
        raise NotLoaded(
            "The URL cannot be read: it is postgresql://user@host:5432/database, with % / : @ # ? in a name or "
            "password written as %25 %2F %3A %40 %23 %3F."
        ) from None


def _check(connection: Connection[Any]) -> None:
    if connection.info.server_version < OLDEST:
        raise NotLoaded("PostgreSQL 14 or newer is needed.")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise NotLoaded(f"The database is encoded as {encoding}: createdb --encoding=UTF8 --template=template0 NAME.")


def _load(cursor: Cursor[Any], parts: Parts, schema: str, readers: Sequence[str]) -> Loaded:
    tables = [part.table for part in parts.tables]
    structure = ddl.structure(tables, parts.views)
    fingerprint = parts.fingerprint(structure)
    _enter(cursor, schema)
    old = record.read(cursor, schema)
    named = tuple(dict.fromkeys((*(old.readers if old else ()), *readers)))
    now = Record.of(parts, fingerprint, structure, named)
    if old == now:
        return Loaded(parts, old.version)
    counts = Counts()
    if old is None or old.fingerprint != fingerprint:
        same = old is not None and old.structure == now.structure
        standing = prepare(cursor, schema, tables, parts.views, old, same)
        counts = sum((_fill(cursor, part, part.table.name in standing) for part in parts.tables), Counts())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # foreign keys are checked here, and tables may change again
        if not same:
            finish(cursor, schema, tables, parts.views)
    record.write(cursor, parts.release.built_at, now)
    _grant(cursor, schema, [*now.tables, *now.views, record.NAME], named)
    return Loaded(parts, old.version if old else None, counts)


def _enter(cursor: Cursor[Any], schema: str) -> None:
    """The schema, for this load alone."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('plans load'), hashtext(%s))", [schema])
    if not (cursor.fetchone() or [False])[0]:
        raise NotLoaded(f"Another load into the schema {schema} is at work: wait for its end.")
    cursor.execute("SELECT FROM pg_namespace WHERE nspname = %s", [schema])
    if not cursor.rowcount:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(Identifier(schema)))
    cursor.execute(sql.SQL("SET LOCAL search_path = {}, pg_temp").format(Identifier(schema)))
    for setting, value in SETTINGS.items():
        cursor.execute(sql.SQL("SET LOCAL {} = {}").format(sql.SQL(setting), value))


def _fill(cursor: Cursor[Any], part: Part, standing: bool) -> Counts:
    """The rows of a table: copied into a new one, or merged into one that stands."""
    name = part.table.name
    came = changed = went = 0
    if standing:
        following = f"next {name}"
        cursor.execute(ddl.create(part.table, following, temporary=True))
        cut = copy(cursor, part.table, following, part.path)
        cursor.execute(sql.SQL("ANALYZE {}").format(Identifier(following)))
        went, changed, came = (cursor.execute(statement).rowcount for statement in merge(part.table, following))
        cursor.execute(sql.SQL("DROP TABLE {}").format(Identifier(following)))
    else:
        cut = copy(cursor, part.table, name, part.path)
        came = n_rows(part.path)
    if came or changed or went:
        cursor.execute(sql.SQL("ANALYZE {}").format(Identifier(name)))
    return Counts(n_rows(part.path), came, changed, went, cut)


def _grant(cursor: Cursor[Any], schema: str, names: Sequence[str], readers: Sequence[str]) -> None:
    """Let roles read what was loaded, and no more."""
    for reader in readers:
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(Identifier(schema), Identifier(reader)))
        listed = sql.SQL(", ").join(map(Identifier, names))
        cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(listed, Identifier(reader)))
