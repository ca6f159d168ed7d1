"""flat/: each value is that of the table that it comes from, and datapackage.json and the sums know the files."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.knowledge.regions import region
from flows.present import flat as flat_room
from flows.present import star
from flows.present.flat import flat
from flows.present.release import Release
from flows.present.views import added
from flows.publish import verify
from flows.publish.contract import declared_schemas, packaged_schemas
from flows.publish.spreadsheet import READ
from flows.publish.sums import digest, write_sums
from flows.tables import names, table
from tests.databases import empty, sparse, twice
from tests.five import corpus
from tests.publishing import publish_tables
from tests.tables_sample import TEXTS, tables
from tests.test_workbook import HOSTILE, hostile

Row = dict[str, Any]
NAMES = [each.name for each in flat()]


def made(folder: Path) -> Release:
    """A release with its flat files."""
    release = Release.read(folder)
    star.write(release)
    flat_room.write(release)
    return release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The five sources."""
    return made(publish_tables(tmp_path_factory.mktemp("flat"), corpus().tables, corpus().texts).path)


@pytest.fixture(scope="module")
def rows() -> dict[str, list[Row]]:
    """The rows of all tables."""
    return {name: data.to_pylist() for name, data in corpus().tables.items()}


def label(of: str, column: str, value: str | None) -> str | None:
    return None if value is None else (table(of)[column].enum or {})[value].zh


def by(rows: list[Row], key: str) -> dict[str, Row]:
    return {row[key]: row for row in rows}


def whom(rows: Mapping[str, list[Row]], article_id: str) -> Row:
    """The first body that is given the work of an article: that leads, else is responsible, else supports."""
    given = [row for row in rows["assignments"] if row["article_id"] == article_id]
    if not given:
        return {"agency_id": None, "agency_name": None, "agency_function": None, "role": None, "role_zh": None}
    importance = ["lead", "responsible", "support"]
    first = min(given, key=lambda row: (importance.index(row["role"]), row["start"], row["assignment_id"]))
    agency = by(rows["agencies"], "agency_id")[first["agency_id"]]
    return {
        "agency_id": agency["agency_id"],
        "agency_name": agency["name"],
        "agency_function": agency["function"],
        "role": first["role"],
        "role_zh": label("assignments", "role", first["role"]),
    }


def around(rows: Mapping[str, list[Row]], article_id: str) -> Row:
    """What a flat row says of its article and document."""
    article = by(rows["articles"], "article_id")[article_id]
    document = by(rows["documents"], "doc_id")[article["doc_id"]]
    code = document["region_code"]
    kept = (
        "title",
        "doc_number",
        "date",
        "year",
        "region_name",
        "region_code",
        "admin_level",
        "doc_type",
        "genre",
        "issuers",
        "subject",
    )
    return {
        **{column: document[column] for column in kept},
        **{f"{column}_zh": label("documents", column, document[column]) for column in ("admin_level", "genre")},
        "province_name": code and region(f"{code[:2]}0000")[0],
        **{column: article[column] for column in ("path", "heading", "heading_path", "body")},
    }


def expected_articles(rows: Mapping[str, list[Row]]) -> list[Row]:
    return [
        {
            **around(rows, row["article_id"]),
            **row,
            "kind_zh": label("articles", "kind", row["kind"]),
            **whom(rows, row["article_id"]),
            "n_targets": sum(each["article_id"] == row["article_id"] for each in rows["targets"]),
            "n_agencies": len({a["agency_id"] for a in rows["assignments"] if a["article_id"] == row["article_id"]}),
        }
        for row in rows["articles"]
    ]


def expected_targets(rows: Mapping[str, list[Row]]) -> list[Row]:
    indicators = by(rows["indicators"], "indicator_id")
    return [
        {
            **around(rows, row["article_id"]),
            **whom(rows, row["article_id"]),
            **row,
            **{f"{column}_zh": label("targets", column, row[column]) for column in ("kind", "comparator", "period")},
            "indicator_name": indicators.get(row["indicator_id"], {}).get("name"),
        }
        for row in rows["targets"]
    ]


def expected_assignments(rows: Mapping[str, list[Row]]) -> list[Row]:
    agencies, articles = by(rows["agencies"], "agency_id"), by(rows["articles"], "article_id")
    return [
        {
            **around(rows, row["article_id"]),
            **row,
            **{f"{column}_zh": label("assignments", column, row[column]) for column in ("role", "basis")},
            "agency_name": agencies[row["agency_id"]]["name"],
            "agency_function": agencies[row["agency_id"]]["function"],
            "system": agencies[row["agency_id"]]["system"],
            "system_zh": label("agencies", "system", agencies[row["agency_id"]]["system"]),
            "seq": articles[row["article_id"]]["seq"],
        }
        for row in rows["assignments"]
    ]


def expected_alignments(rows: Mapping[str, list[Row]]) -> list[Row]:
    articles = by(rows["articles"], "article_id")
    return [
        {
            **around(rows, row["article_id"]),
            **{f"followed_{key}": value for key, value in around(rows, row["followed_article_id"]).items()},
            **row,
            **{f"{column}_zh": label("alignments", column, row[column]) for column in ("relation", "direction")},
            "seq": articles[row["article_id"]]["seq"],
        }
        for row in rows["alignments"]
    ]


EXPECTED: dict[str, Callable[[Mapping[str, list[Row]]], list[Row]]] = {
    "flat_targets": expected_targets,
    "flat_assignments": expected_assignments,
    "flat_articles": expected_articles,
    "flat_alignments": expected_alignments,
}


@pytest.mark.parametrize("name", NAMES)
def test_every_value_is_that_of_its_table(name: str, release: Release, rows: dict[str, list[Row]]) -> None:
    declared = next(each for each in flat() if each.name == name)
    found = pq.read_table(release.path(name)).to_pylist()
    wanted = EXPECTED[name](rows)
    assert found
    assert len(found) == len(wanted)
    by_key = {tuple(row[key] for key in declared.primary_key): row for row in wanted}
    for row in found:
        said = by_key[tuple(row[key] for key in declared.primary_key)]
        assert row == {column.name: said[column.name] for column in declared.columns}


@pytest.mark.parametrize("name", NAMES)
def test_rows_go_by_region_date_document_and_place(name: str, release: Release) -> None:
    found = pq.read_table(release.path(name)).to_pylist()
    order = [
        (row["region_code"] or "~", row["date"] or date.max, row["doc_id"], row["seq"], row.get("start", 0))
        for row in found
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("declared", flat(), ids=lambda declared: declared.name)
def test_names_come_first_ids_last_and_codes_are_in_chinese_too(declared: Any) -> None:
    columns = [column.name for column in declared.columns]
    ids = [name for name in columns if name.endswith("_id")]
    assert columns[-len(ids) :] == ids
    assert columns[0] == "title"
    for column in declared.columns:
        assert column.type != "list"
        if any(value != words.zh for value, words in (column.enum or {}).items()):  # else it is in Chinese itself
            chinese = next(each for each in declared.columns if each.name == f"{column.name}_zh")
            assert set(chinese.enum) == {words.zh for words in column.enum.values()}


@pytest.mark.parametrize("declared", flat(), ids=lambda declared: declared.name)
def test_csv_and_parquet_hold_the_same(declared: Any, tmp_path: Path) -> None:
    release = made(publish_tables(tmp_path, tables(hostile), TEXTS).path)
    data = pq.read_table(release.path(declared.name))
    text = release.path(declared.name, "csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbftitle,")
    header, *lines = csv.reader(text.decode("utf-8-sig").splitlines(keepends=True))
    assert header == data.column_names == [column.name for column in declared.columns]
    for column, *cells in zip(header, *lines, strict=True):
        read = READ[declared[column].type]
        assert [read(cell) if cell else None for cell in cells] == data[column].to_pylist(), column
    if declared.name == "flat_targets":
        assert set(HOSTILE) <= set(data["indicator"].to_pylist())
        defused = {cell for line in lines for cell in line if cell.startswith("'")}
        assert {"'=1+1", "''=1+1", "'@SUM(1,1)"} <= defused
        assert not [cell for line in lines for cell in line if re.match("[=@\t\n＝].", cell, re.DOTALL)]


def test_codes_are_those_of_the_declarations(release: Release) -> None:
    found = pq.read_table(star.file(release.folder, "dim_codes")).to_pylist()
    wanted = {
        (name, column.name, value): words
        for name in names()
        for column in table(name).columns
        for value, words in (column.enum or {}).items()
    }
    assert {(row["table_name"], row["column_name"], row["value"]): (row["zh"], row["en"]) for row in found} == {
        key: (words.zh, words.en) for key, words in wanted.items()
    }
    assert "codes" in added()


def test_the_data_package_and_the_sums_have_the_files(tmp_path: Path) -> None:
    folder = made(publish_tables(tmp_path, tables(), TEXTS).path).folder
    write_sums(folder)
    assert verify(folder) == []
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    described = {each["name"]: each for each in package["resources"]}
    assert list(described) == [*names(), *NAMES]
    for name in NAMES:
        path = folder / described[name]["path"]
        assert path == Release.read(folder).path(name, "csv")
        assert described[name]["bytes"] == path.stat().st_size
        assert described[name]["hash"] == f"sha256:{digest(path)}"
    assert packaged_schemas(package) == declared_schemas(), "flat files are no part of the contract"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_flat_file_that_has_changed_is_found(tmp_path: Path, form: str) -> None:
    folder = made(publish_tables(tmp_path, tables(), TEXTS).path).folder
    write_sums(folder)
    path = Release.read(folder).path("flat_targets", form)
    path.write_bytes(path.read_bytes() + b"x")
    assert [problem for problem in verify(folder) if f"flat/targets.{form}" in problem]
    write_sums(folder)  # by somebody who makes the sums fit
    assert [problem for problem in verify(folder) if "flat/targets.csv" in problem] == (
        ["datapackage.json: the hash of flat/targets.csv is not the one in SHA256SUMS."] if form == "csv" else []
    )


def test_a_second_writing_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = made(publish_tables(tmp_path, tables(), TEXTS).path).folder
    before = {path: path.read_bytes() for path in [*(folder / "flat").iterdir(), folder / "datapackage.json"]}
    made(folder)
    assert {path: path.read_bytes() for path in before} == before
    assert len(before) == 2 * len(NAMES) + 2


@pytest.mark.parametrize("data", [empty, lambda: sparse(twice(corpus().tables))], ids=["empty", "sparse"])
def test_nothing_breaks_where_there_is_nothing(data: Callable[[], dict[str, pa.Table]], tmp_path: Path) -> None:
    given = data()
    texts = {row["source_id"]: "" for row in given["sources"].to_pylist()}
    release = made(publish_tables(tmp_path, given, texts).path)
    for name in NAMES:
        assert release.n_rows(name) == given[name.removeprefix("flat_")].num_rows
