"""The star and the views: what they say agrees between databases, and with counts made without SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from flows.present import star as star_room
from flows.present.dimensions import functions_in_english
from flows.present.release import Release
from flows.present.star import star
from flows.present.star_readme import active
from flows.present.views import added, everything, relations, views
from flows.publish.spreadsheet import READ
from tests.databases import connected, empty, sparse, twice, written
from tests.five import ROOT, corpus


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The five sources, twice."""
    return written(tmp_path_factory.mktemp("views"), twice(corpus().tables))


@pytest.fixture(scope="module")
def duck(release: Release) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB that knows the release."""
    with duckdb.connect() as connection:
        star_room.declare(connection, release.folder)
        yield connection


def frame(release: Release, name: str) -> Any:
    return pd.read_parquet(release.folder / "parquet" / f"{name}.parquet")


def test_there_are_ten_questions_and_each_column_is_described_in_both_languages() -> None:
    assert sum(view.purpose == "question" for view in views()) == 10
    for each in everything():
        for words in (each.title, each.description, *(w for c in each.columns for w in (c.title, c.description))):
            assert words.zh.strip(), each.name
            assert words.en.strip(), each.name


def test_no_view_has_the_name_of_a_table() -> None:
    assert len({each.name for each in everything()}) == len(everything())


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_views_say_the_same_in_sqlite_and_duckdb(view: Any, release: Release, duck: duckdb.DuckDBPyConnection) -> None:
    theirs = duck.execute(f"FROM {view.name}")
    columns = [each[0] for each in theirs.description]
    assert columns == [column.name for column in view.columns]
    rows = [tuple(str(value) if isinstance(value, date) else value for value in row) for row in theirs.fetchall()]
    with connected(release) as database:
        found = database.execute(f"SELECT * FROM {view.name}")
        assert [each[0] for each in found.description] == columns
        assert sorted(found.fetchall(), key=repr) == sorted(map(booleans, rows), key=repr)
    assert rows, "the sources leave it empty, so that nothing was compared"


def booleans(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(int(value) if isinstance(value, bool) else value for value in row)


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_values_have_the_types_and_labels_that_are_declared(view: Any, duck: duckdb.DuckDBPyConnection) -> None:
    types = {"VARCHAR": "string", "BIGINT": "integer", "DOUBLE": "number", "DATE": "date", "BOOLEAN": "boolean"}
    found = duck.sql(f"FROM {view.name}")
    assert {c.name: c.type for c in view.columns} == {
        name: types.get(str(type_), str(type_)) for name, type_ in zip(found.columns, found.types, strict=True)
    }
    for column in view.columns:
        if column.enum:
            used = {row[0] for row in duck.sql(f"SELECT DISTINCT {column.name} FROM {view.name}").fetchall()}
            assert used - {None} <= set(column.enum)


def test_facts_have_the_rows_of_their_tables_and_every_key_is_in_its_dimension(release: Release) -> None:
    tables = {each.name: pd.read_parquet(star_room.file(release.folder, each.name)) for each in star()}
    assert len(tables["fact_targets"]) == release.n_rows("targets")
    assert len(tables["fact_assignments"]) == release.n_rows("assignments")
    for each in star():
        for key in each.foreign_keys:
            known = set(tables[key.table][key.target])
            assert set(tables[each.name][key.column].dropna()) <= known, key
    for each in star():
        if each.name.startswith("dim_"):
            assert tables[each.name][each.primary_key[0]].is_unique


def test_a_fact_reaches_each_dimension_by_one_active_relationship() -> None:
    facts = [each for each in star() if each.name.startswith("fact_")]
    assert {key.column for key in active(facts[0])} == {"doc_id", "article_id", "indicator_id", "region_code", "due"}
    assert {key.column for key in active(facts[1])} == {
        "doc_id",
        "article_id",
        "agency_id",
        "function",
        "region_code",
        "due",
    }
    for fact in facts:
        reached = [key.table for key in active(fact)]
        assert len(reached) == len(set(reached))


def test_csv_and_parquet_of_the_star_hold_the_same(release: Release) -> None:
    for each in star():
        data = pq.read_table(star_room.file(release.folder, each.name))
        texts = pd.read_csv(
            star_room.file(release.folder, each.name, "csv"), dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )
        assert list(texts.columns) == [column.name for column in each.columns] == data.column_names
        for column in each.columns:
            back = [READ[column.type](cell) if cell else None for cell in texts[column.name]]
            assert back == data[column.name].to_pylist(), (each.name, column.name)


def test_the_readme_names_every_file_and_relationship(release: Release) -> None:
    text = star_room.file(release.folder, "README", "md").read_text("utf-8")
    for each in star():
        assert f"### {each.name}" in text
        for key in each.foreign_keys:
            assert f"| `{each.name}` | `{key.column}` | `{key.table}` | `{key.target}` |" in text


def test_a_deadline_that_names_its_year_is_due_on_its_last_day(release: Release) -> None:
    targets = frame(release, "targets")
    facts = pd.read_parquet(star_room.file(release.folder, "fact_targets")).set_index("target_id")
    for row in targets.itertuples():
        due = facts.loc[row.target_id, "due"]
        if row.deadline is not None and not pd.isna(row.deadline):
            assert due == row.deadline
        elif not pd.isna(row.deadline_year):
            assert str(due) == f"{int(row.deadline_year)}-12-31"
        else:
            assert pd.isna(due)


def test_dates_have_every_day_of_whole_years(release: Release) -> None:
    days = pd.read_parquet(star_room.file(release.folder, "dim_dates"))
    assert list(days["date"]) == list(pd.date_range(days["date"].min(), days["date"].max()).date)
    assert str(days["date"].min()).endswith("-01-01")
    assert str(days["date"].max()).endswith("-12-31")
    stamps = pd.to_datetime(days["date"])
    assert list(days["quarter"]) == list(stamps.dt.quarter)
    assert set(days.loc[days["year"].between(2016, 2020), "five_year_plan"]) == {"十三五"}
    assert set(days.loc[days["year"] == 2005, "five_year_plan"]) == {"十五"}


def test_regions_hold_each_other_and_count_their_documents(release: Release) -> None:
    regions = pd.read_parquet(star_room.file(release.folder, "dim_regions")).set_index("region_code")
    documents = frame(release, "documents").query("status == 'published'")
    assert regions["n_documents"].sum() == documents["region_code"].notna().sum()
    assert set(regions["parent_code"].dropna()) | set(regions["province_code"]) <= set(regions.index)
    assert regions.loc["330000", "n_documents_within"] == (documents["region_code"].str[:2] == "33").sum() > 0
    assert regions.loc["330000", "n_documents"] == 0
    assert regions.loc["360732", "full_name"] == "江西省赣州市兴国县"
    assert regions.loc["000000", "n_documents_within"] == (documents["region_code"] == "000000").sum()
    assert (regions[regions["admin_level"] == "province"].shape[0]) == 34


def test_coverage_tells_documents_from_none_that_year_and_none_at_all(duck: duckdb.DuckDBPyConnection) -> None:
    rows = {
        (p, y): (n, s)
        for p, y, n, s in duck.sql("SELECT province_name, year, n_documents, state FROM coverage").fetchall()
    }
    assert rows["甘肃省", 2017] == (1, "documents")
    assert rows["甘肃省", 2018] == (0, "none in that year")
    assert rows["海南省", 2017] == (0, "not in the corpus")
    assert rows["浙江省", 2019][1] == "documents"
    assert len({province for province, _ in rows}) == 35


def test_every_function_has_an_english_name() -> None:
    agencies, centre = (
        yaml.safe_load((ROOT / "flows" / "knowledge" / name).read_text("utf-8"))
        for name in ("agencies.yml", "agencies_central.yml")
    )
    known = {*agencies["functions"], *agencies["collective"]["functions"].values()}
    known |= {row["function"] for row in (*centre, *agencies["endings"]) if row.get("function")}
    english = functions_in_english()
    assert known == set(english)
    assert len(set(english.values())) == len(english)


def test_functions_by_province_count_as_pandas_does(release: Release, duck: duckdb.DuckDBPyConnection) -> None:
    merged = frame(release, "assignments").merge(frame(release, "agencies")[["agency_id", "function"]])
    merged = merged.merge(frame(release, "documents")[["doc_id", "region_code"]]).dropna(
        subset=["function", "region_code"]
    )
    merged["province_code"] = merged["region_code"].str[:2] + "0000"
    counted = merged.groupby(["province_code", "function", "role"]).size().to_dict()
    view = duck.sql(
        "SELECT province_code, function, n_lead, n_responsible, n_support FROM functions_by_province"
    ).fetchall()
    found = {
        (code, function, role): n
        for code, function, *counts in view
        for role, n in zip(("lead", "responsible", "support"), counts, strict=True)
        if n
    }
    assert found == counted


def test_who_works_with_whom_counts_pairs_in_a_clause(release: Release, duck: duckdb.DuckDBPyConnection) -> None:
    merged = (
        frame(release, "assignments")
        .merge(frame(release, "agencies")[["agency_id", "function"]])
        .dropna(subset=["function"])
    )
    counted: dict[tuple[str, str], int] = {}
    for _, clause in merged.groupby(["article_id", "clause"]):
        functions = sorted(set(clause["function"]))
        for i, one in enumerate(functions):
            for other in functions[i + 1 :]:
                counted[one, other] = counted.get((one, other), 0) + 1
    found = {
        (a, b): n for a, b, n in duck.sql("SELECT function_a, function_b, n_clauses FROM functions_together").fetchall()
    }
    assert found == counted


def test_tasks_without_a_lead_are_those_of_several_bodies_none_of_which_leads(
    release: Release, duck: duckdb.DuckDBPyConnection
) -> None:
    expected = {
        article
        for article, rows in frame(release, "assignments").groupby("article_id")
        if rows["agency_id"].nunique() > 1 and "lead" not in set(rows["role"])
    }
    assert {row[0] for row in duck.sql("SELECT article_id FROM tasks_without_lead").fetchall()} == expected


def test_targets_stand_side_by_side_when_two_documents_have_the_indicator(
    release: Release, duck: duckdb.DuckDBPyConnection
) -> None:
    targets = frame(release, "targets")
    documents = targets.groupby("indicator_id")["doc_id"].transform("nunique")
    found = [row[0] for row in duck.sql("SELECT target_id FROM targets_side_by_side").fetchall()]
    assert sorted(found) == sorted(targets.loc[documents > 1, "target_id"])


def test_what_is_due_counts_every_date(release: Release, duck: duckdb.DuckDBPyConnection) -> None:
    targets, assignments = frame(release, "targets"), frame(release, "assignments")
    dated = targets["deadline"].notna() | targets["deadline_year"].notna()
    expected = {"targets": int(dated.sum()), "assignments": int(assignments["due"].notna().sum())}
    found = dict(duck.sql("SELECT source_table, count(*) FROM due_calendar GROUP BY ALL").fetchall())
    assert found == {table: n for table, n in expected.items() if n}
    in_years = duck.sql("SELECT sum(n_milestones + n_quantities) FROM milestones_by_year").fetchall()[0][0]
    assert in_years == expected["targets"]


def test_most_cited_counts_documents_that_cite(release: Release, duck: duckdb.DuckDBPyConnection) -> None:
    citations = frame(release, "citations").query("relation != 'forwarded'")
    key = citations["doc_number"].fillna(citations["title"])
    counted = citations.groupby(key)["doc_id"].nunique()
    found = duck.sql("SELECT coalesce(doc_number, title), n_documents FROM most_cited").fetchall()
    assert dict(found) == counted.to_dict()


@pytest.mark.parametrize("tables", [empty, lambda: sparse(twice(corpus().tables))], ids=["empty", "sparse"])
def test_nothing_breaks_where_there_is_nothing(tables: Any, tmp_path: Path) -> None:
    release = written(tmp_path, tables())
    with connected(release) as database:
        for each in everything():
            database.execute(f"SELECT * FROM {each.name}").fetchall()
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT count(*) FROM regions WHERE n_documents > 0").fetchone() == (0,)
    for each in star():
        if each.name.startswith("fact_"):
            assert pq.read_metadata(star_room.file(tmp_path, each.name)).num_rows == release.n_rows(each.name[5:])


def test_the_same_tables_give_the_same_bytes(release: Release, tmp_path: Path) -> None:
    again = written(tmp_path, twice(corpus().tables))
    made = [
        "plans.sqlite",
        "plans.duckdb.sql",
        "datasette.json",
        *(f"star/{p.name}" for p in (tmp_path / "star").iterdir()),
    ]
    assert len(made) == 3 + 2 * len(star()) + 1
    for name in made:
        assert (again.folder / name).read_bytes() == (release.folder / name).read_bytes(), name


def test_tables_that_the_views_name_are_declared() -> None:
    assert list(added()) == ["functions", "regions", "dates"]
    assert set(added()) <= set(relations())
