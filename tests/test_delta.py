"""Deltas: what turns the old tables into the new ones, why, and what became of the rows that went."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.publish.compare import NotComparable, compare, write_delta
from flows.publish.delta import delta_table
from flows.publish.difference import Difference
from flows.tables import Column, names, schema, table, to_table
from flows.tables.arrow import schema_of
from tests.releases_sample import delta, made, second_plan, written
from tests.tables_sample import Rows, rows
from tests.test_validate import Change, drop, put


def compared(tmp_path: Path, change: Change | None, *, before: Change | None = None, **made_from: Any) -> Difference:
    """The sample against the sample changed, with the delta written."""
    old = made(tmp_path / "old", before)
    difference = compare(old, made(tmp_path / "new", change, "1.1.0", **made_from), tmp_path / "new" / "delta")
    write_delta(difference, "1.1.0")
    return difference


# a delta applied to the old tables gives the new ones

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.none() | st.sampled_from(["a", "'", '"', "=1+1", "二\n行", "a|b", "NULL", "\\"]),
    "integer": st.none() | st.integers(0, 3),
    "number": st.none() | st.sampled_from([0.0, -1.5, 1e300, 0.1]),
    "boolean": st.none() | st.booleans(),
    "date": st.none() | st.sampled_from(["2017-08-02", "0001-01-01"]),
    "list": st.lists(st.sampled_from(["甲", "乙", "'"]), max_size=2),
}
KEYS = {"string": st.sampled_from(["k1", "k2", "k3", "k'4"]), "integer": st.integers(1, 3)}


def rows_of(name: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of a table with few keys and few values, so that two draws have much in common."""
    declared = table(name)

    def value(column: Column) -> st.SearchStrategy[Any]:
        return KEYS[column.type] if column.name in declared.primary_key else VALUES[column.type]

    row = st.fixed_dictionaries({column.name: value(column) for column in declared.columns})
    return st.lists(row, max_size=4, unique_by=lambda found: tuple(found[key] for key in declared.primary_key))


CORPUS = st.fixed_dictionaries({name: rows_of(name) for name in names()})


@given(CORPUS, CORPUS)
@settings(max_examples=6, deadline=None)
def test_a_delta_applied_to_the_old_tables_gives_the_new_ones(
    tmp_path_factory: pytest.TempPathFactory, old: Rows, new: Rows
) -> None:
    folder = tmp_path_factory.mktemp("delta")
    sides = [{name: to_table(name, side[name]) for name in names()} for side in (old, new)]
    before, after = written(folder / "old", sides[0]), written(folder / "new", sides[1])
    compare(before, after, folder / "delta")
    for name in names():
        changes = delta(folder / "delta", name)
        applied = {_key(name, row): row for row in sides[0][name].to_pylist()}
        for row in changes:
            if row["change"] in ("removed", "before"):
                assert _plain(name, applied.pop(_key(name, row))) == _plain(name, row)
        for row in changes:
            if row["change"] in ("added", "after"):
                assert _key(name, row) not in applied
                applied[_key(name, row)] = row
        expected = {_key(name, row): _plain(name, row) for row in sides[1][name].to_pylist()}
        assert {key: _plain(name, row) for key, row in applied.items()} == expected
        for before_row, after_row in _pairs(changes):
            differing = {c for c in _plain(name, before_row) if before_row[c] != after_row[c]}
            assert set(before_row["changed_columns"]) == set(after_row["changed_columns"]) == differing != set()


def _key(name: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in table(name).primary_key)


def _plain(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as the table has it, without statistics."""
    return {column.name: row[column.name] for column in table(name).columns if not column.statistic}


def _pairs(changes: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The rows before and after, each of which must stand just before the other."""
    at = [i for i, row in enumerate(changes) if row["change"] == "before"]
    assert [i + 1 for i in at] == [i for i, row in enumerate(changes) if row["change"] == "after"]
    return [(changes[i], changes[i + 1]) for i in at]


def test_the_sql_of_the_guide_applies_a_delta(tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        second_plan(sample)
        sample["targets"][0]["value"] = 7.0
        sample["targets"].pop(1)

    difference = compared(tmp_path, change)
    guide = (Path(__file__).parents[1] / "docs" / "deltas.md").read_text("utf-8")
    sql = guide.split("```sql\n")[1].split("```")[0]
    with duckdb.connect() as connection:
        connection.execute(sql.replace("1.3.0/", f"{tmp_path / 'old'}/").replace("1.4.0/", f"{difference.after}/"))
        found = connection.sql("FROM targets ORDER BY target_id").to_arrow_table().to_pylist()
    assert found == pq.read_table(difference.after / "parquet" / "targets.parquet").sort_by("target_id").to_pylist()


# what counts as a change


def test_an_added_plan_gives_just_its_own_rows(tmp_path: Path) -> None:
    difference = compared(tmp_path, second_plan)
    found = {
        (name, row["change"], row["cause"], row["source"])
        for name in names()
        for row in delta(tmp_path / "new" / "delta", name)
    }
    added = ("sources", "documents", "document_issuers", "articles", "targets", "assignments", "terms")
    assert found == {(name, "added", "source", "zz.txt") for name in added}
    assert difference.rows == {(name, "added", "source"): 1 for name in names() if name in added}
    assert set(difference.statistics) == {"agencies", "agency_aliases", "vocabulary"}
    assert difference.level == "minor"


def test_the_same_tables_differ_in_nothing(tmp_path: Path) -> None:
    difference = compared(tmp_path, None)
    assert difference.empty
    assert all(not delta(tmp_path / "new" / "delta", name) for name in (*names(), "tombstones"))


def test_a_renamed_file_changes_its_path_and_nothing_else(tmp_path: Path) -> None:
    difference = compared(tmp_path, put("sources", 0, path="z/other.txt"))
    assert difference.rows == {("sources", "changed", "source"): 1}
    assert difference.columns == {"sources": {"path": 1}}
    assert difference.origins.renamed == (("plan.txt", "z/other.txt"),)
    assert not difference.origins.added
    assert not difference.origins.removed
    before, after = delta(difference.delta, "sources")
    assert (before["source"], after["source"]) == ("plan.txt", "z/other.txt")
    assert difference.level == "patch"


def test_moved_offsets_are_changes_and_the_columns_say_so(tmp_path: Path) -> None:
    compared(tmp_path, put("targets", 0, start=117, end=132))
    assert [row["changed_columns"] for row in delta(tmp_path / "new" / "delta", "targets")] == [["start", "end"]] * 2


def test_a_new_column_changes_the_rows_that_have_a_value_there(tmp_path: Path) -> None:
    old, new = made(tmp_path / "old"), made(tmp_path / "new", put("targets", 0, scope="全市"))
    for name, column in (("targets", "scope"), ("documents", "issuers")):
        path = old / "parquet" / f"{name}.parquet"
        pq.write_table(pq.read_table(path).drop_columns([column]), path)
    (old / "parquet" / "terms.parquet").unlink()
    package = json.loads((old / "datapackage.json").read_text("utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] != "terms"]
    (old / "datapackage.json").write_text(json.dumps(package), "utf-8")
    difference = compare(old, new, tmp_path / "delta")
    assert difference.columns == {"documents": {"issuers": 1}, "targets": {"scope": 1}}
    assert [row["scope"] for row in delta(tmp_path / "delta", "targets")] == [None, "全市"]
    assert [row["issuers"] for row in delta(tmp_path / "delta", "documents")] == [None, "赣州市人民政府；赣州市委"]
    assert [row["change"] for row in delta(tmp_path / "delta", "terms")] == ["added"]
    assert difference.level == "minor"


def test_a_column_of_another_type_is_read_as_what_it_is_now(tmp_path: Path) -> None:
    old, new = made(tmp_path / "old"), made(tmp_path / "new")
    path = old / "parquet" / "targets.parquet"
    data = pq.read_table(path)
    at = data.schema.get_field_index("value")
    pq.write_table(data.set_column(at, "value", pa.array(["60000", "many"])), path)
    difference = compare(old, new, tmp_path / "delta")
    assert difference.columns == {"targets": {"value": 1}}
    assert [row["value"] for row in delta(tmp_path / "delta", "targets")] == [None, 98.0]


# causes


def _many(*changes: Change) -> Change:
    return lambda sample: [change(sample) for change in changes]


CAUSES: list[tuple[str, Change, dict[str, Any], dict[str, set[str]]]] = [
    ("new bytes", _many(put("sources", 0, sha256="a" * 64), put("targets", 0, value=1.0)), {}, {"targets": {"source"}}),
    ("another sidecar", put("targets", 0, value=1.0), {"sidecars": {"plan.txt": "5"}}, {"targets": {"source"}}),
    ("code", put("targets", 0, value=1.0), {"code": "new"}, {"targets": {"code"}}),
    ("packages", put("targets", 0, value=1.0), {"packages": "new"}, {"targets": {"code"}}),
    ("knowledge", put("targets", 0, value=1.0), {"knowledge": "new"}, {"targets": {"knowledge"}}),
    ("both", put("targets", 0, value=1.0), {"code": "new", "knowledge": "new"}, {"targets": {"code+knowledge"}}),
    ("another source", put("citations", 0, cited_doc_id="d2"), {}, {"citations": {"source"}}),
    (
        "code and new bytes: own file",
        _many(put("sources", 0, sha256="a" * 64), put("targets", 0, value=1.0), put("segments", 2, reason="x")),
        {"code": "new"},
        {"targets": {"source"}, "segments": {"code"}},  # the segment is one of copy.txt
    ),
    (
        "renamed",
        _many(put("sources", 0, path="b.txt"), put("terms", 0, n=2)),
        {"code": "new"},
        {"terms": {"source"}},
    ),
    ("a body by code", put("agencies", 0, function="公安"), {"code": "new"}, {"agencies": {"code"}}),
    ("a body by a source", put("agencies", 0, function="公安"), {}, {"agencies": {"source"}}),
    ("before sidecars were recorded", put("targets", 0, value=1.0), {"sidecars": None}, {"targets": {"source"}}),
]


@pytest.mark.parametrize(
    ("change", "made_from", "expected"), [row[1:] for row in CAUSES], ids=[row[0] for row in CAUSES]
)
def test_every_change_has_its_cause(
    tmp_path: Path, change: Change, made_from: dict[str, Any], expected: dict[str, set[str]]
) -> None:
    compared(tmp_path, change, **made_from)
    folder = tmp_path / "new" / "delta"
    found = {name: {row["cause"] for row in delta(folder, name)} for name in names() if name != "sources"}
    assert {name: causes for name, causes in found.items() if causes} == expected


def test_a_body_that_only_a_new_plan_names_was_added_by_that_plan_though_code_changed_too(tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        second_plan(sample)
        fresh = rows()["agencies"][0]
        sample["agencies"] += [{**fresh, "agency_id": "g8"}, {**fresh, "agency_id": "g9"}]
        sample["agency_aliases"] += [{"agency_id": "g9", "alias": "市公安局", "n": 1}]
        sample["agency_aliases"] += [{"agency_id": "g1", "alias": "市财政局", "n": 1}]
        sample["assignments"][-1].update(agency_id="g9", agency_text="市公安局")
        sample["assignments"][1].update(agency_id="g8")
        sample["assignments"][2].update(agency_id="g1")

    compared(tmp_path, change, code="new")
    folder = tmp_path / "new" / "delta"
    assert {row["agency_id"]: row["cause"] for row in delta(folder, "agencies")} == {"g8": "code", "g9": "source"}
    assert {row["alias"]: row["cause"] for row in delta(folder, "agency_aliases")} == {
        "市公安局": "source",
        "市财政局": "code",
    }


def test_sources_are_told_by_what_happened_to_them(tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        sample["sources"][0].update(status="quarantined", error="x", sha256="a" * 64)
        sample["sources"][2].update(status="ok", error=None)
        sample["sources"][1]["path"] = "renamed.txt"
        sample["sources"].append({**sample["sources"][1], "source_id": "n", "path": "new.txt", "sha256": "b" * 64})

    found = compared(tmp_path, change, sidecars={"renamed.txt": "5", "new.txt": "6"}).origins
    assert (found.added, found.removed, found.changed) == (("new.txt",), (), ("plan.txt",))
    assert (found.renamed, found.sidecars) == ((("copy.txt", "renamed.txt"),), ("renamed.txt",))
    assert (found.quarantined, found.restored) == (("plan.txt",), ("broken.txt",))
    assert found.set_changed


# the files


def test_deltas_are_typed_and_described_and_the_same_each_time(tmp_path: Path) -> None:
    change = put("targets", 0, value=1.0)
    one, two = (compared(tmp_path / side, change).delta for side in "ab")
    for name in names():
        assert pq.read_schema(one / f"{name}.parquet").equals(schema_of(delta_table(name)), check_metadata=True)
        assert pq.read_schema(one / f"{name}.parquet").names[4:] == schema(name).names
    assert {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in two.iterdir()
    }
    expected = {f"{name}.{kind}" for name in (*names(), "tombstones") for kind in ("parquet", "csv")}
    assert {path.name for path in one.iterdir()} == expected


def test_csv_deltas_open_in_spreadsheets_and_run_nothing(tmp_path: Path) -> None:
    folder = compared(tmp_path, put("targets", 0, indicator="=1+1", text=None, value=-5.0)).delta
    data = (folder / "targets.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfchange,cause,source,changed_columns,target_id,")
    before, after = csv.DictReader(data.decode("utf-8-sig").splitlines())
    assert (before["indicator"], after["indicator"], after["value"]) == ("基站", "'=1+1", "-5")
    assert (before["change"], after["change"], after["changed_columns"]) == ("before", "after", "indicator|value|text")
    header = (folder / "articles.csv").read_bytes()
    assert header.count(b"\r\n") == 1
    assert b"change,cause,source,changed_columns,article_id," in header


def test_rows_stand_source_by_source_in_the_order_of_the_table(tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        second_plan(sample)
        for row in sample["articles"]:
            row["heading"] = "新"

    compared(tmp_path, change)
    found = [row["article_id"] for row in delta(tmp_path / "new" / "delta", "articles") if row["change"] != "before"]
    assert found == ["a0", "a1", "a1.1", "a1.2", "a1.2.d1", "a9"]


def test_the_first_release_has_deltas_without_rows(tmp_path: Path) -> None:
    release = made(tmp_path / "new")
    difference = compare(None, release, release / "delta")
    write_delta(difference, "1.0.0")
    assert difference.rows[("articles", "added", "source")] == 5
    assert all(not delta(release / "delta", name) for name in (*names(), "tombstones"))


def test_a_release_in_the_making_needs_its_tables_only(tmp_path: Path) -> None:
    old, new = made(tmp_path / "old"), made(tmp_path / "new", put("targets", 0, value=1.0))
    made_from = json.loads((new / "index.json").read_text("utf-8"))["made_from"]
    for name in ("index.json", "datapackage.json"):
        (new / name).unlink()
    difference = compare(old, new, new / "delta", made_from | {"code": "new"})
    assert difference.rows == {("targets", "changed", "code"): 1}
    assert difference.contract == ()


@pytest.mark.parametrize(
    "damaged", ["index.json", "datapackage.json", "parquet/sources.parquet", "parquet/terms.parquet"]
)
def test_what_is_no_release_is_named(tmp_path: Path, damaged: str) -> None:
    old, new = made(tmp_path / "old"), made(tmp_path / "new", put("terms", 0, n=2))
    (old / damaged).write_text("{", "utf-8")
    with pytest.raises(NotComparable, match="cannot be compared"):
        compare(old, new, tmp_path / "delta")
    assert not [path for path in (tmp_path / "delta").iterdir() if path.name.startswith(".")]


# tombstones


def _tombstones(folder: Path) -> dict[str, dict[str, Any]]:
    return {row["row_id"]: row for row in delta(folder, "tombstones")}


def test_a_row_that_went_leaves_a_tombstone_until_it_comes_back(tmp_path: Path) -> None:
    one = compared(tmp_path, drop("targets", 1), code="new")
    expected = {
        "table": "targets",
        "row_id": "t2",
        "source": "plan.txt",
        "last_version": "1.0.0",
        "removed_in": "1.1.0",
    }
    expected |= {"reason": "The program that reads the texts changed.", "cause": "code"}
    assert delta(one.delta, "tombstones") == [expected | {"successor": None, "relation": None}]

    def more(sample: Rows) -> None:
        sample["targets"].pop(1)
        sample["citations"].pop(0)

    two = compare(one.after, made(tmp_path / "2", more, "1.2.0", knowledge="new", code="new"), tmp_path / "2" / "delta")
    write_delta(two, "1.2.0")
    found = _tombstones(two.delta)
    assert {(row_id, row["last_version"], row["cause"]) for row_id, row in found.items()} == {
        ("t2", "1.0.0", "code"),
        ("c1", "1.1.0", "knowledge"),
    }
    three = compare(two.after, made(tmp_path / "3", drop("citations", 0), "1.3.0"), tmp_path / "3" / "delta")
    write_delta(three, "1.3.0")
    assert set(_tombstones(three.delta)) == {"c1"}


def test_terms_and_aliases_have_no_tombstones(tmp_path: Path) -> None:
    difference = compared(tmp_path, _many(drop("terms", 0), drop("agency_aliases", 0)))
    assert delta(difference.delta, "tombstones") == []


REASONS: list[tuple[str, Change, dict[str, Any], str]] = [
    ("removed", drop("sources", 0), {}, "Its source was removed."),
    (
        "quarantined",
        put("sources", 0, status="quarantined", error="It is empty."),
        {},
        "Its source is in quarantine. It is empty.",
    ),
    ("changed", put("sources", 0, sha256="a" * 64), {}, "The file of its source changed."),
    ("sidecar", lambda sample: None, {"sidecars": {"plan.txt": "1"}}, "The sidecar of its source changed."),
    ("knowledge", lambda sample: None, {"knowledge": "new"}, "The curated facts changed."),
    ("another", lambda sample: None, {}, "Another source changed, which this row depended on."),
]


@pytest.mark.parametrize(
    ("change", "made_from", "reason"), [row[1:] for row in REASONS], ids=[row[0] for row in REASONS]
)
def test_a_tombstone_says_why(tmp_path: Path, change: Change, made_from: dict[str, Any], reason: str) -> None:
    difference = compared(tmp_path, _many(change, drop("targets", 1)), **made_from)
    assert _tombstones(difference.delta)["t2"]["reason"] == reason


def test_a_row_that_was_split_points_to_the_nearest_part(tmp_path: Path) -> None:
    """One article of before is two now; the text is the same."""

    def before(sample: Rows) -> None:
        sample["articles"][2].update(start=100, end=200, article_id="whole")

    def after(sample: Rows) -> None:
        article = sample["articles"][2]
        article.update(start=100, end=170, article_id="one")
        sample["articles"].append({**article, "start": 170, "end": 200, "article_id": "two", "seq": 9})

    difference = compared(tmp_path, after, before=before, code="new")
    found = _tombstones(difference.delta)["whole"]
    assert (found["successor"], found["relation"]) == ("one", "split")


def test_rows_that_were_merged_point_to_the_one_that_holds_them(tmp_path: Path) -> None:
    """The file is another one, so the wording decides."""

    def before(sample: Rows) -> None:
        sample["articles"][2].update(article_id="one", heading="基础设施", body="到2020年，建成基站6万个，覆盖全市。")
        sample["articles"][3].update(article_id="two", heading=None, body="行政村通宽带比例达到98%以上。")

    def after(sample: Rows) -> None:
        sample["sources"][0]["sha256"] = "a" * 64
        body = "到2020年，建成基站6万个，覆盖全市。\n行政村通宽带比例达到98%以上。"
        sample["articles"][2].update(article_id="both", heading="基础设施", body=body)
        sample["articles"].pop(3)

    found = _tombstones(compared(tmp_path, after, before=before).delta)
    assert {(found[row]["successor"], found[row]["relation"]) for row in ("one", "two")} == {("both", "merged")}


def test_rows_of_a_renamed_file_find_their_successors(tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        sample["sources"][0]["path"] = "zz/renamed.txt"
        sample["targets"][0]["target_id"] = "t8"

    found = _tombstones(compared(tmp_path, change, code="new").delta)["t1"]
    assert (found["successor"], found["relation"]) == ("t8", "moved")


def test_a_body_with_another_name_is_found_by_its_likeness(tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        sample["agencies"][0].update(agency_id="g9", name="赣州市工业和信息化局")

    found = _tombstones(compared(tmp_path, change, knowledge="new").delta)["g1"]
    assert (found["successor"], found["relation"], found["source"]) == ("g9", "reworded", None)


def test_rows_dropped_by_hand_say_who_and_why(tmp_path: Path) -> None:
    new = made(tmp_path / "new", drop("targets", 1), sidecars={"plan.txt": "5"})
    path = new / "parquet" / "corrections.parquet"
    data = pq.read_table(path).select(["correction_id", "source_id", "start", "end", "before", "after", "rule"])
    by_hand = {"correction_id": "r2", "source_id": "plan", "start": 1, "end": 2, "before": "x", "after": None}
    given = {
        "rule": "by-hand",
        "table_name": "targets",
        "row_id": "t2",
        "author": "王小明",
        "reason": "是 2016 年的数。",
    }
    named = [pa.field(column, pa.string()) for column in ("table_name", "row_id", "author", "reason")]
    whole = pa.Table.from_pylist([*data.to_pylist(), by_hand | given], schema=pa.schema([*data.schema, *named]))
    pq.write_table(whole, path)
    difference = compare(made(tmp_path / "old"), new, new / "delta")
    write_delta(difference, "1.0.1")
    assert _tombstones(new / "delta")["t2"]["reason"].endswith("dropped it. 王小明: 是 2016 年的数。")
