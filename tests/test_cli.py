"""The `plans` command as a person meets it: a process, its output, its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.tables import names, to_table

TEXT = "首页\n发展规划\n一、总体要求\n到2020年，4G基站总数达到6万个。\u202e\x1b[31m\n"
QUOTE = "到2020年，4G基站总数达到6万个。"


def plans(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as wide as a wide terminal."""
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "200", "PYTHONIOENCODING": "utf-8"} | environment,
        timeout=300,
    )


def plans_here(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, where what it says and does is looked at, not how it starts."""
    answer = CliRunner().invoke(main, list(map(str, arguments)), env={"COLUMNS": "200"}, catch_exceptions=False)
    return subprocess.CompletedProcess(arguments, answer.exit_code, answer.stdout, answer.stderr)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release made by hand, with text that would like to command the terminal."""
    start = TEXT.index(QUOTE)
    span = {"start": start, "end": start + len(QUOTE)}
    rows: dict[str, list[dict[str, Any]]] = {
        "sources": [{"source_id": "s1", "path": "plan\x1b[2J.txt", "status": "ok", "n_chars": len(TEXT)}],
        "documents": [{"doc_id": "d1", "source_id": "s1", "title": "发展[bold]规划", "start": 3, "end": len(TEXT)}],
        "articles": [
            {
                "article_id": "d1-1",
                "doc_id": "d1",
                "path": "1",
                "heading": "总体要求",
                "heading_path": "总体要求",
                **span,
            }
        ],
        "targets": [
            {"target_id": "d1-1-t1", "doc_id": "d1", "article_id": "d1-1", "kind": "level", "indicator": "4G基站总数"}
            | {"value": 60000, "unit": "个", "deadline_year": 2020, "comparator": ">=", "text": QUOTE, **span}
        ],
        "agencies": [{"agency_id": "a1", "name": "甘肃省财政厅"}],
    }
    root = tmp_path_factory.mktemp("release")
    (root / "parquet").mkdir()
    (root / "text").mkdir()
    (root / "text" / "s1.txt").write_bytes(TEXT.encode())
    for name in names():
        pq.write_table(to_table(name, rows.get(name, [])), root / "parquet" / f"{name}.parquet")
    return root


def test_help_comes_at_once_and_names_the_exit_codes() -> None:
    answer = plans("--help")
    assert answer.returncode == 0
    assert "Exit codes: 0 fine; 1" in answer.stdout
    assert all(command in answer.stdout for command in ("build", "check", "show", "verify", "accuracy"))


@pytest.mark.parametrize("module", ["flows.cli", "flows.commands.show", "flows.commands.check"])
def test_what_must_start_quickly_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*{{'prefect', 'great_expectations', 'pandas'}} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ""


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["build", "--workers", "0"], ["check"], ["check", "missing.txt"], ["show"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    answer = plans(*arguments)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_show_gives_the_row_its_place_and_its_headings(release: Path) -> None:
    answer = plans("show", "d1-1-t1", "--release", release)
    assert answer.returncode == 0, answer.stderr
    for expected in ("Targets · ", "4G基站总数", "60000", "Under  总体要求", QUOTE, "一、总体要求"):
        assert expected in answer.stdout
    assert "60000.0" not in answer.stdout


def test_show_gives_rows_that_have_no_place_too(release: Path) -> None:
    assert "甘肃省财政厅" in plans("show", "a1", "--release", release).stdout
    assert "发展[bold]规划" in plans("show", "d1", "--release", release).stdout


def test_show_hands_no_control_characters_to_the_terminal(release: Path) -> None:
    output = plans("show", "d1-1-t1", "--release", release).stdout + plans("show", "s1", "--release", release).stdout
    assert "\\u202e" in output
    assert "plan\\x1b[2J.txt" in output
    assert not {"\x1b", "\u202e"} & set(output)


def test_show_of_an_unknown_id_is_a_sentence(release: Path) -> None:
    answer = plans("show", "nothing\x1b[31m", "--release", release)
    assert answer.returncode == 1
    assert answer.stderr.startswith("No row has the id nothing\\x1b[31m in ")


def test_accuracy_of_what_gold_does_not_know_is_a_sentence(release: Path, tmp_path: Path) -> None:
    answer = plans("accuracy", release)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "None of the gold files is about a source of this release" in answer.stderr
    assert "is no release" in plans("accuracy", tmp_path).stderr
    assert "There are no gold files" in plans("accuracy", release, "--gold", tmp_path).stderr


def test_accuracy_prints_the_figures_and_the_misses(release: Path, tmp_path: Path) -> None:
    gold = (
        '{"source": "plan\\u001b[2J.txt",'
        '"documents": [{"key": "p", "title": "发展[bold]规划", "start": 3, "end": 42}],'
        '"targets": [{"doc": "p", "path": "1", "kind": "level", "indicator": "基站", "value": 7, "unit": "个"}]}'
    )
    (tmp_path / "plan.json").write_text(gold, encoding="utf-8")
    answer = plans("accuracy", release, "--gold", tmp_path, "--misses")
    assert answer.returncode == 0, answer.stderr
    assert "documents found" in answer.stdout
    assert "missed  plan\\x1b[2J.txt p 1: level 基站 7 个" in answer.stdout
    assert "false   plan\\x1b[2J.txt d1 1: 2020 level 4G基站总数" in answer.stdout


@pytest.mark.parametrize("command", ["show x --release {}", "accuracy {}", "verify {}"])
def test_a_folder_that_is_no_release_is_a_sentence(command: str, tmp_path: Path) -> None:
    answer = plans(*command.format(tmp_path).split())
    assert answer.returncode == 1
    assert "is no release" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_build_without_texts_is_a_sentence(tmp_path: Path) -> None:
    answer = plans("build", "--raw", tmp_path / "missing", "--out", tmp_path / "out")
    assert answer.returncode == 1
    assert answer.stderr.startswith("There is no folder ")
    assert not (tmp_path / "out").exists()
