"""The tables of the five sources are what they were, or a reviewer sees in tests/golden what has changed."""

from __future__ import annotations

import csv
import re
from difflib import unified_diff
from itertools import islice
from pathlib import Path

from tests.five import GOLDEN, golden

README = Path(__file__).parents[1] / "README.md"
SHOWN = 60  # lines of differences


def test_the_tables_are_those_of_tests_golden() -> None:
    made = golden()
    kept = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.csv")}
    differences = [
        line
        for name in sorted(made.keys() | kept.keys())
        for line in unified_diff(
            kept.get(name, "").splitlines(),
            made.get(name, "").splitlines(),
            f"kept/{name}",
            f"now/{name}",
            n=0,
            lineterm="",
        )
    ]
    told = "\n".join(islice(differences, SHOWN))
    assert not differences, f"{len(differences)} lines differ; `make golden` renews them:\n{told}"


def test_the_readme_counts_the_rows_that_there_are() -> None:
    """Each line of the table `| names | what a row is | counts |` has as many counts as names, in their order."""
    said = re.search(r"^table \| a row is .*\n.*\n((?:`.*\n)+)", README.read_text("utf-8"), re.MULTILINE)
    assert said
    for line in said[1].splitlines():
        names, _, counts = line.split(" | ")
        numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", counts)]
        assert numbers == [rows(name) for name in re.findall(r"`(\w+)`", names)], line


def rows(name: str) -> int:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return len(list(csv.reader(file))) - 1
