"""Markdown, and which format a file is of, whatever its name says."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from flows.read import Source, read
from flows.read.formats import recognise
from flows.read.markdown import read_markdown
from flows.read.rows import Cell, table_lines
from tests.files import docx, letter, p

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def put(root: Path, name: str, data: bytes) -> Source:
    (root / name).write_bytes(data)
    return read(root / name, root)


def packed(name: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", "一、总体要求".encode(), "txt"),
        ("a.txt", "# 一、总体要求\n到2020年。".encode(), "txt"),
        ("a.txt", "# 标题\n\n**发布日期**: 2020-01-01\n".encode(), "md"),
        ("a.md", "一、总体要求".encode(), "md"),
        ("a.md", "<!DOCTYPE html><p>一</p>".encode(), "html"),
        ("a.doc", "<html xmlns:o='x'><body>一</body></html>".encode(), "html"),
        ("a.txt", "各市：<br>一、总体要求<br>二、任务<br>三、保障<br>".encode(), "html"),
        ("a.txt", "比较 a<br 和 b".encode(), "txt"),
        ("a.html", "各市：".encode(), "html"),
        ("a.txt", letter(["一、总体要求"]), "pdf"),
        ("a.txt", docx(p("一、总体要求")), "docx"),
        ("a.docx", OLD + "WordDocument".encode("utf-16-le"), "doc"),
        ("a.wps", OLD, "doc"),
        ("a.docx", OLD + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("a.xls", OLD + "Workbook".encode("utf-16-le"), "sheet"),
        ("a.docx", packed("xl/workbook.xml"), "sheet"),
        ("a.pdf", packed("OFD.xml"), "ofd"),
        ("a.docx", packed("plan.txt"), "archive"),
        ("a.doc", b"{\\rtf1 }", "rtf"),
        ("a.doc", b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument/>', "word_xml"),
        ("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "mail"),
        ("a.pdf", b"\x89PNG\r\n", "image"),
    ],
)
def test_content_tells_the_format_before_the_name(name: str, data: bytes, kind: str) -> None:
    assert recognise(data, name) == kind


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            OLD,
            "This is an old Word or WPS file (.doc, .wps), which is not read: open it in Word or WPS and save it as .docx.",
        ),
        (
            packed("OFD.xml"),
            "This is an OFD file, which is not read: open it in its viewer and save it as a PDF file with text.",
        ),
        (
            packed("a.txt"),
            "This is a packed archive, which is not read: unpack it and put the plans in it here one by one.",
        ),
        (docx("")[:200], "The Word file is broken and cannot be opened"),
        (docx(""), "nothing but blanks"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(tmp_path: Path, data: bytes, sentence: str) -> None:
    source = put(tmp_path, "a.txt", data)
    assert source.status == "quarantined"
    assert sentence in (source.error or "")


MARKDOWN = """\
---
title: "某方案"
date: 2022-05-01
---
# 某市智慧水务实施方案

**发布日期**: 2022-05-06
- **发文机关**：某市人民政府
**原文链接**: [http://example.gov.cn/a_b_c.html](http://example.gov.cn/a_b_c.html)

---

## **一、总体要求** ##

　**（一）目标**

到2025年，覆盖率达到**90%**以上，*逐步*提高\\*。3*4=12，见 `附件`。![图](a.png)
1. 建网。
2. 开放。
- 要点
> 引文

| 任务 | 单位 |
|:---|---:|
| **建网** | 市水务局<br>市住建委 |
| 开放 | |
——一项。
"""


def test_markdown_marks_go_and_words_stay() -> None:
    lines = [line for line in read_markdown(MARKDOWN.encode()).text.split("\n") if line]
    assert lines == [
        "标题：某方案",  # keys in English, as fields are called here
        "发布日期：2022-05-01",
        "某市智慧水务实施方案",
        "发布日期：2022-05-06",
        "发文机关：某市人民政府",
        "原文链接: http://example.gov.cn/a_b_c.html",
        "一、总体要求",
        "　（一）目标",
        "到2025年，覆盖率达到90%以上，逐步提高*。3*4=12，见 附件。",
        "1. 建网。",
        "2. 开放。",
        "要点",
        "引文",
        "| 任务 | 单位 |",
        "| 建网 | 市水务局 市住建委 |",
        "| 开放 |  |",
        "——一项。",
    ]


def test_markdown_in_other_encodings_and_line_ends() -> None:
    decoded = read_markdown("# 标题：总体要求\r\n**正文**内容。\r\n".encode("gb18030"))
    assert (decoded.text, decoded.encoding) == ("标题：总体要求\n正文内容。\n", "gb18030")


def test_rows_keep_their_columns_under_tall_and_wide_cells() -> None:
    rows = [
        [Cell(("甲",), rows=2), Cell(("乙",), columns=2)],
        [Cell(("丙",)), Cell(("丁",))],
        [Cell(("戊",), columns=3)],
        [Cell(), Cell(), Cell()],
    ]
    assert table_lines(rows) == ["| 甲 | 乙 |  |", "|  | 丙 | 丁 |", "戊"]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [["发文机关", "某局", "文号", "〔2020〕1号"], ["名称", "方案"]],
            ["发文机关：某局", "文号：〔2020〕1号", "名称：方案"],
        ),
        ([["名称", "数量"], ["标准", "10"]], ["| 名称 | 数量 |", "| 标准 | 10 |"]),
        ([["联系人：", "某某", "电话：", "0000"]], ["联系人：某某", "电话：0000"]),
    ],
)
def test_facts_are_told_from_data(rows: list[list[str]], lines: list[str]) -> None:
    assert table_lines([[Cell((cell,)) for cell in row] for row in rows]) == lines
