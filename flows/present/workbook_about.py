"""The two sheets in front of the workbook: 说明, what it is and what is left out, and 数据字典, what columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from flows.present.cells import LONGEST, MARK
from flows.present.citation import dataset_citations
from flows.present.release import Release, path_of
from flows.present.workbook_links import MOST, Links
from flows.present.workbook_look import HEAD, set_height, set_paper, set_widths
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.facts import LICENCE
from flows.tables import Column, Table, Words

ABOUT, DICTIONARY = "说明", "数据字典"
WIDTHS = {ABOUT: (18, 18, 16, 20, 64, 64), DICTIONARY: (12, 16, 18, 16, 22, 9, 12, 10, 30, 44, 60, 60)}
SHEETS = ("工作表 Sheet", "表 Table", "全表行数 Rows", "本簿行数 Rows here", "每行是什么", "What a row is")
COLUMNS = (
    "工作表 Sheet",
    "表 Table",
    "列 Column",
    "中文列名",
    "English title",
    "类型 Type",
    "单位 Unit",
    "可空 Null",
    "键与引用 Keys",
    "取值 Values",
    "说明",
    "Description",
)
READING = (
    Words(
        "前四张“一览”表可直接使用：每行自带文件、条目、机构的名称，代码已写成中文；编号在最右，点击即到原文所在的页面（site/）。",
        "The first four sheets (…一览) need nothing else: every row names its document, article and agency, and codes "
        "are in Chinese; ids stand at the right, and a click on one opens the place in the text (site/).",
    ),
    Words(
        "表头是中文列名，指向表头可见英文列名与含义。每张表可筛选，区域以表名（如 targets）命名，供公式和透视表用。",
        "Headers are Chinese titles; point at one to see the column's name and meaning. Every sheet has a filter, and "
        "its range bears the table's name (targets …) for formulas and pivot tables.",
    ),
    Words(
        "用编号连接各表，例如在“目标”中 =INDEX(政策文件!C:C, MATCH(B2, 政策文件!A:A, 0))；键与引用见“数据字典”。",
        "Join the tables by their ids, as that formula does in 目标; keys and references stand in 数据字典.",
    ),
    Words(
        "空单元格表示原文没有给出。列表的各项以 | 相连。日期、数值、真假值都是真正的类型。",
        "An empty cell: the text does not say. Lists are joined by |. Dates, numbers and truth values are real.",
    ),
    Words(
        "以 = + - @ 等开头的文字、形似数字的编号（如 2.10、000000）都按文字存放，不会作为公式执行，也不会变成数字。",
        "Texts that begin with = + - @ and codes that look like numbers (2.10, 000000) are kept as text: nothing runs, "
        "nothing changes.",
    ),
)
WHOLE = Words("没有删减。", "Nothing is left out.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table and what of it is in the workbook; texts that are cut, or lost characters no cell can have, by column."""

    table: Table
    rows: int
    here: int
    widths: Sequence[int]
    cut: Mapping[str, int]
    cleaned: Mapping[str, int]
    links: Links


Line = tuple[str, tuple[str | int, ...]]  # how it looks, and its cells


def write_about(book: Workbook, sheet: Worksheet, release: Release, sheets: Sequence[Sheet]) -> None:
    """Write 说明."""
    looks = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({"bold": True, "font_size": 12}),
        "columns": book.add_format(HEAD),
        "row": book.add_format({"valign": "top", "text_wrap": True, "align": "left", "indent": 1}),
        "number": book.add_format({"valign": "top", "num_format": "#,##0"}),
        "link": book.add_format({"valign": "top", "underline": 1, "font_color": "#0B5394"}),
        "text": book.add_format({"valign": "top"}),
    }
    set_widths(sheet, WIDTHS[ABOUT])
    set_paper(sheet)
    for row, (look, values) in enumerate(_about(release, sheets)):
        set_height(sheet, row, values if look == "row" else (), WIDTHS[ABOUT])
        for i, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, i, value, looks["number"])
            elif look == "row" and i == 0:
                sheet.write_url(row, i, f"internal:'{value}'!A1", looks["link"], value)
            else:
                sheet.write_string(row, i, value, looks[look])


def write_dictionary(book: Workbook, sheet: Worksheet, tables: Sequence[Table]) -> None:
    """Write 数据字典."""
    head = book.add_format(HEAD)
    look = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
    set_widths(sheet, WIDTHS[DICTIONARY])
    set_paper(sheet)
    for i, text in enumerate(COLUMNS):
        sheet.write_string(0, i, text, head)
    lines = [_described(declared, column) for declared in tables for column in declared.columns]
    for row, texts in enumerate(lines, 1):
        set_height(sheet, row, texts, WIDTHS[DICTIONARY])
        for i, text in enumerate(texts):
            sheet.write_string(row, i, text, look)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(lines), len(COLUMNS) - 1)


def _about(release: Release, sheets: Sequence[Sheet]) -> Iterator[Line]:
    yield "title", (f"{TITLE.zh} {TITLE.en}",)
    yield from _both(DESCRIPTION)
    yield "text", ()
    yield "text", ("版本 Version", release.version)
    yield "text", ("生成时间 Built", release.built_at)
    yield "text", ("许可 Licence", f"{LICENCE['name']} · {LICENCE['path']}")
    for citation in dataset_citations(release)[:2]:  # not BibTeX
        yield "text", ("引用 To cite", f"{citation.text} ({citation.style})")
    yield "text", ()
    yield "heading", ("工作表 Sheets",)
    yield "columns", SHEETS
    for each in sheets:
        said = each.table.description
        yield "row", (each.table.title.zh, each.table.name, each.rows, each.here, said.zh, said.en)
    yield "text", ()
    yield "heading", ("如何使用 How to use it",)
    for words in READING:
        yield from _both(words)
    yield "text", ()
    yield "heading", ("删减 What is left out",)
    for words in [words for each in sheets for words in _left_out(each)] or [WHOLE]:
        yield from _both(words)


def _both(words: Words) -> Iterator[Line]:
    yield "text", (words.zh,)
    yield "text", (words.en,)


def _left_out(sheet: Sheet) -> Iterator[Words]:
    """What of a table is not in the workbook, and where it is."""
    title, name = sheet.table.title, sheet.table.name
    path = path_of(name, "csv")
    if sheet.links.columns and sheet.links.rows < sheet.here:
        yield Words(
            f"{title.zh} {name}：只有前 {sheet.links.rows:,} 行的编号带链接，Excel 每张工作表最多 {MOST:,} 个。",
            f"{title.en} {name}: links on the ids of {sheet.links.rows:,} rows only; Excel takes {MOST:,} a sheet.",
        )
    if sheet.here < sheet.rows:
        yield Words(
            f"{title.zh} {name}：只有前 {sheet.here:,} 行，全表 {sheet.rows:,} 行见 {path}。",
            f"{title.en} {name}: the first {sheet.here:,} of {sheet.rows:,} rows; all are in {path}.",
        )
    for column, n in sheet.cut.items():
        yield Words(
            f"{title.zh} {name}.{column}：{n:,} 个单元格在 {LONGEST:,} 个字符处截断（{MARK}），全文见 {path}。",
            f"{title.en} {name}.{column}: {n:,} cells are cut at {LONGEST:,} characters, with {MARK}; the texts are "
            f"whole in {path}.",
        )
    for column, n in sheet.cleaned.items():
        yield Words(
            f"{title.zh} {name}.{column}：{n:,} 个单元格去掉了工作簿不能存放的控制字符。",
            f"{title.en} {name}.{column}: {n:,} cells lost control characters, which a workbook cannot hold.",
        )


def _described(declared: Table, column: Column) -> tuple[str, ...]:
    return (
        declared.title.zh,
        declared.name,
        column.name,
        column.title.zh,
        column.title.en,
        column.type,
        column.unit or "",
        "" if column.required else "可空 null",
        _keys(declared, column),
        "\n".join(f"{value}  {words.zh} {words.en}" for value, words in (column.enum or {}).items()),
        column.description.zh,
        column.description.en,
    )


def _keys(declared: Table, column: Column) -> str:
    primary = ["主键 primary key"] if column.name in declared.primary_key else []
    foreign = [f"→ {key.table}.{key.target}" for key in declared.foreign_keys if key.column == column.name]
    return "\n".join(primary + foreign)
