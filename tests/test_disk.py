"""Releases on disk: damage is found, old ones stay verifiable, pruning never leaves half of one, inputs are found again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from flows.publish import place, verify
from flows.publish.atomic import write_atomically
from flows.publish.csv_check import BLOCK
from flows.publish.history import on_disk, write_history
from flows.publish.inputs import differences, find_inputs, lay_out
from flows.publish.prune import prune
from flows.publish.spreadsheet import write_csv
from flows.publish.sums import check_sums, digest, write_sums
from flows.publish.verify import is_of_today
from flows.publish.walk import walk
from flows.settings import Keep
from flows.tables import names
from tests.five import corpus
from tests.publishing import publish_tables
from tests.tables_sample import TEXTS
from tests.test_cli import plans, plans_here
from tests.test_publish import released, tree
from tests.test_validate import put

ROOT = Path(__file__).parents[1]


def settle(release: Path) -> None:
    """Let the hashes of a release be those of its files, so that only a look into these finds a fault."""
    path = release / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    for resource in package["resources"]:
        resource["hash"] = f"sha256:{digest(release / resource['path'])}"
    path.write_text(json.dumps(package), "utf-8")
    write_sums(release)


def change_table(release: Path, name: str, table: pa.Table) -> None:
    """Put another table in the place of one of a release, in Parquet only."""
    pq.write_table(table, release / "parquet" / f"{name}.parquet")


def read(release: Path, name: str) -> pa.Table:
    return pq.read_table(release / "parquet" / f"{name}.parquet")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of the sample, of which tests have copies."""
    folder = tmp_path_factory.mktemp("sample")
    released(folder)
    return folder


@pytest.fixture
def release(sample: Path, tmp_path: Path) -> Path:
    """A release of the sample that a test may damage."""
    return copied(sample, tmp_path) / "releases" / "1.0.0"


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to, symlinks=True, dirs_exist_ok=True)
    return to


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the five real sources that tests only read."""
    return publish_tables(tmp_path_factory.mktemp("five"), corpus().tables, corpus().texts).path


# verify: damage


def test_a_parquet_file_that_is_cut_off_is_found(release: Path) -> None:
    path = release / "parquet" / "articles.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    assert verify(release) != []
    settle(release)
    assert any(said.startswith("parquet/articles.parquet cannot be read") for said in verify(release))


@pytest.mark.parametrize("name", ["targets", "terms", "documents"])
def test_any_changed_byte_of_a_csv_file_is_found(release: Path, name: str) -> None:
    path = release / "csv" / f"{name}.csv"
    whole = path.read_bytes()
    missed = []
    for at in range(0, len(whole), len(whole) // 25):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        settle(release)
        if not verify(release, quotes=False):
            missed.append((at, whole[at - 10 : at + 10]))
    assert not missed


def test_a_missing_text_is_found(release: Path) -> None:
    (release / "text" / "plan.txt").unlink()
    assert verify(release) == ["text/plan.txt: listed in SHA256SUMS but missing."]
    settle(release)
    assert [said.split(":")[0] for said in verify(release)] == ["text/plan.txt cannot be read"]


def test_an_added_file_is_found(release: Path) -> None:
    shutil.copy(release / "parquet" / "terms.parquet", release / "parquet" / "more.parquet")
    assert "parquet/more.parquet: not listed in SHA256SUMS." in verify(release)
    settle(release)
    assert verify(release) == ["parquet/more.parquet: datapackage.json does not describe it."]


def test_a_link_is_no_file_of_a_release(release: Path) -> None:
    path = release / "text" / "plan.txt"
    path.rename(release.parent / "elsewhere.txt")
    path.symlink_to(release.parent / "elsewhere.txt")
    assert verify(release) == ["text/plan.txt: a link, where a release has files only."]


def test_a_copy_in_part_says_what_is_missing(release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(release, copy, ignore=shutil.ignore_patterns("csv", "text"))
    problems = verify(copy)
    assert "csv/terms.csv: listed in SHA256SUMS but missing." in problems
    assert all(said.endswith("listed in SHA256SUMS but missing.") for said in problems)


def test_of_many_missing_files_the_first_are_named_and_all_counted(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number}.txt").write_text("x", "utf-8")
    write_sums(tmp_path)
    for number in range(1, 50):
        (tmp_path / f"{number}.txt").unlink()
    said = list(check_sums(tmp_path))
    assert len(said) == 21
    assert said[-1] == "… and 29 more: 49 files are missing in all."


@pytest.mark.parametrize("sums", [b"", b"\xff\xfe", b"no sum\n", b"0  x\n"])
def test_sums_that_are_none_are_told(release: Path, sums: bytes) -> None:
    (release / "SHA256SUMS").write_bytes(sums)
    assert verify(release)[0].startswith("SHA256SUMS cannot be read")


@pytest.mark.parametrize(
    "package", ["[]", "{}", '{"resources": [{"name": "../x", "schema": {}}]}', '{"resources": [1]}']
)
def test_a_package_that_is_none_is_told(release: Path, package: str) -> None:
    (release / "datapackage.json").write_text(package, "utf-8")
    write_sums(release)
    assert verify(release)[0].startswith("datapackage.json")


def test_a_source_id_never_leads_out_of_the_release(release: Path) -> None:
    def renamed(table: pa.Table) -> pa.Table:
        at = table.column_names.index("source_id")
        ids = pc.replace_substring(table["source_id"], "plan", "../../../secret")
        return table.set_column(at, table.schema.field(at), ids)

    (release.parents[2] / "secret.txt").write_text("secret", "utf-8")
    for name in names():
        table = read(release, name)
        if "source_id" in table.column_names:
            change_table(release, name, renamed(table))
            write_csv(name, renamed(table), release / "csv" / f"{name}.csv")
    settle(release)
    assert [said for said in verify(release) if "cannot be read: the source_id is no file name." in said]


def test_rows_are_counted_against_the_index(release: Path) -> None:
    path = release / "index.json"
    path.write_text(path.read_text("utf-8").replace('"articles": 5', '"articles": 6'), "utf-8")
    settle(release)
    assert verify(release) == ["parquet/articles.parquet has 5 rows, index.json says 6."]


def test_a_folder_whose_name_looks_like_a_pattern_is_verified(release: Path, tmp_path: Path) -> None:
    strange = tmp_path / "[a]*?'\" {b}"
    shutil.copytree(release, strange)
    assert verify(strange) == []


# verify: contracts of other days


def without(release: Path, name: str, column: str) -> None:
    """Make a release as it was before a table had that column."""
    table = read(release, name).drop_columns(column)
    change_table(release, name, table)
    flat = (release / "csv" / f"{name}.csv").read_text("utf-8-sig").splitlines()
    at = flat[0].split(",").index(column)
    assert at == len(flat[0].split(",")) - 1, "the last column is the easiest to cut off"
    cut = [line.rpartition(",")[0] for line in flat]
    (release / "csv" / f"{name}.csv").write_text("\r\n".join([*cut, ""]), "utf-8-sig", newline="")
    path = release / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    for resource in package["resources"]:
        if resource["name"] == name:
            resource["schema"]["fields"] = [f for f in resource["schema"]["fields"] if f["name"] != column]
    path.write_text(json.dumps(package), "utf-8")
    settle(release)


def test_a_release_of_an_older_contract_is_held_against_its_own(release: Path) -> None:
    without(release, "agencies", "n_assignments")
    assert verify(release) == []
    assert not is_of_today(release)
    answer = plans("verify", release)
    assert (answer.returncode, "quotes and invariants were not tried" in answer.stdout) == (0, True)
    path = release / "csv" / "agencies.csv"
    path.write_bytes(path.read_bytes().replace(b"g2", b"g7"))
    settle(release)
    assert verify(release) == ["csv/agencies.csv, row g2: not the same as in the Parquet file."]


def test_keys_of_an_older_contract_are_tried(release: Path) -> None:
    without(release, "agencies", "n_assignments")
    table = read(release, "terms")
    dangling = table.set_column(0, table.schema.field(0), pa.array(["nowhere"]))
    change_table(release, "terms", dangling)
    write_csv("terms", dangling, release / "csv" / "terms.csv")
    settle(release)
    assert verify(release) == [
        "terms nowhere, 基站: Every article_id is an id in the table articles – but: nowhere is no row of articles."
    ]


# verify: large and long


def test_a_cell_longer_than_a_block_is_compared(tmp_path: Path) -> None:
    long = '长"\n' * (BLOCK // 4)
    release = released(tmp_path, put("segments", 1, text=long)).path
    assert verify(release, quotes=False) == []
    path = release / "csv" / "segments.csv"
    whole = path.read_bytes()
    path.write_bytes(whole.replace("长".encode(), "短".encode(), 1))
    settle(release)
    assert verify(release, quotes=False) == ["csv/segments.csv, row s1: not the same as in the Parquet file."]
    path.write_bytes(whole + b'x,"' + b"never closed " * BLOCK)
    settle(release)
    assert verify(release, quotes=False)[0].startswith("csv/segments.csv cannot be read")


def test_the_five_sources_verify_in_whatever_order_their_rows_stand(five: Path, tmp_path: Path) -> None:
    assert verify(five) == []
    turned = tmp_path / "turned"
    shutil.copytree(five, turned)
    for name in names():
        table = read(five, name)
        table = table.take(pa.array(range(table.num_rows - 1, -1, -1)))
        change_table(turned, name, table)
        write_csv(name, table, turned / "csv" / f"{name}.csv")
    settle(turned)
    assert verify(turned) == []


def test_a_walk_gives_every_row_once_and_with_its_source(five: Path) -> None:
    tables = [
        name for name in names() if name not in ("agencies", "agency_aliases", "indicators", "terms", "vocabulary")
    ]
    source_of = {row["doc_id"]: row["source_id"] for row in read(five, "documents").to_pylist()}
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}
    order = []
    for one in walk(five, tables):
        order.append(one.source_id)
        for name, found in one.rows.items():
            assert {row.get("source_id") or source_of.get(row.get("doc_id", "")) for row in found} <= {one.source_id}
            seen[name] += found
    assert order == [None, *read(five, "sources")["source_id"].to_pylist()]
    for name, found in seen.items():
        assert sorted(map(repr, found)) == sorted(map(repr, read(five, name).to_pylist()))


def test_a_false_quote_is_found_in_any_source(five: Path, tmp_path: Path) -> None:
    for source in read(five, "sources")["source_id"].to_pylist():
        copy = tmp_path / source
        shutil.copytree(five, copy)
        path = copy / "text" / f"{source}.txt"
        text = path.read_bytes().decode()
        at = text.index("互联网", len(text) // 2)
        path.write_bytes((text[:at] + "互聪网" + text[at + 3 :]).encode())
        settle(copy)
        assert any("is the clean text of the raw range" in said for said in verify(copy)), source


# prune


def further(out: Path, *versions: str) -> None:
    """Releases beside the first, as whole as it is."""
    for version in versions:
        release = out / "releases" / version
        shutil.copytree(out / "releases" / "1.0.0", release)
        path = release / "index.json"
        path.write_text(path.read_text("utf-8").replace('"version": "1.0.0"', f'"version": "{version}"'), "utf-8")
        write_sums(release)


@pytest.fixture
def many(sample: Path, tmp_path: Path) -> Path:
    """Releases of three major versions; the newest is the latest."""
    copied(sample, tmp_path)
    further(tmp_path, "1.1.0", "1.9.0", "1.10.0", "2.0.0", "2.0.1", "3.0.0", "3.1.0")
    place.point_latest(tmp_path, "3.1.0")
    return tmp_path


def left(out: Path) -> set[str]:
    return {path.name for path in (out / "releases").iterdir()}


def listed(out: Path) -> dict[str, bool]:
    """Whether it is pruned, for each release in the list."""
    content = json.loads((out / "releases.json").read_text("utf-8"))
    return {entry["version"]: entry["pruned"] for entry in content["releases"]}


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        (Keep(releases=0), "1.0.0 1.1.0 1.9.0 1.10.0 2.0.0 2.0.1 3.0.0 3.1.0"),
        (Keep(releases=12), "1.0.0 1.1.0 1.9.0 1.10.0 2.0.0 2.0.1 3.0.0 3.1.0"),
        (Keep(releases=2, majors=False), "3.0.0 3.1.0"),
        (Keep(releases=1, majors=True), "1.10.0 2.0.1 3.1.0"),
        (Keep(releases=3, majors=True), "1.10.0 2.0.1 3.0.0 3.1.0"),
    ],
)
def test_the_newest_and_the_last_of_every_major_stay(many: Path, keep: Keep, expected: str) -> None:
    before = left(many)
    would = prune(many, keep, dry_run=True)
    assert left(many) == before
    assert prune(many, keep) == would
    assert left(many) == set(expected.split()) == before - {path.name for path in would}
    assert all(verify(path, quotes=False) == [] for path in on_disk(many))
    if would:
        assert listed(many) == {version: version not in expected.split() for version in before}
    assert prune(many, keep) == []


def test_what_latest_points_to_stays(many: Path) -> None:
    place.point_latest(many, "1.1.0")
    prune(many, Keep(releases=1, majors=False))
    assert left(many) == {"1.1.0", "3.1.0"}


def test_the_newest_good_one_stays(many: Path) -> None:
    for version in ("3.1.0", "3.0.0"):
        (many / "releases" / version / "csv" / "terms.csv").write_bytes(b"damaged")
    prune(many, Keep(releases=1, majors=False))
    assert left(many) == {"2.0.1", "3.1.0"}


def test_where_no_release_is_good_nothing_goes(many: Path) -> None:
    for path in on_disk(many):
        (path / "README.md").unlink()
    before = left(many)
    assert prune(many, Keep(releases=1, majors=False)) == []
    assert left(many) == before


def test_folders_that_are_no_releases_are_left_alone(many: Path) -> None:
    for name in ("0.9.0", "notes", ".0.1.0.partial-1"):
        (many / "releases" / name).mkdir()
        (many / "releases" / name / "mine.txt").write_text("mine", "utf-8")
    (many / "releases" / "0.8.0").symlink_to(many / "releases" / "1.0.0")
    prune(many, Keep(releases=1, majors=False))
    assert left(many) == {"0.9.0", "notes", ".0.1.0.partial-1", "0.8.0", "3.1.0"}


KILLED = """
import os, signal, sys
from pathlib import Path
from flows.publish.prune import prune
from flows.settings import Keep
left = int(sys.argv[2])
def count(event, arguments):
    global left
    if event in ("os.rename", "os.remove", "os.rmdir"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
prune(Path(sys.argv[1]), Keep(releases=1, majors=False))
"""


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 30, 70])
def test_pruning_may_be_killed_at_any_moment(many: Path, steps: int) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, many, str(steps)], cwd=ROOT)
    assert ended.returncode == -9
    assert [said for path in on_disk(many) for said in check_sums(path)] == []  # none is there in part
    assert verify(many / "latest", quotes=False) == []
    with place.only_build(many):
        pass  # the next build clears away what was left
    assert not list(many.rglob(".*partial*"))
    prune(many, Keep(releases=1, majors=False))
    assert left(many) == {"3.1.0"}
    assert len(listed(many)) == 8


LIMITED = """
import resource, sys
from flows.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # every write fails, as on a full disk
sys.argv[0] = "plans"
main()
"""


def test_where_nothing_can_be_written_nothing_is_pruned(many: Path, tmp_path: Path) -> None:
    config = tmp_path / "plans.toml"
    config.write_text("[keep]\nreleases = 1\nmajors = false\n", "utf-8")
    before = tree(many)
    command = [sys.executable, "-c", LIMITED, "prune", "--out", many, "--config", config, "--yes"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "Not all that may go could be removed: File too large" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert tree(many) == before


def test_the_command_names_first_and_removes_when_told(many: Path, tmp_path: Path) -> None:
    config = tmp_path / "plans.toml"
    config.write_text("[keep]\nreleases = 3\n", "utf-8")
    before = left(many)
    answer = plans("prune", "--out", many, "--config", config)
    assert (answer.returncode, left(many)) == (0, before)
    assert answer.stdout.splitlines() == [
        *(f"Would remove {many / 'releases' / version}" for version in ("1.0.0", "1.1.0", "1.9.0", "2.0.0")),
        "Nothing was removed. Say --yes to do it.",
    ]
    answer = plans_here("prune", "--out", many, "--config", config, "--yes")
    assert (answer.returncode, left(many)) == (0, {"1.10.0", "2.0.1", "3.0.0", "3.1.0"})
    assert (many / "feed.xml").is_file()
    assert "There is nothing to prune" in plans_here("prune", "--out", many, "--config", config).stdout


# files in one step


def test_a_failed_write_leaves_the_old_content_and_no_rubbish(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"old")
    code = (
        "import resource, sys; from pathlib import Path; from flows.publish.atomic import write_atomically\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2, 2)); write_atomically(Path(sys.argv[1]), b'newer')"
    )
    ended = subprocess.run([sys.executable, "-c", code, path], cwd=ROOT, capture_output=True, text=True)
    assert "OSError: [Errno 27]" in ended.stderr
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


def test_the_list_is_not_written_again_when_it_says_the_same(many: Path) -> None:
    write_history(many)
    before = (many / "releases.json").stat()
    write_history(many)
    assert (many / "releases.json").stat() == before


# the inputs of a release


def made_from(**sources: str | None) -> dict[str, Any]:
    return {"sources": {name.replace("_", "."): sha256 for name, sha256 in sources.items()}, "sidecars": {}}


def put_text(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return digest(path)


def test_sources_are_found_by_their_bytes_under_any_name(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    a, b = put_text(one, "a.txt", "甲"), put_text(two, "sub/renamed.txt", "乙")
    put_text(one, "b.txt", "changed since")
    inputs = find_inputs(made_from(a_txt=a, b_txt=b), [one, two])
    assert inputs.files == {"a.txt": one / "a.txt", "b.txt": two / "sub" / "renamed.txt"}
    assert (inputs.missing, inputs.unsure) == ([], [])
    lay_out(inputs.files, tmp_path / "raw")
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "raw").iterdir()} == {
        "a.txt": "甲",
        "b.txt": "乙",
    }


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    a = put_text(tmp_path, "a.txt", "甲")
    inputs = find_inputs(made_from(a_txt=a, b_txt="0" * 64, c_txt=None), [tmp_path])
    assert [said.split(":")[0] for said in inputs.missing] == ["b.txt", "c.txt"]


def test_sidecars_are_found_by_their_bytes_and_no_others_are_taken(tmp_path: Path) -> None:
    a, b = put_text(tmp_path, "a.txt", "甲"), put_text(tmp_path, "b.txt", "乙")
    sidecar = put_text(tmp_path, "old/a.yml", "title: 甲\n")
    put_text(tmp_path, "a.yml", "title: 丙\n")
    put_text(tmp_path, "b.yml", "title: 乙\n")
    given = made_from(a_txt=a, b_txt=b) | {"sidecars": {"a.txt": sidecar}}
    assert find_inputs(given, [tmp_path]).files == {
        "a.txt": tmp_path / "a.txt",
        "a.yml": tmp_path / "old" / "a.yml",
        "b.txt": tmp_path / "b.txt",
    }
    lost = find_inputs(made_from(a_txt=a) | {"sidecars": {"a.txt": "0" * 64}}, [tmp_path])
    assert [said.split(":")[0] for said in lost.missing] == ["a.yml"]
    unread = find_inputs(made_from(a_txt=a) | {"sidecars": {"a.txt": None}}, [tmp_path])
    assert unread.missing == ["a.yml: it could not be read then, so nobody knows what it was."]


def test_where_a_release_names_no_sidecars_the_ones_there_are_taken_and_told(tmp_path: Path) -> None:
    a = put_text(tmp_path, "a.txt", "甲")
    put_text(tmp_path, "a.yml", "title: 甲\n")
    inputs = find_inputs({"sources": {"a.txt": a}}, [tmp_path])
    assert set(inputs.files) == {"a.txt", "a.yml"}
    assert len(inputs.unsure) == 1


@pytest.mark.parametrize("path", ["../x.txt", "/etc/passwd", "a/../../x.txt", ""])
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="is no path of a source"):
        find_inputs({"sources": {path: None}}, [tmp_path])


def test_differences_name_each_file(release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    assert list(differences(release, copy)) == []
    (copy / "text" / "plan.txt").write_text("x", "utf-8")
    (copy / "csv" / "terms.csv").unlink()
    (copy / "parquet" / "new.parquet").write_bytes(b"")
    assert list(differences(release, copy)) == [
        "parquet/new.parquet is in the new build only.",
        "csv/terms.csv is in the release only.",
        "text/plan.txt differs.",
    ]


def test_rebuild_from_says_why_it_cannot_be_done(release: Path, tmp_path: Path) -> None:
    answer = plans_here("rebuild-from", release, "--raw", tmp_path / "releases")
    assert answer.returncode == 1
    assert "broken.txt: no file with its SHA-256" in answer.stderr
    (release / "csv" / "terms.csv").write_bytes(b"x")
    answer = plans_here("rebuild-from", release, "--raw", tmp_path)
    assert (answer.returncode, "is damaged" in answer.stderr) == (1, True)
    (release / "index.json").write_text("{}", "utf-8")
    answer = plans_here("rebuild-from", release, "--raw", tmp_path)
    assert (answer.returncode, "does not say what it was made from" in answer.stderr) == (1, True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, server: dict[str, str]) -> Path:
    """A folder with raw/ and a release that the command made of it."""
    home = tmp_path_factory.mktemp("built")
    put_text(home, "raw/plan.txt", TEXTS["plan"])
    put_text(home, "raw/plan.yml", "publisher: 赣州市人民政府\n")
    put_text(home, "raw/empty.txt", "")
    answer = plans("build", "--only", "tables", "--raw", home / "raw", "--out", home / "out", **server)
    assert answer.returncode == 0, answer.stderr
    return home


def test_a_release_comes_out_the_same_of_its_inputs_wherever_they_are(built: Path, server: dict[str, str]) -> None:
    (built / "moved").mkdir()
    for n, path in enumerate(sorted((built / "raw").iterdir())):
        path.rename(built / "moved" / (path.name if path.suffix == ".yml" or not path.stat().st_size else f"{n}.txt"))
    sidecar = built / "moved" / "plan.yml"
    sidecar.rename(next((built / "moved").glob("[0-9]*.txt")).with_suffix(".yml"))
    before = tree(built / "out")
    answer = plans("rebuild-from", built / "out" / "latest", "--raw", built / "moved", **server)
    assert answer.returncode == 0, answer.stderr
    assert "comes out the same" in answer.stdout
    assert tree(built / "out") == before
