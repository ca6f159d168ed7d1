"""Damaged real plans: no crash, no lost character, no time out of proportion. Runs apart: make fuzz, FUZZ_CASES=10000."""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.clean import clean
from flows.hall import tables_of
from flows.read import Source

HOUSE = Path(__file__).parents[2]
CORPUS = HOUSE.parent / "shared" / "corpus"
PLANS = [
    path.read_bytes().decode("utf-8-sig")
    for folder in (HOUSE / "raw", CORPUS)
    if folder.is_dir()
    for path in sorted(folder.glob("*.txt"))
]
PIECES = [
    "\n", "　　", " ", "\r\n", "\f", "\0", "\u200b", "\u202e", "（", "）", "《", "》", "“", "、", "，", "。", "：", "；", "——", "一、", "（一）", "1.", "（1）", "①",
    "第一章", "第一条", "目录\n", "附件：", "附件1\n", "专栏1", "—12—\n", "# Page 3:\n", "（市发改委牵头，市财政局配合）", "牵头单位：市科技局\n", "完成时限：6月底前\n",
    "到2025年，", "达到98%以上", "5万户", "每年一次", "1—2个", "翻一番", "国发〔2020〕1号", "2021年3月5日", "关于印发《甲方案》的通知\n", "Q", "9999999999999999999",
    "二〇二五年", "２０２５", "𠮷", "e\u0301", "\ud7ff", "|", "| 指标 | 2020年 | 2025年 |\n", "等负责", "下同", "\t",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A stretch of a real plan with some of what scanners, converters and people do to texts."""
    plan = draw(st.sampled_from(PLANS))
    start = draw(st.integers(0, max(0, len(plan) - 400)))
    text = plan[start : start + draw(st.integers(200, 2500))]
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["insert", "delete", "repeat", "swap", "one-line", "wrap", "narrow"]))
        length = draw(st.integers(1, 60))
        if kind == "insert":
            text = text[:at] + draw(st.sampled_from(PIECES)) * draw(st.sampled_from([1, 1, 1, 2, 30])) + text[at:]
        elif kind == "delete":
            text = text[:at] + text[at + length :]
        elif kind == "repeat":
            text = text[:at] + text[at : at + length] * 3 + text[at + length :]
        elif kind == "swap":
            text = text[at:] + text[:at]
        elif kind == "one-line":
            text = text.replace("\n", "")
        elif kind == "wrap":
            text = "\n".join(text[i : i + 38] for i in range(0, len(text), 38))
        else:
            text = text.replace("，", ",").replace("（", "(").replace("）", ")")
    return text


def han(text: str) -> str:
    return "".join(char for char in text if "一" < char <= "鿿")


@given(damaged())
@settings(
    max_examples=int(os.environ.get("FUZZ_CASES", "10000")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_damaged_plans(raw: str) -> None:
    started = time.process_time()
    rows = tables_of(Source("x.txt", "0" * 64, len(raw), "txt", "utf-8", raw)).rows
    assert time.process_time() - started < 1 + len(raw) * 200e-6
    cleaned = clean(raw)
    segments = rows["segments"]
    assert not raw or (segments[0]["start"], segments[-1]["end"]) == (0, len(raw))
    assert all(a["end"] == b["start"] for a, b in itertools.pairwise(segments))
    if not cleaned.corrections:
        assert (
            han("".join(segment["text"] for segment in segments))
            == han(cleaned.quote(0, len(raw)))
            == han(cleaned.text)
        )
        assert han(cleaned.text) == han(raw) or cleaned.page_marks
    for target in rows["targets"]:
        assert cleaned.quote(target["start"], target["end"]) == target["text"]
        assert target["value_text"] is None or target["value_text"] in target["text"]
    places = {(row["doc"], row["article"]): row for row in rows["articles"]}
    for (doc, _), article in places.items():
        quote = cleaned.quote(article["start"], article["end"])
        assert quote.removeprefix(article["label"] or "").lstrip("\n").startswith(article["heading"] or "")
        if article["parent"] is not None:
            parent = places[doc, article["parent"]]
            assert parent["start"] <= article["start"] <= article["end"] <= parent["end"]
    for assignment in rows["assignments"]:
        assert cleaned.quote(assignment["start"], assignment["end"]) in assignment["clause"]
    for citation in rows["citations"]:
        quote = cleaned.quote(citation["start"], citation["end"])
        assert (citation["title"] or "") in quote
        assert (citation["doc_number"] or "") in quote
