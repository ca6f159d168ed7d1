"""Characters that stand for plainer ones, digits set apart, formulas of recognition tools: raw text in, clean text out."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from flows.clean.clean import clean
from flows.clean.letters import DROPPED, plain
from flows.read.latex import without_latex
from flows.read.source import Source, read
from tests.formats_docx import docx_of_parts

CLEANED = [
    ("⼆、⾦融⽀持", "二、金融支持"),  # Kangxi radicals, as PDF files have them
    ("⻋⻢⻔⻓⻘年", "车马门长青年"),  # radicals of the supplement
    ("\ue5e5\ue5e5三、保障措施", "三、保障措施"),  # the blank of GBK
    ("\u2060二、任务\u2063", "二、任务"),
    ("\uf06c（一）建设库房", "（一）建设库房"),  # a bullet of a symbol font
    ("●三、组织实施", "三、组织实施"),
    ("◆（二）加强监管", "（二）加强监管"),
    ("●组织实施", "●组织实施"),  # no number behind it: the sign may be the item's own
    ("字\ue123不明", "字\ue123不明"),  # inside a line it is a character that a font lacks, not a bullet
    ("到2 0 3 0年，建成1 5家", "到2030年，建成15家"),
    ("达到8 5.5%以上", "达到85.5%以上"),
    ("投资4 500万元，共7，500万元", "投资4500万元，共7,500万元"),
    ("附件1 2家企业名单", "附件1 2家企业名单"),  # the first digit is the number of the annex
    ("于2025，3项任务", "于2025，3项任务"),
]

FORMULAS = [
    (r"达到$85\%$以上", "达到85%以上"),
    (r"为$70\%\sim75\%$", "为70%~75%"),
    (r"面积$5000\mathrm{m}^2$", "面积5000m²"),
    (r"增长$\geqslant 6\%$，损耗$\leq 3\%$", "增长≥6%，损耗≤3%"),
    (r"浓度$30\mu\mathrm{g}/\mathrm{m}^{3}$", "浓度30μg/m³"),
    (r"发$ \text{〔2024〕} $8号", "发〔2024〕8号"),
    (r"$\mathrm{PM}_{2.5}$", "PM2.5"),
    (r"\(15\%\)", "15%"),
    ("$30$家", "30家"),
    ("售价$5 million，另加$10", "售价$5 million，另加$10"),  # prices are no formula
]


@pytest.mark.parametrize(("raw", "expected"), CLEANED)
def test_clean_text(raw: str, expected: str) -> None:
    cleaned = clean(raw)
    assert cleaned.text == expected


def test_radicals_become_characters_and_length_stays() -> None:
    radicals = "".join(map(chr, (*range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6))))
    assert len(plain(radicals)) == len(radicals)
    assert [r for r, char in zip(radicals, plain(radicals), strict=True) if "RADICAL" in unicodedata.name(char)] == []


def test_nothing_unseen_is_left() -> None:
    assert plain("甲\u200b\u2066\ufe0f\U000e0101\u00ad乙") == "甲" + DROPPED * 5 + "乙"


@pytest.mark.parametrize(("raw", "expected"), FORMULAS)
def test_formulas(raw: str, expected: str) -> None:
    assert without_latex(raw) == expected


def test_formulas_nested_without_end_stay() -> None:
    deep = "$" + r"\text{" * 30 + "1" + "}" * 30 + "$"
    assert without_latex(deep) == deep


def _put(folder: Path, name: str, data: bytes) -> Source:
    path = folder / name
    path.write_bytes(data)
    return read(path, folder)


def test_text_with_formulas_is_read_as_markdown(tmp_path: Path) -> None:
    source = _put(tmp_path, "plan.txt", "建设方案\n一、目标\n覆盖率达到 $90\\%$ 以上。".encode())
    assert (source.format, "90%" in source.text) == ("md", True)


@pytest.mark.parametrize("word", ["持之以恒", "國家裏程碑", "沿着"])
def test_big5_of_hong_kong_and_windows(tmp_path: Path, word: str) -> None:
    text = f"某市旅遊發展實施方案\n為推動旅遊發展，{word}，制定本方案。"
    encoding = "cp950" if "恒" in word or "裏" in word else "big5hkscs"
    assert _put(tmp_path, "plan.txt", text.encode(encoding)).text == text


def test_garbled_lines_are_told(tmp_path: Path) -> None:
    text = "建设方案\n\x04\x05\x06\x07\n为提升水平，制定本方案。\n£¤¥¦§\n" + "各县区要加强组织领导。\n" * 60
    (doubt,) = _put(tmp_path, "plan.txt", text.encode()).doubts
    assert doubt.rule == "garbled-lines"
    assert "2 lines" in doubt.message
    assert text[slice(*doubt.span)] == "\x04\x05\x06\x07"


def test_digits_above_the_line_stay_above(tmp_path: Path) -> None:
    page = (
        "<html><body><p>新增库房400m<sup>2</sup>，节水10<sup>4</sup>m<sup>3</sup>。机构<sup>1</sup></p></body></html>"
    )
    assert "400m²" in (text := _put(tmp_path, "page.html", page.encode()).text)
    assert "10⁴m³" in text


CHUNKS = [
    ("chunk.html", b"<html><body><p>\xe4\xb8\x80\xe3\x80\x81\xe7\x9b\xae\xe6\xa0\x87</p></body></html>", "一、目标"),
    ("chunk.txt", "二、任务".encode(), "二、任务"),
]


@pytest.mark.parametrize(("name", "data", "line"), CHUNKS)
def test_files_inside_word_files_are_read(tmp_path: Path, name: str, data: bytes, line: str) -> None:
    source = _put(tmp_path, "plan.docx", docx_of_parts({name: data}, ["建设方案", "三、保障"]))
    assert source.text.split("\n") == ["建设方案", line, "三、保障"]


def test_files_inside_word_files_that_nobody_reads_are_told(tmp_path: Path) -> None:
    source = _put(tmp_path, "plan.docx", docx_of_parts({"chunk.rtf": b"{\\rtf1 x}"}, ["建设方案", "三、保障"]))
    assert source.status == "quarantined"
    assert "inside the Word file" in (source.error or "")
