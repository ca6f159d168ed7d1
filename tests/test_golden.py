"""The tables of the five sources are what they were, or a reviewer sees in tests/golden what has changed."""

from __future__ import annotations

from difflib import unified_diff
from itertools import islice

from tests.five import GOLDEN, golden

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
