"""What people load a release with reads the same rows and values, without a word of warning, and joins them the same."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from flows.present import sqlite
from flows.present.release import Release
from flows.publish.spreadsheet import restore
from flows.tables import Column, names, table
from tests import postgres
from tests.components import require
from tests.five import corpus
from tests.publishing import publish_tables, with_workbook

SILENT = pytest.mark.filterwarnings("error")
Rows = Iterable[Sequence[Any]]
Wanted = dict[str, tuple[int, dict[str, str]]]  # by table
POSTGRESQL = {"integer": "bigint", "number": "double precision", "boolean": "boolean", "date": "date"}
JOIN = """
SELECT d.title, a.path, t.indicator, g.name, s.role
FROM {targets} t
JOIN {articles} a ON a.article_id = t.article_id
JOIN {documents} d ON d.doc_id = a.doc_id
JOIN {assignments} s ON s.article_id = a.article_id
JOIN {agencies} g ON g.agency_id = s.agency_id
"""
JOINED = ("targets", "articles", "documents", "assignments", "agencies")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the five sources with the forms that clients read here."""
    folder = with_workbook(publish_tables(tmp_path_factory.mktemp("clients"), corpus().tables, corpus().texts).path)
    sqlite.write(Release.read(folder))
    return folder


def parquet(folder: Path, name: str) -> Path:
    return folder / "parquet" / f"{name}.parquet"


def csv_file(folder: Path, name: str) -> Path:
    return folder / "csv" / f"{name}.csv"


def by_pandas(folder: Path, name: str) -> Rows:
    read = pd.read_parquet(parquet(folder, name))
    return read.astype(object).where(read.notna(), None).itertuples(index=False)


def by_pandas_csv(folder: Path, name: str) -> Rows:
    read = pd.read_csv(csv_file(folder, name), dtype=str, keep_default_na=False)
    return (restored(row) for row in read.itertuples(index=False))


def by_polars(folder: Path, name: str) -> Rows:
    return pl.read_parquet(parquet(folder, name)).iter_rows()


def by_polars_csv(folder: Path, name: str) -> Rows:
    return (restored(row) for row in pl.read_csv(csv_file(folder, name), infer_schema=False).iter_rows())


def by_duckdb(folder: Path, name: str) -> Rows:
    return duckdb.sql(f"FROM '{parquet(folder, name)}'").fetchall()


def by_duckdb_csv(folder: Path, name: str) -> Rows:
    read = duckdb.sql(f"FROM read_csv('{csv_file(folder, name)}', all_varchar = true, header = true)")
    return (restored(row) for row in read.fetchall())


def by_sqlite(folder: Path, name: str) -> Rows:
    lists = [column.type == "list" for column in table(name).columns]
    columns = ", ".join(f'"{column.name}"' for column in table(name).columns)
    with closing(sqlite3.connect(f"file:{folder / 'plans.sqlite'}?mode=ro", uri=True)) as database:
        for row in database.execute(f'SELECT {columns} FROM "{name}"'):
            yield [json.loads(value) if is_list and value else value for value, is_list in zip(row, lists, strict=True)]


def by_openpyxl(folder: Path, name: str) -> Rows:
    book = openpyxl.load_workbook(folder / "plans.xlsx", read_only=True)
    with closing(book):
        rows = book[table(name).title.zh].iter_rows(values_only=True)
        next(rows)
        yield from rows


def by_frictionless(folder: Path, name: str) -> Rows:
    package = frictionless.Package(str(folder / "datapackage.json"))
    return ([restore_text(value) for value in row.values()] for row in package.get_resource(name).read_rows())


CLIENTS = (
    *(by_pandas, by_pandas_csv, by_polars, by_polars_csv, by_duckdb, by_duckdb_csv, by_sqlite, by_openpyxl),
    by_frictionless,
)


def restored(row: Sequence[str | None]) -> list[str | None]:
    """Cells of CSV without the apostrophe that defuses them."""
    return [restore_text(cell) for cell in row]


def restore_text(value: Any) -> Any:
    return restore(value) if isinstance(value, str) else value


def text(column: Column, value: Any) -> str:
    """A value as every client can be made to say it."""
    if value is None:
        return ""
    if column.type == "list" and not isinstance(value, str):
        return "|".join(value)
    if value == "":
        return ""
    if column.type == "boolean":
        return str(value).lower().replace("1", "true").replace("0", "false")
    if column.type == "number":
        return f"{float(value):.12g}"
    if column.type == "integer":
        return str(int(value))
    if column.type == "date":
        return value.date().isoformat() if isinstance(value, datetime) else str(value)
    return str(value)


def sums(name: str, rows: Rows) -> tuple[int, dict[str, str]]:
    """How many rows there are, and a checksum for each column, whatever the order of rows."""
    columns = table(name).columns
    said = [[text(column, value) for column, value in zip(columns, row, strict=True)] for row in rows]
    keys = [i for i, column in enumerate(columns) if column.name in table(name).primary_key]
    said.sort(key=lambda row: [row[i] for i in keys])
    by_column = zip(*said, strict=True) if said else [()] * len(columns)
    hashes = (hashlib.sha256("\0".join(texts).encode()).hexdigest() for texts in by_column)
    return len(said), dict(zip([column.name for column in columns], hashes, strict=True))


@pytest.fixture(scope="module")
def wanted(release: Path) -> Wanted:
    """The sums of each table as Arrow reads it, to which the others are held."""
    return {
        name: sums(name, (row.values() for row in pq.read_table(parquet(release, name)).to_pylist()))
        for name in names()
    }


@SILENT
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_every_client_reads_the_same(release: Path, wanted: Wanted, client: Callable[[Path, str], Rows]) -> None:
    for name in names():
        assert sums(name, client(release, name)) == wanted[name], name


def test_frictionless_finds_no_fault(release: Path) -> None:
    report = frictionless.validate(str(release / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert not report.warnings


def test_psql_copies_the_csv_files(release: Path, wanted: Wanted, tmp_path: Path) -> None:
    """As the README says, `\\copy` into tables of these types, and out again."""
    psql, script = require("psql", "postgresql-client"), tmp_path / "load.sql"
    lines = [r"\set ON_ERROR_STOP on", "SET client_min_messages = warning;"]
    for name in names():
        columns = ", ".join(f'"{c.name}" {POSTGRESQL.get(c.type, "text")}' for c in table(name).columns)
        lines.append(f'CREATE TEMPORARY TABLE "{name}" ({columns});')
        lines.append(f"\\copy \"{name}\" FROM 'csv/{name}.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')")
        lines.append(f"\\copy \"{name}\" TO '{tmp_path / name}.csv' WITH (FORMAT csv, ENCODING 'UTF8')")
    lines.append(f"\\copy ({joined({name: name for name in JOINED})}) TO '{tmp_path / 'join'}.csv' WITH (FORMAT csv)")
    script.write_text("\n".join(lines), "utf-8")
    command = [psql, "--no-psqlrc", "--quiet", "--file", str(script), postgres.url()]
    done = subprocess.run(command, cwd=release, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for name in names():
        assert sums(name, map(unsaid, cells(tmp_path / f"{name}.csv"))) == wanted[name], name
    assert Counter(map(tuple, cells(tmp_path / "join.csv"))) == by_hand(release)


def unsaid(row: Sequence[str]) -> list[str | None]:
    """PostgreSQL says t and f."""
    return restored([{"t": "true", "f": "false"}.get(cell, cell) for cell in row])


def cells(path: Path) -> list[list[str]]:
    csv.field_size_limit(10**9)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def joined(places: dict[str, str]) -> str:
    return " ".join(JOIN.format(**places).split())


def by_hand(folder: Path) -> Counter[tuple[Any, ...]]:
    """The join of targets, articles, documents, assignments and agencies, in plain Python."""
    read = {name: pq.read_table(parquet(folder, name)).to_pylist() for name in JOINED}
    articles, documents, agencies = (
        {row[key]: row for row in read[name]}
        for name, key in (("articles", "article_id"), ("documents", "doc_id"), ("agencies", "agency_id"))
    )
    return Counter(
        (
            documents[target["doc_id"]]["title"],
            articles[target["article_id"]]["path"],
            target["indicator"],
            agencies[work["agency_id"]]["name"],
            work["role"],
        )
        for target in read["targets"]
        for work in read["assignments"]
        if target["article_id"] == work["article_id"]
    )


@SILENT
def test_joins_agree(release: Path) -> None:
    wanted = by_hand(release)
    assert wanted.total() > 50
    found = duckdb.sql(joined({name: f"'{parquet(release, name)}'" for name in JOINED})).fetchall()
    assert Counter(found) == wanted
    with closing(sqlite3.connect(release / "plans.sqlite")) as database:
        assert Counter(database.execute(joined({name: name for name in JOINED})).fetchall()) == wanted
    columns = ["title", "path", "indicator", "name", "role"]
    keys = {"articles": ["article_id", "path"], "documents": ["doc_id", "title"], "agencies": ["agency_id", "name"]}
    work = ["article_id", "agency_id", "role"]

    frames = {name: pd.read_parquet(parquet(release, name)) for name in JOINED}
    merged = frames["targets"].merge(frames["articles"][keys["articles"]]).merge(frames["documents"][keys["documents"]])
    merged = merged.merge(frames["assignments"][work]).merge(frames["agencies"][keys["agencies"]])
    assert Counter(merged[columns].itertuples(index=False, name=None)) == wanted

    lazy = {name: pl.scan_parquet(parquet(release, name)) for name in JOINED}
    one = lazy["targets"].join(lazy["articles"].select(keys["articles"]), on="article_id")
    one = one.join(lazy["documents"].select(keys["documents"]), on="doc_id")
    one = one.join(lazy["assignments"].select(work), on="article_id")
    one = one.join(lazy["agencies"].select(keys["agencies"]), on="agency_id")
    assert Counter(one.select(columns).collect().iter_rows()) == wanted
