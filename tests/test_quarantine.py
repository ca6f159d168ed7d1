"""Quarantine: what cannot be used is named, explained and never handed on; after a fix it comes back."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pyarrow.parquet as pq
import pytest

from flows.commands import retry
from flows.hall import read_one
from flows.publish.quarantine import COLUMNS, bring_back, rules, write_quarantine
from flows.read import list_sources
from flows.read.refusal import Rule
from flows.read.source import MAX_BYTES, name_of
from flows.tables import to_table
from tests.files import docx, p, pdf

PLAN = "甘肃省人民政府关于促进移动互联网发展的意见\n一、总体要求\n到2020年，4G基站总数达到6万个。\n二、保障措施\n加强领导。\n"
PAYLOAD = b"EVIL-PAYLOAD"


def put(raw: Path, name: str, data: bytes | str) -> Path:
    """Write a file below the folder of raw texts."""
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def release(folder: Path, raw: Path) -> Path:
    """The tables `sources` and `issues` of what is in raw/, written where a release has them."""
    rows: dict[str, list[dict[str, Any]]] = {"sources": [], "issues": []}
    for n, path in enumerate(list_sources(raw)):
        for name, found in read_one(path, raw).rows.items():
            if name in rows:
                rows[name] += [{**row, "source_id": f"s{n}", "issue_id": f"i{n}.{i}"} for i, row in enumerate(found)]
    return written(folder, rows)


def written(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Path:
    """These rows of `sources` and `issues` as a release has them."""
    (folder / "parquet").mkdir(parents=True)
    for name, found in rows.items():
        known = to_table(name, []).column_names
        table = to_table(name, [{column: row[column] for column in known if column in row} for row in found])
        pq.write_table(table, folder / "parquet" / f"{name}.parquet")
    return folder


def listed(folder: Path) -> list[dict[str, str]]:
    """The rows of index.csv after writing quarantine/."""
    write_quarantine(folder)
    with (folder / "quarantine" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def broken_corpus(raw: Path) -> dict[str, str]:
    """A folder with a usable plan and one file for every fault that a file can have by itself: the rule by path."""
    put(raw, "good.txt", PLAN)
    put(raw, "empty.txt", b"")
    put(raw, "blank.txt", "\n　 \n")
    put(raw, "binary.txt", bytes(range(256)) * 40 + PAYLOAD)
    put(raw, "encoding.txt", bytes((i * i * 7919 + i) % 251 + 1 for i in range(5000)) + PAYLOAD)
    put(raw, "mark.txt", b"\xef\xbb\xbf\xb0\xa1\xb0\xa2\xb0\xa3")
    put(raw, "packed.txt", b"PK\x03\x04...." + PAYLOAD)
    put(raw, "word.docx", docx(p("x"))[:-30] + PAYLOAD)
    put(raw, "scan.pdf", pdf([([], [])]))
    put(raw, "deep.html", "<html><body>" + "<div>" * 5_000 + "x" + "</div>" * 5_000)
    put(raw, "sidecar.txt", PLAN)
    put(raw, "sidecar.yml", "regoin: '620000'\n")
    put(raw, "alone.yml", "note: x")
    (raw / "link.txt").symlink_to(put(raw.parent, "secret.txt", PAYLOAD))
    (raw / "nowhere.txt").symlink_to(raw / "missing.txt")
    os.mkfifo(raw / "pipe.txt")
    with put(raw, "large.txt", b"").open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    expected = {
        "empty.txt": "empty-file", "blank.txt": "empty-file", "binary.txt": "not-a-text", "pipe.txt": "not-a-text",
        "encoding.txt": "unknown-encoding", "mark.txt": "unknown-encoding", "packed.txt": "unread-format",
        "word.docx": "broken-file", "scan.pdf": "no-text", "deep.html": "too-complex", "sidecar.txt": "bad-sidecar",
        "alone.yml": "stray-sidecar", "link.txt": "link-outside", "nowhere.txt": "unreadable-file",
        "large.txt": "too-large",
    }  # fmt: skip
    if os.getuid():
        put(raw, "locked.txt", PLAN).chmod(0)
        expected["locked.txt"] = "unreadable-file"
    return expected


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def test_every_fault_is_listed_with_its_rule_and_the_way_back(raw: Path, tmp_path: Path) -> None:
    expected = broken_corpus(raw)
    folder = release(tmp_path / "release", raw)
    rows = listed(folder)
    assert {row["path"]: row["rule"] for row in rows} == expected
    assert [row["path"] for row in rows] == sorted(expected)
    for row in rows:
        assert tuple(row) == COLUMNS
        assert row["error"].endswith(".")
        assert f"raw/{row['path']}" in row["bring_back"]
        assert "plans retry" in row["bring_back"]
        assert (row["start"], row["end"], row["sentence"]) == ("", "", "")
    as_json = json.loads((folder / "quarantine" / "index.json").read_text("utf-8"))
    assert [{key: "" if value is None else value for key, value in row.items()} for row in as_json] == rows


def test_nothing_of_the_files_themselves_is_handed_on(raw: Path, tmp_path: Path) -> None:
    broken_corpus(raw)
    folder = release(tmp_path / "release", raw)
    listed(folder)
    written = {path.name: path.read_bytes() for path in (folder / "quarantine").iterdir()}
    assert set(written) == {"index.csv", "index.json", "README.md"}
    assert not any(PAYLOAD in data or b"\0" in data for data in written.values())


def test_the_page_explains_the_rules_that_occur_in_both_languages(raw: Path, tmp_path: Path) -> None:
    put(raw, "a.txt", b"")
    put(raw, "b.txt", b"")
    folder = release(tmp_path / "release", raw)
    listed(folder)
    page = (folder / "quarantine" / "README.md").read_text("utf-8")
    assert "`empty-file` | 2 | " in page
    assert rules()["empty-file"]["zh"] in page
    assert rules()["empty-file"]["en"] in page
    assert "`too-large`" not in page


def test_a_release_without_faults_says_so(raw: Path, tmp_path: Path) -> None:
    put(raw, "good.txt", PLAN)
    folder = release(tmp_path / "release", raw)
    assert listed(folder) == []
    assert json.loads((folder / "quarantine" / "index.json").read_text("utf-8")) == []
    assert "No source of this release is in quarantine" in (folder / "quarantine" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0.txt", "@SUM(1).txt", "{path}.txt", "a|b.txt"])
def test_a_hostile_name_stays_a_name(raw: Path, tmp_path: Path, name: str) -> None:
    put(raw, name, b"")
    folder = release(tmp_path / "release", raw)
    (row,) = listed(folder)
    assert row["path"] == (f"'{name}" if name[0] in "=@" else name)
    assert f"raw/{name}" in row["bring_back"]
    assert json.loads((folder / "quarantine" / "index.json").read_text("utf-8"))[0]["path"] == name


def test_a_refusal_of_a_passage_shows_it_and_each_refusal_has_a_row(tmp_path: Path) -> None:
    source = {"source_id": "s", "path": "a.txt", "status": "quarantined", "error": "Two corrections no longer fit."}
    issue = {"source_id": "s", "rule": "stale-correction", "level": "error", "message": "It no longer fits."}
    issues = [
        {**issue, "issue_id": "2", "start": 30, "end": 34, "sentence": "二十个"},
        {**issue, "issue_id": "1", "start": 10, "end": 12, "sentence": "=十个"},
        {**issue, "issue_id": "3", "rule": "file-cut-off", "level": "warning", "start": 50, "end": 51},
    ]
    rows = listed(written(tmp_path, {"sources": [source], "issues": issues}))
    assert [(row["start"], row["end"], row["sentence"]) for row in rows] == [
        ("10", "12", "'=十个"),
        ("30", "34", "二十个"),
    ]
    assert {row["error"] for row in rows} == {"It no longer fits."}


def test_a_source_without_a_named_rule_is_listed_too(tmp_path: Path) -> None:
    source = {"source_id": "s", "path": "a.txt", "status": "quarantined", "error": "It cannot be used."}
    (row,) = listed(written(tmp_path, {"sources": [source], "issues": []}))
    assert (row["rule"], row["error"]) == ("unusable-file", "It cannot be used.")


def test_every_rule_says_what_it_means_and_how_a_source_comes_back() -> None:
    assert set(rules()) == set(get_args(Rule))
    for rule, said in rules().items():
        assert set(said) == {"zh", "en", "back_zh", "back"}
        assert "raw/x.txt" in bring_back(rule, "x.txt"), rule


# plans retry


def test_retry_tells_what_is_usable_gone_or_still_wrong(raw: Path, tmp_path: Path) -> None:
    for name in ("fixed.txt", "gone.txt", "still.txt"):
        put(raw, name, b"")
    odd = Path(os.fsdecode(os.fsencode(raw) + b"/\xd2\xe2.txt"))
    odd.write_bytes(b"")
    folder = release(tmp_path / "release", raw)
    put(raw, "fixed.txt", PLAN)
    odd.write_text(PLAN, encoding="utf-8")
    (raw / "gone.txt").unlink()
    names = retry.quarantined(folder)
    assert names == sorted([name_of(odd, raw), "fixed.txt", "gone.txt", "still.txt"])
    reasons = retry.still_wrong(raw, names)
    assert (reasons["fixed.txt"], reasons[name_of(odd, raw)]) == (None, None)
    assert reasons["gone.txt"] == retry.GONE
    assert "The file is empty" in (reasons["still.txt"] or "")


def test_retry_holds_no_source_for_usable_whose_corrections_do_not_fit(raw: Path) -> None:
    put(raw, "plan.txt", PLAN)
    entry = {"table": "targets", "do": "drop", "quote": "no such words", "reason": "A slip.", "by": "王小明"}
    put(raw, "plan.yml", json.dumps({"rows": [entry]}))
    assert "quotes words that do not stand in the text" in (retry.still_wrong(raw, ["plan.txt"])["plan.txt"] or "")


def latest(out: Path, raw: Path) -> None:
    """Make what is in raw/ the latest release below `out`, as far as retry looks at it."""
    release(out / "releases" / "1.0.0", raw)
    (out / "latest").symlink_to("releases/1.0.0")


def test_retry_changes_nothing_while_nothing_can_be_used(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(raw, "still.txt", b"")
    latest(tmp_path / "out", raw)
    with pytest.raises(SystemExit, match="1"):
        retry.run(raw, tmp_path / "out")
    said = capsys.readouterr()
    assert "still.txt: The file is empty" in said.out
    assert "None of them can be used yet" in said.err
    assert [path.name for path in (tmp_path / "out" / "releases").iterdir()] == ["1.0.0"]


def test_retry_with_nothing_in_quarantine_is_fine(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(raw, "good.txt", PLAN)
    latest(tmp_path / "out", raw)
    retry.run(raw, tmp_path / "out")
    assert "No source of the latest release is in quarantine." in capsys.readouterr().out


def test_retry_without_a_release_or_texts_says_what_to_do(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, sentence in ((raw, "run `plans build` first"), (tmp_path / "no", "name the folder of the source")):
        with pytest.raises(SystemExit, match="1"):
            retry.run(folder, tmp_path / "out")
        assert sentence in capsys.readouterr().err


def test_after_a_fix_retry_publishes_the_source(raw: Path, tmp_path: Path, server: dict[str, str]) -> None:
    def plans(*command: str) -> str:
        arguments = [sys.executable, "-m", "flows.cli", *command, "--raw", raw, "--out", tmp_path / "out"]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False, env=os.environ | server)
        assert done.returncode == 0, done.stderr
        return done.stdout

    put(raw, "good.txt", PLAN)
    put(raw, "broken.txt", b"")
    plans("build", "--only", "tables")
    put(raw, "broken.txt", PLAN.replace("甘肃", "云南").replace("6万", "9万"))
    assert "Usable  broken.txt" in plans("retry")
    index = json.loads((tmp_path / "out" / "latest" / "index.json").read_text("utf-8"))
    assert index["quarantined"] == []
    assert set(index["made_from"]["sources"]) == {"good.txt", "broken.txt"}
