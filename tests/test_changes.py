"""CHANGES.md and `plans diff`: what people read of a difference."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.publish.changes import RELEASES, changes
from flows.publish.compare import compare
from tests.releases_sample import made, second_plan
from tests.tables_sample import Rows
from tests.test_cli import plans, plans_here
from tests.test_validate import put

BUILT = "2026-11-22T06:00:00+00:00"
HOSTILE = "<script>x</script>|[a](b)\n## 9.9.9\u202e"


def _changes(tmp_path: Path, change: Any, earlier: str = "", **made_from: Any) -> str:
    new = made(tmp_path / "new", change, **made_from)
    return changes("1.1.0", BUILT, compare(made(tmp_path / "old"), new, new / "delta"), earlier)


def test_changes_say_what_how_many_and_why(tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        second_plan(sample)
        sample["targets"][0]["value"] = 7.0

    said = _changes(tmp_path, change, code="new")
    assert "次版本 minor**: Sources were added or removed, or went into quarantine or came back." in said
    assert "- 新增 added (1): zz.txt" in said
    assert "- 规则有变 rules changed: 代码 code" in said
    assert "| `targets` | source | 1 | 0 | 0 |" in said
    assert "| `targets` | code | 0 | 1 | 0 |" in said
    assert "- `targets`: `value` 1" in said
    assert "- `targets` 修改 changed (code) t1: value: 60000 → 7" in said


def test_text_of_the_data_is_inert(tmp_path: Path) -> None:
    said = _changes(tmp_path, put("targets", 0, indicator=HOSTILE, target_id=HOSTILE))
    assert r"\<script\>x\</script\>\|\[a\](b) \#\# 9.9.9" in said
    assert "\u202e" not in said
    assert said.count("\n## ") == 1


def test_earlier_entries_are_carried_on_and_no_more_than_fifty_kept(tmp_path: Path) -> None:
    release = made(tmp_path / "new")
    first = changes("1.0.0", BUILT, compare(None, release, release / "delta"))
    assert "## 1.0.0: first release" in first
    assert "| `articles` | source | 5 | 0 | 0 |" in first
    text = first
    difference = compare(made(tmp_path / "old"), made(tmp_path / "b", put("terms", 0, n=2)), tmp_path / "delta")
    for n in range(1, RELEASES + 10):
        text = changes(f"1.0.{n}", BUILT, difference, text)
        assert text.count("\n## ") == min(n + 1, RELEASES)
    assert text.index(f"## 1.0.{RELEASES + 9}\n") < text.index("## 1.0.10\n")
    assert "## 1.0.9\n" not in text
    assert len(text) < RELEASES * 2_000


def test_lists_of_sources_are_cut(tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        fresh = sample["sources"][0]
        sample["sources"] += [
            {**fresh, "source_id": f"n{i}", "path": f"n{i:03}", "sha256": "0" * 64} for i in range(263)
        ]

    said = _changes(tmp_path, change)
    assert "added (263): n000, n001" in said
    assert "and 213 more" in said
    assert "n050" not in said.split("###")[1]


# plans diff


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases that differ by a plan and a value."""

    def change(sample: Rows) -> None:
        second_plan(sample)
        sample["targets"][0].update(indicator="[bold]基站\x1b[31m\u202e", value=7.0)

    folder = tmp_path_factory.mktemp("out")
    made(folder / "releases" / "1.0.0")
    made(folder / "releases" / "1.1.0", change, "1.1.0", knowledge="new")
    return folder


def test_diff_shows_tables_sources_and_rows(out: Path) -> None:
    before = sorted(out.rglob("*"))
    done = plans("diff", "1.0.0", out / "releases" / "1.1.0", "--out", out)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0][:2] == ["minor", "Sources"]
    assert ["targets", "knowledge", "·", "1", "·"] in lines
    assert ["targets", "source", "1", "·", "·"] in lines
    assert "value: 60000 → 7" in done.stdout
    assert "[bold]基站\\x1b[31m\\u202e" in done.stdout
    assert not {"\x1b", "\u202e"} & set(done.stdout)
    assert sorted(out.rglob("*")) == before


def test_diff_for_programs_by_source_and_table(out: Path) -> None:
    done = plans_here("diff", "1.0.0", "1.1.0", "--out", out, "--json", "--source", "plan.txt", "--table", "targets")
    found = json.loads(done.stdout)
    assert found["level"] == "minor"
    assert found["by_source"] == [{"source": "plan.txt", "table": "targets", "change": "changed", "rows": 1}]
    assert [(e["row_id"], e["values"]["value"]) for e in found["examples"]] == [("t1", [60000.0, 7.0])]


@pytest.mark.parametrize(("level", "code"), [("major", 0), ("minor", 1), ("patch", 1)])
def test_diff_fails_on_the_level_asked_for_or_above(out: Path, level: str, code: int) -> None:
    assert plans_here("diff", "1.0.0", "1.1.0", "--out", out, "--fail-on", level, "--rows", "0").returncode == code


def test_diff_of_a_release_with_itself(out: Path) -> None:
    done = plans_here("diff", "1.0.0", "1.0.0", "--out", out, "--fail-on", "patch")
    assert (done.returncode, done.stdout) == (0, "Nothing differs.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("1.0.0", "9.9.9"), "9.9.9 is no release"),
        (("1.0.0", "1.1.0", "--table", "target"), "There is no table target; the tables are sources,"),
    ],
)
def test_diff_says_what_is_wrong(out: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = plans_here("diff", *arguments, "--out", out)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_diff_needs_neither_prefect_nor_great_expectations(out: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from flows.cli import main\n"
        f"CliRunner().invoke(main, ['diff', '1.0.0', '1.1.0', '--out', {str(out)!r}], catch_exceptions=False)\n"
        "print({'great_expectations', 'prefect'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[1])
    assert done.stdout == "set()\n", done.stderr
