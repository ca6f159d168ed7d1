"""Hostile texts cost time and memory that grow with their length: pieces repeated, alone, in pairs and behind each other.

The longer search for such pieces is tests/fuzz/test_fuzz_growth.py.
"""

from __future__ import annotations

import random
import re
from math import log2
from typing import Any

import pytest

from flows.clean import Clean, clean
from flows.extract.quoting import stretches
from flows.hall import tables_of
from flows.read import Source
from tests.growing import DOUBLING, FRAMES, Case, cost, random_case

SMALL, LARGE = 4_000, 16_000  # characters
MOST = DOUBLING ** log2(LARGE / SMALL)
NOISE = 0.35  # seconds below which nothing is told; normal pieces take 0.02 to 0.2
FULL = 80  # characters in rows for one of the text, below which nothing is told

KNOWN = [  # pieces that took the square, or worse, and where
    (("（1）牵头",), "paragraph"), (("（1）教育局",), "paragraph"), (("政发（1）一是①",), "paragraph"), (("“省发展改革委、（1）的",), "paragraph"),
    (("责任部门：教育局；",), "paragraph"), (("完成时限：2020年；",), "paragraph"), (("达到98%，　1.",), "paragraph"), (("责任单位：教育局\n",), "paragraph"),
    (("（{n}）",), "before a number"), (("（{n}）{n}%",), "before a number"), (("6岁",), "paragraph"), (("压减",), "before a number"), (("、等级",), "before a number"), (("的",), "before a number"),
    (("（",), "one line"), (("《",), "one line"), (("“",), "titles"), (("专栏1",), "one line"), (("我市",), "paragraph"), (("——甲\n乙\n",), "paragraph"), (("甲{c}局、",), "brackets"),
    (("局的）",), "tail"), (("教育局一是）",), "tail"), (("附件：甲\n", "加强。\n"), "tail"), (("部委办局厅署院会部委办局厅署院会。",), "front"), (("二〇一七年八月二日甲局\n",), "front"),
    (("现将《甲{c}意见》印发给你们。", "\n甲意见"), "front"), (("（市教育局、市财政局等负责，排名第一的单位为牵头单位）。",), "paragraph"), (("，\n",), "paragraph"), (("（甲{c}局负责）。加强。",), "paragraph"),
    (("，由甲局负责，", "（市教育局负责）"), "paragraph"), (("第{n}条\n",), "paragraph"), (("| 指标 | 2020年 | 2025年 |\n", "|甲率|1%|2%|\n"), "paragraph"),
]  # fmt: skip
DRAWN = [random_case(random.Random(seed)) for seed in range(30)]


def within(case: Case) -> str | None:
    """What grows too fast in a case; None where nothing does. A slow moment of the machine is given two more tries."""
    large, small = cost(case.text(LARGE)), None
    if large.faults:
        return str(large.faults)
    if large.letters > FULL * LARGE:
        small = cost(case.text(SMALL))
        if large.letters > MOST * small.letters:
            return f"{small.letters} letters, then {large.letters}"
    for _ in range(3):
        if large.seconds < NOISE or large.seconds < MOST * (small := cost(case.text(SMALL))).seconds:
            return None
        large = cost(case.text(LARGE))
    return f"{small.seconds if small else 0:.2f} s, then {large.seconds:.2f} s"


@pytest.mark.parametrize(("blocks", "frame"), KNOWN, ids=[f"{blocks!r} {frame}" for blocks, frame in KNOWN])
def test_pieces_that_took_the_square(blocks: tuple[str, ...], frame: str) -> None:
    assert within(Case(blocks, frame)) is None


def long_plan(parts: int) -> str:
    """A five-year plan of so many parts: contents with pages, running heads, chapters, boxes and tables."""
    title = "通江县国民经济和社会发展第十四个五年规划纲要"
    contents, body = [], []
    for part in range(1, parts + 1):
        contents.append(f"第{part}篇 提升产业……{part}")
        body.append(f"第{part}篇 提升产业")
        for chapter in range(1, 6):
            contents += [f"第{chapter}章 乡村发展……{part}", f"第一节 农业生产{part}……{part}"]
            body += [
                f"第{chapter}章 乡村发展",
                f"第一节 农业生产{part}",
                "完善农业支持体系，健全粮食主产区利益补偿机制，稳步提高综合生产能力。" * 8,
                f"到2025年，粮食产量达到{part}·{chapter}万吨，茶叶产量达到4L{chapter}万吨，加强田间管理，",
                f"{part * 5 + chapter}",
                title,
                "推进病虫害防治。（县农业农村局牵头，县财政局配合）",
                f"专栏{chapter} 主要指标\n指标\n2020年\n2025年\n属性",
                f"苗木产值（亿元）\n{part}\n{part + 3}\n预期性\n森林覆盖率（%）\n55\n58\n约束性",
            ]
    return "\n".join([title, "目录", *contents, title, "为推动发展，编制本纲要。", *body])


def test_a_long_plan_takes_time_that_grows_with_it() -> None:
    small, large = long_plan(22), long_plan(88)
    assert len(large) > 200_000
    assert cost(large).seconds < MOST * cost(small).seconds


def test_a_long_plan_is_one_document_with_all_its_units_and_rows() -> None:
    parts = 12
    source = Source(path="plan.txt", sha256="", bytes=0, format="txt", encoding="utf-8", text=long_plan(parts))
    rows = tables_of(source).rows
    assert [row["kind"] for row in rows["segments"] if row["reason"] == "list of contents"] == ["boilerplate"]
    assert len(rows["documents"]) == 1
    assert [row["level"] for row in rows["articles"]] == [0, *[1, *[2, 3] * 5] * parts]
    assert len(rows["targets"]) == 3 * 5 * parts
    assert sum(row["rule"] == "damaged-number" for row in rows["issues"]) == 5 * parts
    assert not any("通江县国民经济" in (row["body"] or "") for row in rows["articles"])


def test_pieces_drawn_at_random() -> None:
    assert not {case: fault for case in DRAWN if (fault := within(case))}


def read(paragraph: str) -> tuple[Clean, dict[str, list[dict[str, Any]]]]:
    raw = FRAMES["paragraph"].format(paragraph)
    return clean(raw), tables_of(Source("x.txt", "0" * 64, len(raw), "txt", "utf-8", raw)).rows


def test_a_clause_too_long_for_its_names_is_quoted_in_part() -> None:
    written = "责任部门：教育局；" * 2_000
    cleaned, rows = read(written)
    own = [row for row in rows["assignments"] if row["agency_text"] == "教育局"]
    assert [row["rank"] for row in own] == list(range(1, 2_001))
    assert all(cleaned.quote(row["start"], row["end"]) == "教育局" and len(row["clause"]) < 500 for row in own)
    assert not [row for row in own if not row["clause"].startswith("责任部门：")]
    assert {len(row["clause"]) % len("责任部门：教育局；") for row in own} == {0}
    assert not [row for row in rows["articles"] if "教育局" in (row["body"] or "")]
    (doubt,) = [row for row in rows["issues"] if row["rule"] == "quoted-in-part"]
    assert doubt["message"].startswith("2,000 rows would each quote the 18,000 characters of this passage")
    assert written.startswith(doubt["sentence"])


def test_the_stretches_of_a_clause_tile_it() -> None:
    text = "责任单位：" + "、".join(f"甲{chr(0x4E00 + n)}局" for n in range(500))
    owns = [match.span() for match in re.finditer("甲.局", text)]
    found = stretches(text, (0, len(text)), owns)
    assert "".join(text[a:b] for a, b in dict.fromkeys(found)) == text
    assert all(a <= own[0] and own[1] <= b and b - a < 500 for (a, b), own in zip(found, owns, strict=True))


def test_a_sentence_too_long_for_its_targets_is_quoted_in_part() -> None:
    cleaned, rows = read("到2025年，" + "甲率达到98%，" * 2_000 + "乙率达到97%。")
    own = [row for row in rows["targets"] if row["deadline_year"] == 2025]
    assert len(own) == 2_001
    assert all(cleaned.quote(row["start"], row["end"]) == row["text"] and len(row["text"]) < 500 for row in own)
    assert all(row["value_text"] in row["text"] for row in own)
    assert own[0]["text"].startswith("到2025年，甲率")
    assert own[-1]["text"].endswith("，乙率达到97%。")
    assert own[1000]["text"].startswith("甲率")
    assert own[1000]["text"].endswith("98%，")
    (doubt,) = [row for row in rows["issues"] if row["rule"] == "quoted-in-part"]
    assert doubt["message"].startswith("2,001 rows")


def test_a_long_clause_and_a_long_sentence_of_a_real_plan_stay_whole() -> None:
    names = "、".join(f"甲{chr(0x4E00 + n)}局" for n in range(60))  # twice as many as a clause of any plan at hand has
    _, rows = read(f"加强。（{names}负责）\n到2025年，" + "甲率达到98%，" * 47 + "甲" * 900 + "。")
    assert {row["clause"] for row in rows["assignments"] if row["rank"] > 3} == {f"（{names}负责）"}
    assert {len(row["text"]) for row in rows["targets"] if row["deadline_year"] == 2025} == {
        len("到2025年，") + 47 * 8 + 901
    }
    assert "quoted-in-part" not in {row["rule"] for row in rows["issues"]}
