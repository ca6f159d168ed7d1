"""Which added row took the place of a removed one."""

from __future__ import annotations

import random
import time

import pytest

from flows.publish.successors import Place, Successor, successors


def _places(*given: tuple[str, int, int, str]) -> list[Place]:
    return [Place(row_id, start, end, wording) for row_id, start, end, wording in given]


A = ("a", 0, 100, "建设基站六万个并覆盖全市")

# removed, added, whether the text is the same, what is expected of the removed ones
CASES = {
    "same place, same words": ([A], [("b", 0, 100, A[3])], True, {"a": ("b", "moved")}),
    "same place, other words": ([A], [("b", 0, 95, "建设基站七万个")], True, {"a": ("b", "reworded")}),
    "elsewhere in the same text": ([A], [("b", 300, 400, A[3])], True, {}),
    "elsewhere in another text": ([A], [("b", 300, 400, A[3])], False, {"a": ("b", "moved")}),
    "a better scan": ([A], [("b", 9, 109, "建设基站六万个，覆盖全市")], False, {"a": ("b", "reworded")}),
    "nothing alike": ([A], [("b", 0, 100, "加强组织领导和督查考核")], False, {}),
    "nothing was added": ([A], [], True, {}),
    "no words and no place": ([("a", 0, 0, "")], [("b", 0, 0, "")], False, {}),
    "split in three": (
        [("a", 0, 90, "x")],
        [("b", 0, 50, "x"), ("c", 50, 70, "y"), ("d", 70, 90, "z")],
        True,
        {"a": ("b", "split")},
    ),
    "split evenly in three": (
        [("a", 0, 90, "x")],
        [("b", 0, 30, "x"), ("c", 30, 60, "y"), ("d", 60, 90, "z")],
        True,
        {"a": ("b", "split")},
    ),
    "merged": (
        [("a", 0, 30, "x"), ("b", 30, 100, "y")],
        [("c", 0, 100, "z")],
        True,
        {"a": ("c", "merged"), "b": ("c", "merged")},
    ),
    "several findings of one sentence go by their words": (
        [("a", 0, 20, "基站6万个"), ("b", 0, 20, "光缆9公里")],
        [("c", 0, 20, "光缆9公里长"), ("d", 0, 20, "基站6万个多")],
        True,
        {"a": ("d", "reworded"), "b": ("c", "reworded")},
    ),
    "a section and what stands in it": (
        [("s", 0, 100, "一"), ("t", 10, 50, "二"), ("u", 50, 100, "三")],
        [("S", 0, 100, "一"), ("T", 10, 50, "二"), ("U", 50, 100, "三")],
        True,
        {"s": ("S", "moved"), "t": ("T", "moved"), "u": ("U", "moved")},
    ),
}


@pytest.mark.parametrize(("removed", "added", "same_text", "expected"), CASES.values(), ids=list(CASES))
def test_successors(removed: list, added: list, same_text: bool, expected: dict[str, tuple[str, str]]) -> None:  # type: ignore[type-arg]
    found = successors(_places(*removed), _places(*added), same_text=same_text)
    assert found == {row_id: Successor(*given) for row_id, given in expected.items()}


def test_findings_of_different_rules_do_not_succeed_each_other() -> None:
    removed, added = Place("a", 0, 9, "x", "one-rule"), Place("b", 0, 9, "x", "another")
    assert successors([removed], [added], same_text=True) == {}


@pytest.mark.parametrize("same_text", [True, False])
def test_many_rows_take_linear_time(same_text: bool) -> None:
    """Two thousand rows on the same stretch, and with like words: held each against each they would take forty times as long."""
    chars = random.Random(1)
    words = ["".join(chars.choices("甲乙丙丁", k=8)) for _ in range(2_000)]
    removed = [Place(f"a{i}", 0, 100, word) for i, word in enumerate(words)]
    added = [Place(f"b{i}", 0, 100, word) for i, word in enumerate(words)]
    start = time.process_time()
    assert len(successors(removed, added, same_text=same_text)) == len(words)
    assert time.process_time() - start < 10
