"""Documents are compared once, and in any process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing import parent_process
from pathlib import Path

import pyarrow as pa
import pytest

from flows.compare import compare
from flows.compare.beside import Beside
from flows.engine.pool import in_turn, processes
from tests.five import corpus, results
from tests.linking import linked


def test_two_compare_what_one_compares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "MANY", 0)
    monkeypatch.setattr(compare, "TOGETHER", 1)
    assert linked(results(), workers=2).tables["alignments"] == corpus().tables["alignments"]


def test_a_plan_that_is_added_is_compared_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    rows: Callable[[Beside], pa.Table] = Beside.rows
    monkeypatch.setattr(Beside, "rows", lambda each: compared.append(each.document.doc_id) or rows(each))
    following = set(corpus().tables["alignments"]["doc_id"].to_pylist())
    documents = [row for row in corpus().tables["documents"].to_pylist() if row["doc_id"] in following]
    latest = max(documents, key=lambda row: str(row["date"] or ""))
    before = [each for each in results() if each.rows["documents"][0]["title"] != latest["title"]]
    assert len(before) == len(results()) - 1
    linked(before, tmp_path / "kept")
    assert compared
    compared.clear()
    added = linked(results(), tmp_path / "kept").tables["alignments"]
    assert compared == [latest["doc_id"]]
    assert added == corpus().tables["alignments"]


def killed(number: int) -> int:
    """Twice the number; a process of a pool is killed over some."""
    if number == 3 and parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_killed_process_leaves_undone_is_done(workers: int) -> None:
    with processes(workers) as pool:
        assert list(in_turn(pool, killed, range(12), 4)) == [2 * number for number in range(12)]
