"""Where two files of a table differ: nothing that differs is left out, and nothing alike at the ends is left in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.publish.stretch import Stretch, stretch

SCHEMA = pa.schema({"id": pa.string(), "issuers": pa.list_(pa.string()), "value": pa.float64(), "weight": pa.float64()})
COUNT = ["id", "issuers", "value"]

row = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a", "b", None]),
        "issuers": st.sampled_from([[], ["x"], ["x", "y"]]),
        "value": st.sampled_from([None, 1.0]),
        "weight": st.floats(0, 1),
    }
)


def found(old: list[dict], new: list[dict], groups: tuple[int, int] = (3, 2), columns: list[str] = COUNT) -> Stretch:
    with TemporaryDirectory() as folder:
        paths = Path(folder) / "old.parquet", Path(folder) / "new.parquet"
        for path, rows, group in zip(paths, (old, new), groups, strict=True):
            pq.write_table(pa.Table.from_pylist(rows, SCHEMA), path, row_group_size=group)
        return stretch(*paths, columns)


def rows(ids: str) -> list[dict]:
    return [{"id": each, "issuers": [each], "value": 1.0, "weight": 0.5} for each in ids]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abcdef", "abcdef", (6, 6, 6)),
        ("abcdef", "abcXYdef", (3, 3, 5)),
        ("abcdef", "abf", (2, 5, 2)),
        ("abcdef", "abCdeF", (2, 6, 6)),
        ("aa", "aaa", (2, 2, 3)),
        ("", "abc", (0, 0, 3)),
        ("abc", "", (0, 3, 0)),
        ("", "", (0, 0, 0)),
    ],
)
def test_the_stretch_of_an_edit(old: str, new: str, expected: tuple[int, int, int]) -> None:
    assert found(rows(old), rows(new)) == Stretch(*expected)


def test_a_column_that_does_not_count_may_differ() -> None:
    changed = [{**each, "weight": 0.9} for each in rows("abc")]
    assert found(rows("abc"), changed) == Stretch(3, 3, 3)
    assert found(rows("abc"), changed, columns=[*COUNT, "weight"]) == Stretch(0, 3, 3)


def test_files_with_other_columns_are_compared_in_full(tmp_path: Path) -> None:
    old, new = tmp_path / "old.parquet", tmp_path / "new.parquet"
    pq.write_table(pa.table({"id": ["a"], "value": [1]}), old)
    pq.write_table(pa.table({"id": ["a"], "value": [1.0]}), new)
    assert stretch(old, new, ["id", "value"]) == Stretch(0, 1, 1)
    assert stretch(old, new, ["id", "unit"]) == Stretch(0, 1, 1)


@settings(deadline=None, max_examples=150)
@given(st.lists(row, max_size=9), st.lists(row, max_size=9), st.integers(1, 4), st.integers(1, 4))
def test_what_lies_outside_is_the_same_and_the_edges_differ(old: list, new: list, first: int, second: int) -> None:
    got = found(old, new, (first, second))
    before, after = ([{key: each[key] for key in COUNT} for each in some] for some in (old, new))
    assert before[: got.start] == after[: got.start]
    assert before[got.old_end :] == after[got.new_end :]
    assert got.start <= got.old_end
    assert got.start <= got.new_end
    left, right = before[got.start : got.old_end], after[got.start : got.new_end]
    if left and right:
        assert left[0] != right[0]
        assert left[-1] != right[-1]
