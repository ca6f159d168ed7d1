"""plans.duckdb.sql: run in a release's folder it makes tables and views known, with what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.present.release import Release
from flows.present.views import added, everything
from flows.tables import names
from tests.databases import connected, written
from tests.five import corpus


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written(tmp_path_factory.mktemp('duckdb\'s "folder"'), corpus().tables)


@pytest.fixture
def duck(release: Release, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    monkeypatch.chdir(release.folder)
    with duckdb.connect() as connection:
        connection.execute(Path("plans.duckdb.sql").read_text("utf-8"))
        yield connection


def test_all_tables_have_the_rows_of_the_release(duck: duckdb.DuckDBPyConnection) -> None:
    for name in names():
        assert duck.sql(f"FROM {name}").to_arrow_table().num_rows == corpus().tables[name].num_rows
        assert duck.sql(f"FROM {name}").columns == corpus().tables[name].column_names


def test_views_and_columns_say_what_they_are(duck: duckdb.DuckDBPyConnection) -> None:
    said = dict(duck.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    of_columns = duck.sql("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal").fetchall()
    comments = {(table, column): comment for table, column, comment in of_columns}
    for each in everything():
        assert each.description.zh in said[each.name]
        assert each.description.en in said[each.name]
        assert {column for table, column in comments if table == each.name} == {c.name for c in each.columns}
        for column in each.columns:
            assert column.title.zh in comments[each.name, column.name]
            assert column.title.en in comments[each.name, column.name]


def test_views_count_as_those_of_sqlite(duck: duckdb.DuckDBPyConnection, release: Release) -> None:
    with connected(release) as database:
        for each in everything():
            sql = f"SELECT count(*) FROM {each.name}"
            assert duck.execute(sql).fetchone() == database.execute(sql).fetchone(), each.name


def test_it_may_be_run_again_and_kept_in_a_file(
    release: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(release.folder)
    recipe = Path("plans.duckdb.sql").read_text("utf-8")
    for _ in range(2):
        with duckdb.connect(str(tmp_path / "mine.duckdb")) as connection:
            connection.execute(recipe)
    with duckdb.connect(str(tmp_path / "mine.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM fact_targets").fetchone() == (
            corpus().tables["targets"].num_rows,
        )


def test_it_reads_only_files_of_the_release(release: Release) -> None:
    recipe = (release.folder / "plans.duckdb.sql").read_text("utf-8")
    paths = [line.split("'")[1] for line in recipe.splitlines() if line.startswith("FROM '")]
    assert len(paths) == len(names()) + len(added())
    assert all((release.folder / path).is_file() for path in paths)
