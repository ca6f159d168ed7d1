"""PDF: paragraphs out of printed lines, without the furniture of pages; scans and locked files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.hall import read_one
from flows.read.pdf import read_pdf
from flows.read.refusal import Refusal
from tests.files import letter, pdf

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
LONG = "为深入贯彻落实国家关于北斗产业发展的决策部署，加快推动全市时空信息产业高质量发展，结合实际，制定本行动计划，请各有关单位认真组织实施，并于每年年底前报告进展情况。"
PLAN = [
    "某某市北斗产业发展行动计划",
    "一、总体要求",
    LONG,
    "到2025年，产业规模达到1000亿元。",
    "二、重点任务",
    *(f"（{n}）{LONG[n:]}" for n in range(1, 17)),
    "三、保障措施",
    LONG,
]


def lines(data: bytes) -> list[str]:
    return read_pdf(data).text.split("\n")


def test_wraps_are_joined_and_heads_and_numbers_of_pages_left_out() -> None:
    assert lines(letter([f" {PLAN[0]}", *PLAN[1:]], head="某某市人民政府公报")) == PLAN


@pytest.mark.parametrize("per_line", [24, 27, 30, 31])
def test_joining_holds_at_any_width(per_line: int) -> None:
    assert lines(letter([f" {PLAN[0]}", *PLAN[1:]], per_line=per_line, per_page=20)) == PLAN


def test_a_title_that_returns_as_head_is_kept_once() -> None:
    data = letter([f" {PLAN[0]}", *PLAN[1:]], head=PLAN[0])
    assert lines(data) == PLAN


def ruled(rows: list[list[str]], xs: list[float], top: float = 740, height: float = 30) -> bytes:
    """A page with a line above, a ruled table, and a line below it."""
    foot = top - height * len(rows)
    words = [(72.0, 780.0, "专栏1 主要指标由市统计局负责监测")]
    words += [(xs[j] + 4, top - height * (i + 1) + 8, cell) for i, row in enumerate(rows) for j, cell in enumerate(row)]
    words.append((72.0, foot - 40, "表后的正文在这里继续说明有关情况"))
    rules = [(xs[0], top - height * i, xs[-1], top - height * i) for i in range(len(rows) + 1)]
    return pdf([(words, rules + [(x, top, x, foot) for x in xs])], size=12)


def test_a_ruled_table_becomes_rows() -> None:
    rows = [
        ["指标", "2020年", "2025年", "属性"],
        ["产业规模", "600", "1000", "预期性"],
        ["标准数量", "4", "10", "约束性"],
    ]
    assert lines(ruled(rows, [72, 230, 330, 430, 520])) == [
        "专栏1 主要指标由市统计局负责监测",
        *(f"| {' | '.join(row)} |" for row in rows),
        "表后的正文在这里继续说明有关情况",
    ]


def test_pages_without_text_are_refused() -> None:
    with pytest.raises(Refusal, match="pictures of pages and no text"):
        read_pdf(pdf([([], [])] * 3))
    with pytest.raises(Refusal, match="2 of the 3 pages"):
        read_pdf(pdf([([(72.0, 700.0, LONG)], []), ([], []), ([], [])]))


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n" + bytes(2000), letter([LONG])[:700]])
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match=r"broken|no text"):
        read_pdf(data)


def test_a_locked_file_is_refused() -> None:
    locked = "/Encrypt<</Filter/Standard/V 1/R 2/O<{0}>/U<{0}>/P -4>>/ID[<00><00>]".format("ab" * 32)
    with pytest.raises(Refusal, match="encrypted"):
        read_pdf(pdf([([(72.0, 700.0, LONG)], [])], trailer=locked))


def test_a_garbled_text_layer_is_refused() -> None:
    with pytest.raises(Refusal, match="garbled"):
        read_pdf(pdf([([(72.0, 700.0, "ÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝ")], [])]))


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.read.pdf.MOST_PAGES", 2)
    with pytest.raises(Refusal, match="has 3 pages, the limit is 2"):
        read_pdf(pdf([([(72.0, 700.0, LONG)], [])] * 3))


def test_the_hall_reads_a_letter(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(letter([f" {PLAN[0]}", *PLAN[1:]]))
    rows = read_one(tmp_path / "a.pdf", tmp_path).rows
    assert [row["heading"] for row in rows["articles"]] == ["总体要求", "重点任务", *[None] * 16, "保障措施"]
    assert [row["value"] for row in rows["targets"]] == [1000e8]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not in the repository")
def test_no_character_of_a_real_letter_is_lost_and_every_paragraph_is_whole() -> None:
    import re

    import pypdfium2

    data = (CORPUS / "30_ministry_notice_2019_860.pdf").read_bytes()
    text = read_pdf(data).text
    printed = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    printed = re.sub(r"— \d —", "", printed).replace("\xad", "-")
    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", printed)
    assert [line for line in text.split("\n") if len(line) > 30 and line[-1] not in "。："] == []
