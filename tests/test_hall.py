"""The hall: a source alone, from bytes to rows; hostile sources end in rows or a sentence, in linear time."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean import clean
from flows.hall import read_one, tables_of
from flows.read import Source
from tests.growing import FRAMES, cost

RAW = Path(__file__).parents[1] / "raw"
FRAME = "关于印发《实施方案》的通知\n各省：\n现印发给你们。\n一、总体要求\n{}\n二、目标\n"
HOSTILE = [
    "（", "（各）", "一、", "（一）", "一、一\n", " ", "\u3000", "1", "1.", "《", "《一》", "“", "各，", "省发改委、", "人民政府", "国务院关于\n",
    "2020年1月1日", "一二三四年", "10%", "到2020年，", "（牵头单位：", "牵头、", "负责）", "政", "——", "\n", "政策\n", "e\u0301", "通知", "印发",
    "国发〔2020〕1号", "第一章政策\n", "目录\n第一章\n", "\n人民政府", "附件：一\n", "产业。（市经信委负责）产业产业。", "每年1次", "达到", "1—", "年均", "序号\n目标\n1\n甲\n5\n2\n", "序号\n", "专栏1\n（一）政策\n", "甲部牵头、",
    "|", "\t", "任务\t责任单位\t\n", "| 任务 | 责任单位 |\n", "| 任务 | 责任单位 |\n| 甲 | 市财政局 |\n", "| 指标 | 2025年 |\n| 甲率 | 5% |\n", "| 任务 | 2025年 ", "一、甲\n| 乙 | 丙 |\n",
]  # fmt: skip


def source(raw: str) -> Source:
    return Source("x.txt", "0" * 64, len(raw), "txt", "utf-8", raw)


def seconds(raw: str) -> float:
    started = time.process_time()
    tables_of(source(raw))
    return time.process_time() - started


@pytest.mark.parametrize("piece", HOSTILE, ids=[repr(piece) for piece in HOSTILE])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Four times the text takes at most some four times the time, where a square would take sixteen."""
    seconds(FRAME.format(piece * 100))
    small = min(seconds(FRAME.format(piece * 2_000)) for _ in range(2))
    large = min(seconds(FRAME.format(piece * 8_000)) for _ in range(2))
    assert large < max(9 * small, 0.5)


def test_a_tab_elsewhere_costs_a_long_line_nothing() -> None:
    tabbed = FRAME.replace("各省：", "指标\t2025年")
    small = min(seconds(tabbed.format("甲" * 16_000)) for _ in range(2))
    large = min(seconds(tabbed.format("甲" * 64_000)) for _ in range(2))
    assert large < max(9 * small, 0.5)


PIECES = st.sampled_from(
    ["一、", "（一）", "1.", "——", "\n", "。", "，", "《关于发展的意见》", "国发〔2015〕2号", "到2020年，", "达到98%", "（市发改委牵头）", "省工信委、",
     "人民政府", "2017年8月2日", "附件：", "第一章", "目录", "各市：", "加快建设", "专栏1", "\n序号\n2025年\n1\n甲\n5%\n2\n乙\n6%", "　　", " ", "(", ")", "等负责", "Q", "1"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_rows_that_lead_back_to_it(raw: str) -> None:
    rows = tables_of(source(raw)).rows
    cleaned = clean(raw)
    segments = rows["segments"]
    assert [s["start"] for s in segments] == [0, *(s["end"] for s in segments)][: len(segments)]
    assert not raw.strip() or segments[-1]["end"] == len(raw)
    for target in rows["targets"]:
        assert cleaned.quote(target["start"], target["end"]) == target["text"]
    for article in rows["articles"]:
        quote = cleaned.quote(article["start"], article["end"])
        assert quote.removeprefix(article["label"] or "").lstrip("\n").startswith(article["heading"] or "")
    for assignment in rows["assignments"]:
        assert cleaned.quote(assignment["start"], assignment["end"]) in assignment["clause"]


def test_one_source_gives_its_rows_whatever_else_there_is() -> None:
    path = RAW / "gansu-2017-mobile-internet.txt"
    rows = read_one(path, RAW).rows
    assert {name: len(found) for name, found in rows.items() if name in ("documents", "articles", "assignments")} == {
        "documents": 1, "articles": 36, "assignments": 238,
    }  # fmt: skip


NINES = "9" * 400


@pytest.mark.parametrize(
    "written",
    ["1—2" + "亿" * 60, "1" + "亿" * 300_000, f"达到1—{NINES}个", f"比达到{NINES}:{NINES}", f"甲 {NINES} → {NINES}", f"| 指标 | 2025年 |\n| 甲率 | {NINES} |", "，\n，"],
    ids=["range", "scale", "upper end", "ratio", "arrow", "cell", "only commas"],
)  # fmt: skip
def test_absurd_numbers_and_lines_cost_no_source(written: str) -> None:
    found = cost(FRAMES["paragraph"].format(f"到2025年，{written}\n{written}\n"))
    assert not found.faults
