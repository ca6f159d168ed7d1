"""Contract 2 after contract 1: the machine's own rule gives version 2.0.0, and its delta applies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.publish.compare import compare
from flows.publish.contract import gravest
from flows.publish.difference import Difference
from flows.publish.version import next_version
from flows.tables import table
from tests.releases_sample import delta, made

DOCS = Path(__file__).parents[1] / "docs" / "contract-2.md"
NEW_TABLES = ("document_issuers", "vocabulary", "alignments", "indicators")
NEW_COLUMNS = {"documents": ["subject", "date", "date_basis", "year"], "targets": ["indicator_id"]}


def contract_1(release: Path) -> Path:
    """The release as contract 1 had it: lists of issuers, terms with weights, nothing of what is new."""
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] not in NEW_TABLES]
    fields: dict[str, list[dict[str, Any]]] = {each["name"]: each["schema"]["fields"] for each in package["resources"]}
    for name, columns in NEW_COLUMNS.items():
        _rewrite(release, name, lambda data, gone=columns: data.drop_columns(gone))
        fields[name][:] = [each for each in fields[name] if each["name"] not in columns]
    issuers = next(each for each in fields["documents"] if each["name"] == "issuers")
    issuers |= {"type": "list", "delimiter": "|", "itemType": "string"}
    fields["terms"].append({"name": "weight", "type": "number", "constraints": {"required": True}})
    _rewrite(release, "documents", _with_lists)
    _rewrite(release, "terms", lambda data: data.append_column("weight", pa.array([0.25] * data.num_rows)))
    for name in NEW_TABLES:
        (release / "parquet" / f"{name}.parquet").unlink()
        (release / "csv" / f"{name}.csv").unlink()
    for each in package["resources"]:
        keys = each["schema"].get("foreignKeys", [])
        kept = [key for key in keys if key["reference"].get("resource") not in NEW_TABLES]
        each["schema"].pop("foreignKeys", None)
        if kept:
            each["schema"]["foreignKeys"] = kept
    (release / "datapackage.json").write_text(json.dumps(package), "utf-8")
    return release


def _with_lists(data: pa.Table) -> pa.Table:
    lists = [said.split("；") if said else [] for said in data["issuers"].to_pylist()]
    at = data.column_names.index("issuers")
    return data.set_column(at, "issuers", pa.array(lists, pa.list_(pa.field("element", pa.string()))))


def _rewrite(release: Path, name: str, change: Any) -> None:
    path = release / "parquet" / f"{name}.parquet"
    pq.write_table(change(pq.read_table(path)), path)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Difference]:
    """A release of contract 1, the same texts by contract 2, and how they differ."""
    folder = tmp_path_factory.mktemp("contracts")
    old, new = contract_1(made(folder / "1.4.2", version="1.4.2")), made(folder / "2.0.0")
    return old, new, compare(old, new, folder / "2.0.0" / "delta")


def test_the_version_after_contract_1_is_2_0_0(releases: tuple[Path, Path, Difference]) -> None:
    difference = releases[2]
    breaks = {(each.table, each.column) for each in difference.contract if each.level == "major"}
    assert breaks == {("documents", "issuers"), ("terms", "weight")}
    assert gravest([each.level for each in difference.contract]) == difference.level == "major"
    assert next_version("1.4.2", difference.level) == "2.0.0"


def test_the_delta_has_issuers_as_they_are_now_and_the_rows_of_new_tables(
    releases: tuple[Path, Path, Difference],
) -> None:
    _, new, difference = releases
    changed = delta(new / "delta", "documents")
    assert [row["change"] for row in changed if row["doc_id"] == "d1"] == ["before", "after"]
    assert next(row for row in changed if row["change"] == "after" and row["doc_id"] == "d1")["subject"] == "工业、交通"
    assert {row["change"] for row in delta(new / "delta", "document_issuers")} == {"added"}
    assert {row["term"] for row in delta(new / "delta", "vocabulary")} == {"基站"}
    assert delta(new / "delta", "terms") == []  # no term changed but for its weight, which is gone
    assert difference.columns["documents"] == {"subject": 1, "date": 1, "date_basis": 1, "year": 1}  # the same issuers


def test_the_delta_applied_to_contract_1_gives_contract_2(releases: tuple[Path, Path, Difference]) -> None:
    old, new, _ = releases
    for name in ("documents", "terms", "articles", "targets"):
        keys = table(name).primary_key
        before = {tuple(row[key] for key in keys): _today(row) for row in pq.read_table(_of(old, name)).to_pylist()}
        columns = [column.name for column in table(name).columns]
        for row in delta(new / "delta", name):
            key = tuple(row[each] for each in keys)
            before.pop(key, None)
            if row["change"] in ("added", "after"):
                before[key] = {column: row[column] for column in columns}
        applied = [{column: row.get(column) for column in columns} for row in before.values()]
        after = pq.read_table(_of(new, name)).to_pylist()
        assert sorted(applied, key=str) == sorted(after, key=str), name


def test_every_query_of_the_docs_runs(releases: tuple[Path, Path, Difference], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(releases[1])
    queries = [each for each in _queries() if "term_weights" not in each]  # a view, which tests/test_views.py runs
    assert len(queries) > 6
    for query in queries:
        assert duckdb.sql(query) is not None, query


def _queries() -> Iterator[str]:
    for block in re.findall(r"```sql\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL):
        yield from (each for each in block.split(";") if each.strip())


def _today(row: dict[str, Any]) -> dict[str, Any]:
    """A row of contract 1 as docs/contract-2.md says to carry it over."""
    return {**row, "issuers": "；".join(row["issuers"]) or None} if "issuers" in row else row


def _of(release: Path, name: str) -> Path:
    return release / "parquet" / f"{name}.parquet"
