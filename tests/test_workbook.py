"""plans.xlsx: the same values as in Parquet, as Excel, WPS and LibreOffice read them, and nothing in it runs."""

from __future__ import annotations

import csv
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.workbook import Workbook

from flows.present import cells, present, workbook, workbook_links
from flows.present.flat import flat
from flows.present.release import Release
from flows.tables import Table, names, table
from tests.components import require
from tests.five import corpus
from tests.publishing import FACTS, publish_tables, with_workbook
from tests.tables_sample import TEXTS, Rows, tables
from tests.test_validate import Change

HOSTILE = (
    '=HYPERLINK("https://example.org","x")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "＝1+1",
    "'=1+1",
    "\t=1+1",
    "\n=1+1",
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "<r><t>x</t></r>",
    "<r></t></is></c><c><f>1+1</f><v>2</v></c></r>",
    "]]></t><f>1+1</f>",
    "<script>alert(1)</script>",
    "&amp; & < >",
    "javascript:alert(1)",
    "https://example.org/",
    "mailto:a@example.org",
    "2.10",
    "000000",
    "3-4",
    "1e5",
    "TRUE",
    "2017-08-02",
    "农村\u202egnp.exe\u200b地区",
    "  两边有空格  ",
    "𠀀" * 16_383,
)
Sheets = dict[str, list[list[Any]]]  # by title, rows of cells
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"  # UTF-8, as it is shown


def written(out: Path, change: Change | None = None) -> Path:
    """A release of the sample with its workbook; its folder."""
    return with_workbook(publish_tables(out, tables(change), TEXTS).path)


def hostile(sample: Rows) -> None:
    """A target and an agency for each text."""
    for i, text in enumerate(HOSTILE):
        sample["targets"].append({**sample["targets"][0], "target_id": f"h{i:02}", "seq": 10 + i, "indicator": text})
        sample["agency_aliases"].append({"agency_id": "g1", "alias": text, "n": i})


def sheets_of(folder: Path) -> Sheets:
    """All rows of all sheets, headers included, as openpyxl reads them; none has a formula."""
    return sheets_in(openpyxl.load_workbook(folder / "plans.xlsx"))


def sheets_in(book: Workbook) -> Sheets:
    """The same of a workbook that is open."""
    found = {}
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows())
        assert not [cell.coordinate for row in rows for cell in row if cell.data_type == "f"], sheet.title
        found[sheet.title] = [[_day(cell.value) for cell in row] for row in rows]
    return found


def rows_of(folder: Path, name: str) -> list[list[Any]]:
    """The rows of a table as a worksheet has them, from Parquet."""
    found = pq.read_table(folder / "parquet" / f"{name}.parquet").to_pylist()
    return [["|".join(v) or None if isinstance(v, list) else v for v in row.values()] for row in found]


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


@pytest.fixture(scope="module")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """LibreOffice with a profile of its own, so that it neither waits for another one nor is changed by its settings."""
    program = require("soffice", "libreoffice-calc and fonts-noto-cjk")
    return [program, f"-env:UserInstallation={tmp_path_factory.mktemp('profile').as_uri()}", "--headless"]


def convert(soffice: list[str], to: str, given: list[Path], out: Path, *options: str) -> list[Path]:
    """What LibreOffice makes of files."""
    arguments = [*options, "--convert-to", to, "--outdir", str(out / "made"), *map(str, given)]
    subprocess.run([*soffice, *arguments], check=True, capture_output=True, timeout=120)
    return sorted((out / "made").iterdir())


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the five sources with its workbook."""
    return with_workbook(publish_tables(tmp_path_factory.mktemp("five"), corpus().tables, corpus().texts).path)


@pytest.fixture(scope="module")
def book(five: Path) -> Workbook:
    """Its workbook."""
    return openpyxl.load_workbook(five / "plans.xlsx")


@pytest.fixture(scope="module")
def sheets(book: Workbook) -> Sheets:
    """What openpyxl reads in it."""
    return sheets_in(book)


def test_every_cell_agrees_with_parquet(five: Path, sheets: Sheets) -> None:
    tables_ = (table(name).title.zh for name in names())
    assert list(sheets) == ["说明", *(each.title.zh for each in flat()), "数据字典", *tables_]
    for name in names():
        header, *rows = sheets[table(name).title.zh]
        assert header == [column.title.zh for column in table(name).columns]
        assert rows == rows_of(five, name), name


def test_values_have_types(sheets: Sheets) -> None:
    types = {"string": str, "list": str, "integer": int, "boolean": bool, "date": date}
    for name in names():
        for column, *values in zip(*sheets[table(name).title.zh], strict=True):
            declared = next(each for each in table(name).columns if each.title.zh == column)
            wanted = types.get(declared.type, (int, float))
            assert [value for value in values if value is not None and not isinstance(value, wanted)] == [], declared


def test_headers_filter_and_names_are_there_for_pivot_tables(five: Path, book: Workbook) -> None:
    for name in names():
        sheet, declared = book[table(name).title.zh], table(name)
        n_rows = pq.read_metadata(five / "parquet" / f"{name}.parquet").num_rows
        size = f"A1:{sheet.cell(1, len(declared.columns)).column_letter}{n_rows + 1}"
        assert sheet.dimensions == size
        assert sheet.auto_filter.ref == size
        assert sheet.freeze_panes == "A2"
        assert book.defined_names[name].attr_text.replace("$", "").replace("'", "") == f"{sheet.title}!{size}"
        for i, column in enumerate(declared.columns, 1):
            note = sheet.cell(1, i).comment
            assert note is not None
            assert note.text.startswith(f"{column.name} · {column.title.en}")
            assert 8 <= sheet.column_dimensions[sheet.cell(1, i).column_letter].width <= 62
            shown = [
                f"{cell.value:,.0f}"
                for (cell,) in sheet.iter_rows(2, min_col=i, max_col=i)
                if column.type == "number" and cell.value
            ]
            assert all(len(text) < sheet.column_dimensions[note.parent.column_letter].width for text in shown)
        assert all(sheet.row_dimensions[row].height in (15, 30) for row in range(2, min(n_rows, 50) + 2))


def test_the_first_sheets_say_what_the_rest_is(five: Path, sheets: Sheets) -> None:
    about = [[value for value in row if value is not None] for row in sheets["说明"]]
    said = "\n".join(str(value) for row in about for value in row)
    assert {"1.0.0", FACTS.built_at} <= {str(value) for row in about for value in row}
    assert "CC0-1.0" in said
    assert "没有删减" in said
    for name in names():
        n_rows = pq.read_metadata(five / "parquet" / f"{name}.parquet").num_rows
        assert [table(name).title.zh, name, n_rows, n_rows] in [row[:4] for row in about]
    described = {(row[1], row[2]): row for row in sheets["数据字典"][1:]}
    everything = [(name, column.name) for name in names() for column in table(name).columns]
    assert [key for key in described if not key[0].startswith("flat_")] == everything
    assert described["targets", "doc_id"][8] == "→ documents.doc_id"
    assert described["targets", "value"][3] == "目标值"


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = written(tmp_path)
    before = (folder / "plans.xlsx").read_bytes()
    workbook.write(Release.read(folder))
    assert (folder / "plans.xlsx").read_bytes() == before
    assert not list(folder.glob("plans.xlsx.*"))
    assert zipfile.ZipFile(folder / "plans.xlsx").testzip() is None


def test_hostile_texts_stand_as_they_are_and_stay_texts(tmp_path: Path) -> None:
    folder = written(tmp_path, hostile)
    book = openpyxl.load_workbook(folder / "plans.xlsx")
    for title, header in (("目标一览", "指标"), ("目标", "指标"), ("机构别名", "别名")):
        column = next(cell.column for cell in book[title][1] if cell.value == header)
        shown = {cell.value: cell for (cell,) in book[title].iter_rows(2, min_col=column, max_col=column)}
        assert set(HOSTILE) <= set(shown)
        assert not any(cell.hyperlink for cell in shown.values())
        for text in HOSTILE[:10]:  # an edit of the cell does not run it either
            assert shown[text].data_type == "s"
            assert shown[text].quotePrefix, text
        assert shown["2.10"].quotePrefix
        assert shown["000000"].quotePrefix


def test_nothing_in_the_file_is_a_formula_a_link_or_a_macro(tmp_path: Path) -> None:
    file = zipfile.ZipFile(written(tmp_path, hostile) / "plans.xlsx")
    parts = {name: file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels"))}
    sheets = {name: etree.fromstring(text.encode()) for name, text in parts.items()}
    assert not [name for name, sheet in sheets.items() if sheet.xpath("//*[local-name()='f']")]
    assert not [name for name in parts if re.search("vba|external|connection|query", name, re.IGNORECASE)]
    leading = re.findall(r'Target="([^"]*)" TargetMode="External"', "".join(parts.values()))
    assert leading
    assert not [target for target in leading if not re.fullmatch(r"site/documents/[\w-]+\.html", target)]


def test_what_a_cell_cannot_hold_is_cut_and_said(tmp_path: Path) -> None:
    def long(sample: Rows) -> None:
        sample["articles"][2]["body"] = "\x01甲\x0b乙\r\n丙\ufffe"
        sample["articles"][3]["body"] = "𠀀" * 16_384  # one more character than fits
        sample["targets"][0]["value"] = 1e300
        sample["targets"][1]["deadline"] = "1900-02-28"

    folder = written(tmp_path, long)
    found = sheets_of(folder)
    bodies = [row[10] for row in found["条目"]]
    assert "甲乙\n丙" in bodies
    assert "𠀀" * 16_383 + "…" in bodies
    assert found["目标"][1][8] == 1e300
    assert found["目标"][2][13] == "1900-02-28"
    said = "\n".join(str(row[0]) for row in found["说明"])
    assert "articles.body：1 个单元格在 32,767 个字符处截断" in said
    assert "articles.body：1 个单元格去掉了" in said
    assert "没有删减" not in said


def test_rows_that_do_not_fit_are_left_out_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(workbook.FEWER_ROWS, "articles", 2)
    found = sheets_of(written(tmp_path))
    assert len(found["条目"]) == 3
    assert any("只有前 2 行，全表 5 行" in str(row[0]) for row in found["说明"])


def test_a_sheet_that_no_program_would_open_ends_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_BYTES", 100_000)
    monkeypatch.setattr("flows.present.release.BATCH", 4)

    def many(sample: Rows) -> None:
        sample["targets"] += [{**sample["targets"][0], "target_id": f"m{i}", "text": "多" * 1000} for i in range(40)]

    found = sheets_of(written(tmp_path, many))
    assert 4 <= len(found["目标"]) - 1 < 42
    assert len(found["条目"]) - 1 == 5
    assert any(f"只有前 {len(found['目标']) - 1} 行，全表 42 行" in str(row[0]) for row in found["说明"])


def test_empty_tables_are_sheets_with_a_header(tmp_path: Path) -> None:
    def emptied(sample: Rows) -> None:
        for name in ("citations", "terms", "corrections", "issues"):
            sample[name].clear()

    found = sheets_of(written(tmp_path, emptied))
    for name in ("citations", "terms", "corrections", "issues"):
        assert found[table(name).title.zh] == [[column.title.zh for column in table(name).columns]]


def rows_of_flat(folder: Path, declared: Table) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of a flat sheet, from Parquet: a code that is there in Chinese too is left out."""
    given = {column.name for column in declared.columns}
    shown = [column for column in declared.columns if f"{column.name}_zh" not in given]
    found = pq.read_table(Release.read(folder).path(declared.name), columns=[c.name for c in shown]).to_pylist()
    return [column.title.zh for column in shown], [list(row.values()) for row in found]


@pytest.mark.parametrize("declared", flat(), ids=lambda declared: declared.name)
def test_flat_sheets_have_chinese_codes_and_no_hash_in_front(declared: Table, five: Path, sheets: Sheets) -> None:
    header, *rows = sheets[declared.title.zh]
    assert (header, rows) == rows_of_flat(five, declared)
    assert len(set(header)) == len(header)
    hashes = [[i for i, value in enumerate(row) if re.fullmatch(r"[a-z]+-[a-z2-7]{16}", str(value))] for row in rows]
    assert rows
    assert min(min(each) for each in hashes) >= len(header) - 6


@pytest.mark.parametrize("declared", flat(), ids=lambda declared: declared.name)
def test_an_id_of_a_flat_sheet_leads_to_its_row_on_the_page_to_read(
    declared: Table, five: Path, book: Workbook, sheets: Sheets
) -> None:
    columns = rows_of_flat(five, declared)[0]
    row_ids = {declared[key].title.zh: declared["followed_doc_id" if key.startswith("followed") else "doc_id"].title.zh
               for key in declared.primary_key}  # fmt: skip
    for cells_, values in zip(book[declared.title.zh].iter_rows(2), sheets[declared.title.zh][1:], strict=True):
        row = dict(zip(columns, values, strict=True))
        found = {columns[cell.column - 1]: cell.hyperlink for cell in cells_ if cell.hyperlink}
        assert found.keys() == row_ids.keys()
        for column, link in found.items():
            assert link.target == f"site/documents/{row[row_ids[column]]}.html"
            assert link.location == row[column]


def test_pages_that_links_lead_to_have_the_rows(tmp_path: Path) -> None:
    folder = publish_tables(tmp_path, tables(), TEXTS, present=present).path
    links = [
        cell.hyperlink
        for sheet in openpyxl.load_workbook(folder / "plans.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.target
    ]
    assert links
    for link in links:
        assert f'id="{link.location}"' in (folder / link.target).read_text("utf-8")


def test_links_lead_to_where_the_release_is_published(tmp_path: Path) -> None:
    facts = replace(FACTS, home="https://plans.example.org")
    folder = with_workbook(publish_tables(tmp_path, tables(), TEXTS, facts=facts).path)
    cells_ = [cell for row in openpyxl.load_workbook(folder / "plans.xlsx")["条目一览"].iter_rows(2) for cell in row]
    targets = {cell.hyperlink.target for cell in cells_ if cell.hyperlink}
    assert targets
    assert all(target.startswith("https://plans.example.org/releases/1.0.0/site/documents/") for target in targets)


def test_a_sheet_has_no_more_links_than_excel_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_links, "MOST", 3)
    book = openpyxl.load_workbook(written(tmp_path) / "plans.xlsx")
    rows = list(book["条目一览"].iter_rows(2))
    linked = [[cell for cell in row if cell.hyperlink] for row in rows]
    assert [len(each) for each in linked] == [1, 1, 1, 0, 0]
    column = linked[0][0].column - 1
    assert [bool(row[column].font.underline) for row in rows] == [True, True, True, False, False]
    assert all(row[column].value for row in rows)
    assert any("只有前 3 行的编号带链接" in str(row[0].value) for row in book["说明"].iter_rows())


def test_libreoffice_follows_the_links(soffice: list[str], tmp_path: Path) -> None:
    folder = written(tmp_path, hostile)
    (made,) = convert(soffice, "ods", [folder / "plans.xlsx"], tmp_path)
    content = zipfile.ZipFile(made).read("content.xml").decode()
    leading = set(re.findall(r'xlink:href="([^"#][^"]*)"', content))
    assert any(re.search(r"site/documents/[\w-]+\.html#[\w-]+$", each) for each in leading)
    assert not [each for each in leading if "site/documents/" not in each]


@given(st.text(max_size=20))
def test_every_text_fits_and_only_what_xml_cannot_have_is_lost(text: str) -> None:
    fitted = cells.fit(pa.array([text, None, text]))
    allowed = "".join(sign for sign in re.sub("\r\n?", "\n", text) if sign in "\t\n" or ord(sign) >= 32)
    allowed = allowed.replace("\ufffe", "").replace("\uffff", "")
    assert fitted.texts.to_pylist() == [allowed, None, allowed]


def test_libreoffice_shows_the_texts_and_runs_nothing(soffice: list[str], tmp_path: Path) -> None:
    folder = written(tmp_path, hostile)
    convert(soffice, ALL_SHEETS, [folder / "plans.xlsx"], tmp_path)
    found = list(csv.reader((tmp_path / "made" / "plans-目标.csv").open(encoding="utf-8", newline="")))
    assert found[0] == [column.title.zh for column in table("targets").columns]
    shown = [row[5] for row in found[1:]]
    assert shown[:2] == ["基站", "行政村通宽带比例"]
    assert shown[2:] == list(HOSTILE)
    assert [row[8] for row in found[1:3]] == ["60,000", "98"]
    documents = list(csv.reader((tmp_path / "made" / "plans-政策文件.csv").open(encoding="utf-8", newline="")))
    assert ("移动互联网发展实施方案", "2017-08-02") in [(row[2], row[11]) for row in documents]
    assert len(list((tmp_path / "made").iterdir())) == 2 + len(flat()) + len(names())


def test_libreoffice_opens_the_csv_files_and_runs_nothing(soffice: list[str], tmp_path: Path) -> None:
    """As by a double click, with all that LibreOffice may read into a cell of CSV switched on."""
    folder = written(tmp_path, hostile)
    files = [folder / "csv" / f"{name}.csv" for name in ("targets", "documents")]
    reading = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,2052,false,true,false,false,false,0,true"
    targets, documents = reversed(convert(soffice, "xlsx:Calc MS Excel 2007 XML", files, tmp_path, reading))
    sheet = openpyxl.load_workbook(targets).active
    cells_ = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells_ if cell.data_type in ("f", "e") or cell.hyperlink]
    assert sheet["A1"].value == "target_id"
    indicators = [row[5].value for row in sheet.iter_rows(2)]
    assert "基站" in indicators
    assert "'=1+1" in indicators  # the apostrophe that the dictionary speaks of
    assert openpyxl.load_workbook(documents).active["C2"].value == "移动互联网发展实施方案"


def test_chinese_is_printed_in_chinese_letters(soffice: list[str], tmp_path: Path) -> None:
    pdftotext, pdffonts = (require(name, "poppler-utils") for name in ("pdftotext", "pdffonts"))
    (pdf,) = convert(soffice, "pdf", [written(tmp_path) / "plans.xlsx"], tmp_path)
    text = subprocess.run([pdftotext, pdf, "-"], capture_output=True, check=True).stdout.decode()
    assert "政策规划数据集" in text
    assert "移动互联网发展实施方案" in text
    fonts = subprocess.run([pdffonts, pdf], capture_output=True, check=True).stdout.decode()
    assert re.search("CJK|Han|Song|Hei|Kai|Ming|Zen", fonts), f"install fonts-noto-cjk; there are only\n{fonts}"
