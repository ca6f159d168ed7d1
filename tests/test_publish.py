"""Releases: complete, the same each time, safe to open, and never half there."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.publish import BuildFacts, Busy, NotPublished, Published, only_build, place, verify
from flows.publish import publish as publish_function
from flows.publish.release import write_csvs, write_tables
from flows.publish.spreadsheet import DANGEROUS, defuse, read_csv, restore, write_csv
from flows.publish.sums import digest, write_sums
from flows.tables import Words, names, schema, table
from flows.validate import Failure, Report, Result
from tests.publishing import FACTS, PASSED, publish_tables
from tests.tables_sample import TEXTS, Rows, rows, tables
from tests.test_validate import Change, put


def released(out: Path, change: Change | None = None) -> Published:
    """Publish the sample, changed or not."""
    return publish_tables(out, tables(change), TEXTS)


def tree(folder: Path) -> dict[str, str]:
    """The files below a folder, links included, with their hashes."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else digest(path)
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_the_first_release_is_complete_and_verifies(tmp_path: Path) -> None:
    out = tmp_path / "outputs"
    published = released(out)
    release = out / "releases" / "1.0.0"
    assert published == Published("1.0.0", release, new=True)
    assert os.readlink(out / "latest") == "releases/1.0.0"
    assert verify(out / "latest") == []
    expected = {"datapackage.json", "index.json", "README.md", "CHANGES.md", "SHA256SUMS", "quarantine/index.csv"}
    expected |= {
        "quality/validation.json",
        "quality/index.html",
        "quality/reliability.csv",
        "text/plan.txt",
        "text/copy.txt",
    }
    expected |= {"quarantine/index.json", "quarantine/README.md"}
    expected |= {f"{kind}/{name}.{kind}" for name in names() for kind in ("parquet", "csv")}
    expected |= {f"delta/{name}.{kind}" for name in (*names(), "tombstones") for kind in ("parquet", "csv")}
    assert set(tree(release)) == expected
    assert {path.name for path in out.iterdir()} == {"latest", "latest.json", "releases", ".lock"}
    assert "1.0.0: first release" in (release / "CHANGES.md").read_text("utf-8")


def test_sha256sum_accepts_the_sums(tmp_path: Path) -> None:
    release = released(tmp_path).path
    lines = (release / "SHA256SUMS").read_text("utf-8").splitlines()
    assert [line[66:] for line in lines] == sorted(line[66:] for line in lines)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=True)


def test_index_says_what_was_made_from_what(tmp_path: Path) -> None:
    index = json.loads((released(tmp_path).path / "index.json").read_text("utf-8"))
    assert index["version"] == "1.0.0"
    assert index["made_from"]["code"] == "c0de"
    assert set(index["made_from"]["sources"]) == {"plan.txt", "copy.txt", "broken.txt"}
    assert index["rows"]["articles"] == 5
    assert index["issues"] == {"error": 1}
    assert index["accuracy"] == {"articles": {"f1": 1.0}}
    assert index["built_at"] == FACTS.built_at


def test_what_could_not_be_used_is_listed(tmp_path: Path) -> None:
    text = (released(tmp_path).path / "quarantine" / "index.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    assert (row["path"], row["rule"], row["error"]) == ("broken.txt", "empty-file", "The file is empty.")
    assert "raw/broken.txt" in row["bring_back"]


def test_raw_text_is_kept_as_it_is(tmp_path: Path) -> None:
    texts = {**TEXTS, "copy": TEXTS["copy"].replace("\n", "\r")}
    release = publish_tables(tmp_path, tables(), texts).path
    assert (release / "text" / "copy.txt").read_bytes() == texts["copy"].encode()


# the same in, the same out


def test_the_same_tables_give_the_same_bytes_whatever_the_order_of_rows(tmp_path: Path) -> None:
    def turned(sample: Rows) -> None:
        for found in sample.values():
            found.reverse()

    first, second = released(tmp_path / "a").path, released(tmp_path / "b", turned).path
    assert tree(first) == tree(second)


def test_an_unchanged_build_makes_no_release(tmp_path: Path) -> None:
    released(tmp_path)
    before = tree(tmp_path)
    later = BuildFacts("2027-01-01T00:00:00+00:00", code="other", knowledge="other")
    assert publish_tables(tmp_path, tables(), TEXTS, PASSED, later) == Published(
        "1.0.0", tmp_path / "releases" / "1.0.0", new=False
    )
    assert tree(tmp_path) == before


def test_a_release_is_made_anew_for_its_pages_but_not_to_be_without_them(tmp_path: Path) -> None:
    def with_pages(made_by: str | None) -> Published:
        return publish_tables(tmp_path, tables(), TEXTS, facts=replace(FACTS, presented=made_by))

    versions = [with_pages(made_by) for made_by in (None, "one program", None, "one program", "another")]
    assert [(each.version, each.new) for each in versions] == [
        ("1.0.0", True), ("1.0.1", True), ("1.0.1", False), ("1.0.1", False), ("1.0.2", True),
    ]  # fmt: skip


def test_a_changed_build_is_the_next_version_and_says_what_changed(tmp_path: Path) -> None:
    released(tmp_path)
    first = tree(tmp_path / "releases" / "1.0.0")

    def change(sample: Rows) -> None:
        sample["terms"].append({"article_id": "a1.2", "term": "宽带", "n": 1})
        sample["sources"][2] |= {"path": "other.txt", "sha256": "e" * 64}

    assert released(tmp_path, change).version == "1.1.0"
    assert os.readlink(tmp_path / "latest") == "releases/1.1.0"
    assert tree(tmp_path / "releases" / "1.0.0") == first
    changes = (tmp_path / "latest" / "CHANGES.md").read_text("utf-8")
    assert "| `terms` | source | 1 | 0 | 0 |" in changes
    assert "other.txt" in changes
    assert changes.index("## 1.1.0") < changes.index("## 1.0.0: first release")
    assert changes.count("# 变更 Changes") == 1
    assert verify(tmp_path / "latest") == []


def test_versions_are_ordered_as_numbers(tmp_path: Path) -> None:
    for version in ("1.9.0", "1.10.0", "not-a-version"):
        (tmp_path / "releases" / version).mkdir(parents=True)
    assert place.newest(tmp_path) == tmp_path / "releases" / "1.10.0"


def test_after_a_release_that_cannot_be_read_a_person_must_say_so(tmp_path: Path) -> None:
    (released(tmp_path).path / "index.json").write_text("{")
    with pytest.raises(NotPublished, match="cannot be compared"):
        released(tmp_path, put("targets", 0, value=1.0))
    accepted = replace(FACTS, accepted="index.json was lost")
    release = publish_tables(tmp_path, tables(put("targets", 0, value=1.0)), TEXTS, facts=accepted)
    assert release.version == "1.1.0"
    assert "index.json was lost" in (release.path / "CHANGES.md").read_text("utf-8")
    assert "index.json was lost" in json.loads((release.path / "index.json").read_text("utf-8"))["accepted"]


# CSV


@given(st.text())
def test_defusing_can_be_undone(text: str) -> None:
    assert restore(defuse(text)) == text


@given(st.sampled_from(sorted(DANGEROUS)), st.text(min_size=1))
def test_no_text_cell_begins_as_a_formula(first: str, rest: str) -> None:
    assert defuse(first + rest)[0] == "'"


HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "'quoted'",
    'a"b,c\nd',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_defused_in_csv_and_whole_in_parquet(tmp_path: Path, text: str) -> None:
    release = released(tmp_path, put("targets", 0, indicator=text, comparator="=", value=-5.0)).path
    with (release / "csv" / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["indicator"][0] not in DANGEROUS
    assert (row["comparator"], row["value"]) == ("=", "-5")  # nothing to run, and a number
    assert pq.read_table(release / "parquet" / "targets.parquet")["indicator"][0].as_py() == text
    assert verify(release, quotes=False) == []


def test_csv_is_rfc_4180_with_bom(tmp_path: Path) -> None:
    data = (released(tmp_path).path / "csv" / "segments.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfsegment_id,")
    with_breaks = data.decode("utf-8-sig")
    assert with_breaks.endswith("\r\n")
    assert with_breaks.count("\r\n") == 1 + len(rows()["segments"])  # breaks inside cells are line feeds, quoted


@pytest.mark.parametrize("name", names())
def test_values_that_repeat_are_written_as_those_that_do_not(tmp_path: Path, name: str) -> None:
    many = pa.concat_tables([tables()[name]] * 300).combine_chunks()
    write_tables(tmp_path, [(each, [many if each == name else tables()[each]]) for each in names()])
    write_csvs(tmp_path)
    write_csv(name, many, tmp_path / "plain.csv")
    assert (tmp_path / "csv" / f"{name}.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()


def test_no_column_of_a_release_is_nested(tmp_path: Path) -> None:
    release = released(tmp_path).path
    for path in (release / "parquet").glob("*.parquet"):
        assert not any(pa.types.is_nested(field.type) for field in pq.read_schema(path)), path.name


@pytest.mark.parametrize("name", names())
def test_pandas_and_duckdb_read_csv_and_parquet_alike(release: Path, name: str) -> None:
    parquet, flat = release / "parquet" / f"{name}.parquet", release / "csv" / f"{name}.csv"
    columns = table(name).columns
    as_text = {column.name: str for column in columns if column.type in ("string", "list")}
    one = pd.read_parquet(parquet)
    two = pd.read_csv(flat, dtype=as_text, keep_default_na=False, na_values=[""])
    assert list(one.columns) == list(two.columns)
    for column in columns:
        if column.type == "list":
            one[column.name] = ["|".join(items) or None for items in one[column.name]]
        left = [None if pd.isna(value) else str(value) for value in one[column.name]]
        right = [None if pd.isna(value) else str(value) for value in two[column.name]]
        if column.type in ("integer", "number"):
            left, right = ([value and float(value) for value in values] for values in (left, right))
        assert left == right, column.name

    said = ", ".join(
        f"array_to_string({c.name}, '|') AS {c.name}" if c.type == "list" else f'"{c.name}"' for c in columns
    )
    types = {"string": "VARCHAR", "list": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
    declared = {column.name: types.get(column.type, "DATE") for column in columns}
    from_parquet = duckdb.sql(f"SELECT {said} FROM read_parquet('{parquet}')").fetchall()
    from_csv = duckdb.sql(f"SELECT * FROM read_csv('{flat}', header=true, columns={declared})").fetchall()
    empty_lists = [tuple(None if value == "" else value for value in row) for row in from_parquet]
    assert empty_lists == from_csv


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the sample that tests only read."""
    return released(tmp_path_factory.mktemp("release")).path


# what describes the release


def test_parquet_carries_the_descriptions(release: Path) -> None:
    for name in names():
        found = pq.read_schema(release / "parquet" / f"{name}.parquet")
        assert found.equals(schema(name), check_metadata=True)


def test_frictionless_accepts_the_package(release: Path) -> None:
    report = frictionless.validate(str(release / "datapackage.json"))
    assert report.valid, report.flatten(["message"])
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["name"] == "CC0-1.0"
    assert [resource["name"] for resource in package["resources"]] == list(names())
    field = {f["name"]: f for f in package["resources"][1]["schema"]["fields"]}
    assert field["status"]["categories"][0] == {"value": "published", "label": "已收录", "label@en": "published"}
    assert all(f["title@en"] and f["description"] for f in field.values())


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("targets", "level", "lover"), ("targets", "d1", "d7"), ("documents", "2017-08-02", "2017-08-99")],
)
def test_frictionless_refuses_a_damaged_csv(tmp_path: Path, name: str, before: str, after: str) -> None:
    release = released(tmp_path).path
    path, package = release / "csv" / f"{name}.csv", release / "datapackage.json"
    damaged = path.read_bytes().replace(before.encode(), after.encode(), 1)
    old = digest(path)
    path.write_bytes(damaged)
    assert not frictionless.validate(str(package)).valid
    package.write_text(package.read_text("utf-8").replace(old, digest(path)), "utf-8")  # not only by its hash
    assert not frictionless.validate(str(package)).valid


def test_the_dictionary_has_every_column_with_fill_rate_and_example(release: Path) -> None:
    readme = (release / "README.md").read_text("utf-8")
    for name in names():
        section = readme.split(f"\n### {name}\n")[1].split("\n### ")[0]
        for column in table(name).columns:
            (line,) = [line for line in section.splitlines() if line.startswith(f"| `{column.name}` |")]
            assert column.title.zh in line
            assert column.title.en in line
    assert next(line for line in readme.splitlines() if "`binding`" in line).endswith("| 50% | true |")
    assert "apostrophe" in readme


def test_hostile_text_is_inert_in_the_dictionary(tmp_path: Path) -> None:
    hostile = "<script>x</script>|[a](b:c)\n# c `d`"
    readme = (released(tmp_path, put("targets", 0, indicator=hostile)).path / "README.md").read_text("utf-8")
    assert r"\<script\>x\</script\>\|\[a\](b:c) \# c \`d\`" in readme


# verify


def _said(release: Path, words: str) -> bool:
    return any(words in problem for problem in verify(release))


def test_verify_sees_files_changed_missing_and_added(tmp_path: Path) -> None:
    release = released(tmp_path).path
    (release / "README.md").write_text("x", "utf-8")
    (release / "CHANGES.md").unlink()
    (release / "new.txt").write_text("x", "utf-8")
    assert verify(release) == [
        "CHANGES.md: listed in SHA256SUMS but missing.",
        "new.txt: not listed in SHA256SUMS.",
        "README.md: its SHA-256 is not the one in SHA256SUMS.",
    ]


def test_verify_compares_csv_with_parquet(tmp_path: Path) -> None:
    release = released(tmp_path).path
    path = release / "csv" / "targets.csv"
    path.write_bytes(path.read_bytes().replace(b"60000", b"60001"))
    write_sums(release)
    assert verify(release) == [
        "datapackage.json: the hash of csv/targets.csv is not the one in SHA256SUMS.",
        "csv/targets.csv, row t1: not the same as in the Parquet file.",
    ]
    path.write_bytes(path.read_bytes().replace(b"60001", b"many"))
    write_sums(release)
    assert _said(release, "csv/targets.csv cannot be read")


def test_verify_compares_quotes_with_the_raw_text(tmp_path: Path) -> None:
    release = released(tmp_path).path
    path = release / "text" / "plan.txt"
    path.write_text(path.read_text("utf-8").replace("6万个", "7万个"), "utf-8")
    write_sums(release)
    assert _said(release, "targets t1: The text is the clean text of the raw range")
    path.write_text("short", "utf-8")
    write_sums(release)
    assert _said(release, "text/plan.txt has 5 characters")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("targets", 0, article_id="nowhere"), "targets t1: Every article_id is an id in the table articles"),
        (put("targets", 1, target_id="t1"), "targets t1: No two rows share target_id"),
        (put("targets", 0, indicator=None), "targets t1: No required column is null"),
    ],
)
def test_publish_itself_refuses_broken_keys(tmp_path: Path, change: Change, words: str) -> None:
    released(tmp_path)
    before = tree(tmp_path)
    with pytest.raises(NotPublished, match=words):
        released(tmp_path, change)
    assert tree(tmp_path) == before


def test_verify_says_where_a_package_cannot_be_understood(tmp_path: Path) -> None:
    release = released(tmp_path).path
    path = release / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"primaryKey"', '"primary"'), "utf-8")
    write_sums(release)
    assert _said(release, "datapackage.json: the schema of sources cannot be understood: KeyError('primaryKey')")
    path.write_text("[", "utf-8")
    assert _said(release, "datapackage.json cannot be read")


def test_verify_reports_what_it_cannot_read(tmp_path: Path) -> None:
    release = released(tmp_path).path
    (release / "parquet" / "terms.parquet").write_bytes(b"x")
    assert _said(release, "parquet/terms.parquet cannot be read")
    assert verify(tmp_path / "nowhere")


# latest never moves to anything but a whole release


def test_failed_validation_stops_the_release_and_names_the_row(tmp_path: Path) -> None:
    released(tmp_path)
    before = tree(tmp_path)
    failure = Failure("t1", "6万个", "value is -1.")
    result = Result("targets", "x", Words("甲", "A"), "ExpectX", {}, False, 2, 1, (failure,))
    with pytest.raises(NotPublished, match=r"t1: value is -1\."):
        publish_tables(tmp_path, tables(put("targets", 0, value=1.0)), TEXTS, Report(False, (result,), "x"))
    assert tree(tmp_path) == before


STEPS = [
    (publish_function.__module__, "write_csvs"),
    (publish_function.__module__, "fingerprint"),
    (publish_function.__module__, "write_about"),
    (publish_function.__module__, "verify"),
    ("flows.publish.publish", "write_sums"),
    ("flows.publish.place", "establish"),
    ("flows.publish.place", "sync"),
    ("flows.publish.place", "sync_folder"),
    ("flows.publish.place", "point_latest"),
]


@pytest.mark.parametrize(("module", "step"), STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fault_at_any_step_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, step: str, when: str
) -> None:
    released(tmp_path)
    before = tree(tmp_path)
    real = getattr(sys.modules[module], step)

    def faulty(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            real(*args, **kwargs)
        raise OSError("No space left on device")

    monkeypatch.setattr(sys.modules[module], step, faulty)
    with pytest.raises(OSError, match="No space left"):
        released(tmp_path, put("targets", 0, value=1.0))
    monkeypatch.undo()
    assert not [
        path.name for path in (*tmp_path.iterdir(), *(tmp_path / "releases").iterdir()) if "partial" in path.name
    ]
    if os.readlink(tmp_path / "latest") == "releases/1.0.0":
        assert tree(tmp_path) == before
    else:  # the fault came after the last move: the release is there, whole
        assert (step, when) in {("establish", "after"), ("point_latest", "after")}
        assert verify(tmp_path / "latest") == []
    assert released(tmp_path, put("targets", 0, value=1.0)).version == "1.0.1"


def test_a_killed_build_is_cleared_by_the_next(tmp_path: Path) -> None:
    released(tmp_path)
    code = (
        "import os, sys; from pathlib import Path; from tests.test_publish import place, put, released\n"
        "place.establish = lambda *args: os._exit(9)\n"
        "released(Path(sys.argv[1]), put('targets', 0, value=1.0))"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=Path(__file__).parents[1])
    assert ended.returncode == 9
    assert [path for path in (tmp_path / "releases").iterdir() if path.name.startswith(".next.partial-")]
    assert os.readlink(tmp_path / "latest") == "releases/1.0.0"
    (tmp_path / ".latest.partial-999999999").symlink_to("nowhere")
    released(tmp_path, put("targets", 0, value=1.0))
    assert {path.name for path in (tmp_path / "releases").iterdir()} == {"1.0.0", "1.0.1"}
    assert {path.name for path in tmp_path.iterdir()} == {"latest", "latest.json", "releases", ".lock"}


def test_one_build_at_a_time(tmp_path: Path) -> None:
    with only_build(tmp_path), pytest.raises(Busy, match="Another build is publishing"):
        released(tmp_path)
    assert released(tmp_path).new


def test_a_build_that_ended_between_its_two_moves_is_completed(tmp_path: Path) -> None:
    released(tmp_path)
    released(tmp_path, put("targets", 0, value=1.0))
    place.point_latest(tmp_path, "1.0.0")
    assert released(tmp_path, put("targets", 0, value=1.0)) == Published(
        "1.0.1", tmp_path / "releases" / "1.0.1", new=False
    )
    assert os.readlink(tmp_path / "latest") == "releases/1.0.1"


def test_latest_json_names_the_release_that_latest_points_to(tmp_path: Path) -> None:
    released(tmp_path)
    released(tmp_path, put("targets", 0, value=1.0))
    told = {
        "name": "policy-plans",
        "version": "1.0.1",
        "path": "releases/1.0.1",
        "sha256": digest(tmp_path / "latest" / "SHA256SUMS"),
    }
    assert json.loads((tmp_path / "latest.json").read_text("utf-8")) == told
    (tmp_path / "latest.json").unlink()  # as where the build ended after the link was moved
    assert not released(tmp_path, put("targets", 0, value=1.0)).new
    assert json.loads((tmp_path / "latest.json").read_text("utf-8")) == told


def test_a_very_long_cell_is_written_and_read(tmp_path: Path) -> None:
    release = released(tmp_path, put("segments", 1, text="长" * 300_000)).path
    assert verify(release, quotes=False) == []


def test_neither_pandas_nor_great_expectations_is_imported_before_it_is_needed() -> None:
    code = "import sys, flows.publish, flows.validate; print({'pandas', 'great_expectations'} & set(sys.modules))"
    root = Path(__file__).parents[1]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    assert said.stdout == "set()\n"


def test_csv_rows_of_uneven_length_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("article_id,term,n\r\na,b\r\n", "utf-8")
    with pytest.raises(ValueError, match="Line 2 has 2 cells, the header 3"):
        read_csv("terms", path)
