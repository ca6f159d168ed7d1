"""What holds for the targets of any text: spans lie inside, quotes are quotes, and time grows with length."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.extract.targets import find_targets
from tests.building import document

_WORDS = """到2025年， 全市 产值 达到 建成 每年 不少于 100 3.5 万 亿元 个 % 家企业 以上 左右 、 ， ； 。 （ ） “ ” —
至 二 十 分别 其中 增长 下降 6月底前 2020年 | → 约束性 预期性 实现 网络 覆盖率 翻一番 分之 第 项任务 一、 ： 截至 2:1"""
_PIECES = st.sampled_from([*_WORDS.split(), "\n"])
_TEXTS = st.lists(_PIECES, max_size=40).map("".join)

_HOSTILE = """1 1, 1. 每 、 % 100% 二 （ “ 到2020年 → | 约束性 12月 五 分之 建成1个 至5个 达到 全市 各区 1约束性 一二年
以上， 和 2020年1%， 比2010年"""


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
@example("万分之万")
def test_rows_quote_the_text(text: str) -> None:
    made = document(text, 2021)
    for row in find_targets(made)[0]:
        start, end = row.sentence
        assert 0 <= start < end <= len(text)
        assert row.indicator
        if row.value_text is not None:
            assert row.value_text in text[start:end]
        if row.kind == "milestone":
            assert row.value is None
            assert row.deadline_year is not None
        else:
            assert row.value is not None
            assert row.comparator is not None
        if row.value_max is not None:
            assert row.comparator == "range"


@settings(max_examples=100, deadline=None)
@given(_TEXTS)
def test_same_text_same_rows(text: str) -> None:
    assert find_targets(document(text, 2021)) == find_targets(document(text, 2021))


def _seconds(text: str) -> float:
    made = document(text, 2021)
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()  # others may keep the machine busy
        find_targets(made)
        best = min(best, time.process_time() - begun)
    return best


@pytest.mark.parametrize("piece", _HOSTILE.split())
def test_time_grows_with_length(piece: str) -> None:
    """Eight times the text takes about eight times as long: forty would be the square's way."""
    short = piece * (2000 // len(piece))
    assert _seconds(short * 8) < 24 * max(_seconds(short), 0.002)
