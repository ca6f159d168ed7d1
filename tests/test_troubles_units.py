"""Troubles of numbers and clauses that people of this field report: the inputs beside the repository, where they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from flows.hall import read_one
from flows.rows import Row
from tests.judge import HOUSE

TROUBLES = HOUSE.parent / "shared" / "troubles"
pytestmark = pytest.mark.skipif(not TROUBLES.is_dir(), reason="the troubles lie beside the repository")


@cache
def rows(name: str) -> dict[str, list[Row]]:
    return read_one(Path(TROUBLES / name), TROUBLES).rows


def tree(name: str) -> list[str]:
    """`path label heading` of every unit."""
    return [
        " ".join(filter(None, (row["path"], row["label"], row["heading"])))
        for row in rows(name)["articles"]
        if row["kind"] != "preamble"
    ]


def test_decimal_headings_of_a_plan() -> None:
    assert tree("13c_decimals.txt") == [
        "1 1 总体要求",
        "1.1 1.1 指导思想",
        "1.2 1.2 工作目标",
        "2 2 重点任务",
        "2.1 2.1 库房建设",
        "2.1.1 2.1.1 扩建库房",
        "2.1.2 2.1.2 开放目录",
        "2.2 2.2 人才建设",
        "3 3 保障措施",
    ]
    bodies = {row["path"]: row["body"] for row in rows("13c_decimals.txt")["articles"]}
    assert bodies["2.1.2"] == "2.1.1中的库房应于2026年底前完成。"


def test_an_emergency_plan_is_a_document() -> None:
    (document,) = rows("14c_emergency_blank.txt")["documents"]
    assert (document["title"], document["doc_type"]) == ("海州市防汛应急预案", "预案")
    assert [unit.split()[0] for unit in tree("14c_emergency_blank.txt")] == (
        ["1", "1.1", "1.2", "2", "2.1", "2.2", "2.2.1", "2.2.2", "3", "3.1", "3.2"]
    )


def test_full_width_stop_behind_chinese_numbers() -> None:
    assert tree("14a_cn_fullwidth_stop.txt") == ["1 一. 总体要求", "2 二. 工作目标", "3 三. 保障措施"]


def test_an_article_put_in_between() -> None:
    paths = [row["path"] for row in rows("13a_clause_zhiyi.txt")["articles"]]
    assert paths == ["1", "1.1", "1.2", "2", "2.3", "2.3-1", "2.3-2", "2.4"]


def test_an_article_that_is_mentioned_opens_none() -> None:
    articles = rows("13b_crossref_line.txt")["articles"]
    assert [row["path"] for row in articles] == ["1", "1.1", "1.2", "1.2.1", "1.2.2", "1.3", "1.4"]
    assert not [row for row in rows("13b_crossref_line.txt")["issues"] if row["rule"] == "repeated-number"]
